"""A document that takes long: its claim stays, and it is not printed to its end for nobody."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from meetings import clock
from meetings.domain import documents
from meetings.enums import DocumentKind, DocumentState
from meetings.extensions import db
from meetings.jobs.lanes import stopping
from meetings.jobs.tasks import RENDERERS, release_stale_work, render_documents
from meetings.models import Document
from tests.factories import make_meeting

Between = Callable[[Document], None]


@pytest.fixture
def printed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Between], tuple[Document, list[str]]]]:
    """Print a document of two blocks, between which something happens; the document, and the blocks that were begun."""

    def do(between: Between) -> tuple[Document, list[str]]:
        begun: list[str] = []

        def renderer(document: Document, at_work: Callable[[], None]) -> tuple[bytes, int]:
            for block in ("first", "second"):
                at_work()
                begun.append(block)
                between(document)
            return b"%PDF-", 2

        monkeypatch.setitem(RENDERERS, DocumentKind.MINUTES, renderer)
        document = documents.queue_document(DocumentKind.MINUTES, "uji", meeting=make_meeting(), title="Uji", at=clock.now())
        db.session.commit()
        document_id = document.id
        render_documents()
        return db.session.get_one(Document, document_id, populate_existing=True), begun

    yield do
    stopping.clear()


def test_it_is_not_taken_for_dead(
    printed: Callable[[Between], tuple[Document, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    began = clock.now()
    hours = iter(range(1, 9))

    def long_afterwards(_document: Document) -> None:
        now = began + timedelta(minutes=8 * next(hours))
        monkeypatch.setattr(clock, "now", lambda: now)
        release_stale_work()

    document, begun = printed(long_afterwards)

    assert begun == ["first", "second"]
    assert document.state is DocumentState.READY and document.pages == 2


def test_a_process_that_ends_gives_it_back_at_once(printed: Callable[[Between], tuple[Document, list[str]]]) -> None:
    document, begun = printed(lambda _document: stopping.set())

    assert begun == ["first"]
    assert (document.state, document.attempts, document.claimed_by) == (DocumentState.QUEUED, 0, "")
    assert document.storage_key is None


def test_what_was_edited_meanwhile_is_not_printed_to_its_end(printed: Callable[[Between], tuple[Document, list[str]]]) -> None:
    def edit(document: Document) -> None:
        documents.requeue_document(document.id, clock.now())
        db.session.commit()

    document, begun = printed(edit)

    assert begun == ["first"]
    assert document.state is DocumentState.QUEUED and document.updated_at > clock.now()

"""What is done in the background: thin functions that call the domain, one commit per item."""

from collections.abc import Callable

import structlog

from meetings import clock
from meetings.domain import documents
from meetings.enums import DocumentKind
from meetings.extensions import db
from meetings.models import Document

log = structlog.get_logger("meetings.jobs")

# Each kind's renderer: the document → (bytes, pages, published?). Filled by the features' domain functions.
Rendered = tuple[bytes, int | None, bool]
RENDERERS: dict[DocumentKind, Callable[[Document], Rendered]] = {}


def render_documents() -> None:
    """Render queued documents until none is left."""
    while claimed := documents.claim_documents(clock.now(), kinds=tuple(RENDERERS)):
        db.session.commit()
        for document_id in claimed:
            _render(document_id)
    db.session.commit()


def _render(document_id: str) -> None:
    document = db.session.get_one(Document, document_id)
    try:
        data, pages, published = RENDERERS[document.kind](document)
        documents.finish_document(document_id, data, clock.now(), pages=pages, published=published)
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        log.error("render_failed", document=document_id, exc_info=error)
        documents.fail_document(document_id, f"{type(error).__name__}: {error}", clock.now())
        db.session.commit()


def release_stale_work() -> None:
    """Give back what a dead worker had claimed."""
    if documents.release_stale_documents(clock.now()):
        log.info("released_stale_documents")
    db.session.commit()


TASKS: tuple[Callable[[], None], ...] = (render_documents, release_stale_work)

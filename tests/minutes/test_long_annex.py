"""An annex too long for a draft: the draft says that it comes, the publication has it."""

import io

import pytest
from flask import Flask
from pypdf import PdfReader

from meetings import clock
from meetings.documents.pdf import blocks
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.domain.documents import freezing
from meetings.domain.minutes import printing
from meetings.extensions import db
from meetings.jobs.tasks import render_documents
from meetings.models import Document, Session
from meetings.storage import storage
from tests.factories import make_participant
from tests.factories.minutes import approve, make_attendance, make_ended_session, make_minutes

SHORT = 3


@pytest.fixture
def session(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Session:
    """One person more than a draft lists."""
    for module, name in ((printing, "WHOLE"), (blocks, "WHOLE"), (freezing, "LONG")):
        monkeypatch.setattr(module, name, SHORT)
    session = make_ended_session()
    for number in range(SHORT):
        make_participant(session.meeting, f"Hadirin {number}")
    make_attendance(session, make_participant(session.meeting, "Hadirin yang datang"))
    db.session.commit()
    return session


def text_of(document: Document) -> str:
    db.session.commit()
    render_documents()
    db.session.refresh(document)
    assert document.storage_key, document.error
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(storage.get(document.storage_key))).pages).split()
    )


def test_a_draft_says_that_the_list_comes_with_the_publication(session: Session) -> None:
    text = text_of(make_minutes(session).draft_document)

    assert "dari 4 orang dalam daftar hadir. Daftar hadir (4 orang) dilampirkan pada notula yang terbit." in text
    assert "Hadirin" not in text and "LAMPIRAN" not in text


def test_a_shorter_one_is_in_the_draft(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "WHOLE", SHORT + 1)
    monkeypatch.setattr(blocks, "WHOLE", SHORT + 1)

    text = text_of(make_minutes(session).draft_document)

    assert "Daftar hadir terlampir." in text and "Hadirin yang datang" in text


def test_the_publication_has_it_as_it_was_then(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "WHOLE", SHORT + 1)
    document = rules.publish_minutes(approve(make_minutes(session)), SYSTEM, clock.now())
    db.session.commit()
    make_participant(session.meeting, "Terlambat")

    text = text_of(document)

    assert "Daftar hadir terlampir." in text and "Hadirin 2" in text and "Terlambat" not in text
    assert isinstance(document.content["annex"]["rows"], str), "pages about the document do not read the list"

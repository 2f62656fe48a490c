"""The page behind the QR of a letter that a later one has changed does not say that it holds."""

from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import documents, invitations, letters
from meetings.domain.audit import SYSTEM
from meetings.enums import ParticipantStatus
from meetings.extensions import db
from meetings.jobs.tasks import render_letters, run_tasks
from meetings.models import Document, Letter
from tests.factories import make_letter, make_meeting, make_participant, make_session


def test_it_names_the_newest_letter(app: Flask, client: FlaskClient) -> None:
    meeting = make_meeting(place="Balai Kota")
    make_session(meeting)
    make_participant(meeting, "Budi", status=ParticipantStatus.INVITED)
    letter = make_letter(meeting)
    invitations.send_invitations(letter, [], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    render_letters()
    page = f"/v/{documents.verification_token(db.session.scalars(db.select(Document)).one())}"
    assert "masih berlaku" in client.get(page).text

    changes = [_change(letter, place) for place in ("Gedung A",)]
    changes.append(_change(changes[0], "Gedung B"))

    text = client.get(page).text
    assert "Diubah" in text and "masih berlaku" not in text and "verdict-good" not in text
    assert f"diubah dengan surat nomor {changes[1].number} tanggal" in text and changes[0].number not in text
    assert "Budi" not in text.partition("Data dokumen")[0]


def _change(letter: Letter, place: str) -> Letter:
    former = db.session.get_one(Letter, letter.id)
    former.meeting.place = place
    change = letters.correct_letter(former, SYSTEM, clock.now())
    letters.issue_letter(change, SYSTEM, clock.now())
    db.session.commit()
    return change

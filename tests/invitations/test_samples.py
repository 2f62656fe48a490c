"""Before sending: the messages as one recipient will see them, a trial to oneself, and a number that is confirmed."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from meetings import clock
from meetings.domain import outbox
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations.queries import count_invitations
from meetings.domain.invitations.sending import send_invitations
from meetings.enums import Role
from meetings.errors import Overtaken
from meetings.extensions import db
from meetings.models import Delivery, Letter, Participant, Pass, User
from tests.factories import make_invitation, make_letter, make_meeting, make_participant, make_session
from tests.factories.minutes import make_officer


@pytest.fixture
def letter(app: Flask) -> Letter:
    """A draft for three: with mail and phone, with a phone, with neither."""
    meeting = make_meeting(title="Rakerda")
    make_session(meeting)
    make_participant(meeting, "Ani", email="ani@example.go.id", phone="+6281234567890")
    make_participant(meeting, "Budi", phone="+6281234567891")
    make_participant(meeting, "Citra")
    row = make_letter(meeting)
    db.session.commit()
    return row


@pytest.fixture
def clerk(letter: Letter, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make_officer(letter.meeting.organisation, Role.COMMITTEE))


def _at(letter: Letter, tail: str) -> str:
    return f"/kegiatan/{letter.meeting_id}/undangan/{letter.id}/{tail}"


def test_the_messages_are_shown_for_whom_one_asks_and_open_nothing(letter: Letter, clerk: FlaskClient) -> None:
    first = clerk.get(_at(letter, "pesan")).text
    assert "ani@example.go.id" in first and "Yth. Bapak/Ibu Ani" in first and "/u/000" in first

    second = clerk.get(_at(letter, "pesan?q=budi")).text
    assert "Yth. Bapak/Ibu Budi" in second and "Yth. Bapak/Ibu Ani" not in second
    assert "Tidak ada penerima" in clerk.get(_at(letter, "pesan?q=zzz")).text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Pass)) == 0


def test_the_mail_stands_in_a_frame_of_our_own_page_only(letter: Letter, clerk: FlaskClient) -> None:
    page = clerk.get(_at(letter, "pesan")).text
    body = clerk.get(html.fromstring(page).xpath("//iframe/@src")[0])

    assert body.status_code == 200 and "Rakerda" in body.text and "PERCOBAAN" not in body.text
    assert "frame-ancestors 'self'" in body.headers["Content-Security-Policy"]
    assert "sandbox" in body.headers["Content-Security-Policy"] and body.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_trial_goes_to_oneself_is_marked_and_counts_as_nothing(letter: Letter, clerk: FlaskClient) -> None:
    ani = db.session.scalars(sa.select(Participant.id).filter_by(name="Ani")).one()

    answer = clerk.post(_at(letter, f"pesan/{ani}/percobaan"), follow_redirects=True)

    mail = db.session.scalars(sa.select(Delivery)).one()
    assert "tersimpan di kotak keluar" in answer.text and mail.subject.startswith("[Percobaan] ")
    assert mail.address in answer.text and mail.invitation_id is None
    text, page = outbox.read_body(mail)
    assert text.startswith("PERCOBAAN") and "PERCOBAAN" in page
    assert [entry["name"] for entry in mail.attachments] == ["Percobaan.pdf"]
    assert count_invitations(letter).sent == 0 and db.session.scalar(sa.select(sa.func.count()).select_from(Pass)) == 0
    assert clerk.post(_at(letter, "pesan/xxxxxxxxxxxxxxxx/percobaan")).status_code == 404


def test_by_which_way_each_gets_it_is_told_and_the_number_is_confirmed(letter: Letter, clerk: FlaskClient) -> None:
    page = clerk.get(_at(letter, "kirim")).text
    assert "1 lewat surel" in page and "1 tanpa surel, kirim lewat WhatsApp" in page and "1 tanpa surel dan nomor HP" in page
    make_participant(letter.meeting, "Dewi", email="dewi@example.go.id")
    db.session.commit()

    sent = {"who": "new", "number": "1/Uji", "seen-new": "3"}
    refused = clerk.post(_at(letter, "kirim"), data=sent)

    assert refused.status_code == 422 and "Sekarang 4 orang" in refused.text
    assert clerk.post(_at(letter, "kirim"), data=sent | {"seen-new": "4"}).status_code == 302


def test_a_number_that_became_smaller_is_no_reason_to_ask_again(letter: Letter) -> None:
    with pytest.raises(Overtaken):
        send_invitations(letter, [], SYSTEM, clock.now(), number="1/Uji", seen=2)
    assert send_invitations(letter, [], SYSTEM, clock.now(), number="1/Uji", seen=9)


def test_a_letter_of_change_shows_the_words_of_the_service(letter: Letter, clerk: FlaskClient) -> None:
    make_invitation(make_participant(letter.meeting, "Eka", email="eka@example.go.id"), letter).sent_at = clock.now()
    change = make_letter(letter.meeting, corrects=letter)
    db.session.commit()

    shown = clerk.get(_at(change, "pesan")).text

    assert "menyampaikan perubahan" in shown or "sampaikan perubahan" in shown
    assert "Surat perubahan memakai bunyi layanan" in shown

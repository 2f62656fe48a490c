"""Messages that a person sends in WhatsApp, when the meeting is off."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from meetings.domain import passes
from meetings.enums import MeetingState, Role
from meetings.extensions import db
from meetings.models import Invitation, User
from tests.factories import make_invitation, make_meeting, make_participant, make_session
from tests.factories.minutes import make_officer


def test_the_whatsapp_message_of_a_meeting_that_is_off_says_so_and_counts_as_no_invitation(
    app: Flask, sign_in: Callable[[User], FlaskClient]
) -> None:
    meeting = make_meeting(title="Rakerda")
    make_session(meeting)
    clerk = sign_in(make_officer(meeting.organisation, Role.COMMITTEE))
    invitation = make_invitation(make_participant(meeting, "Siti", phone="+6281234567890"))
    meeting.state = MeetingState.CANCELLED
    db.session.commit()

    page = clerk.post(f"/kegiatan/{meeting.id}/undangan/penerima/{invitation.id}/whatsapp").location
    shown = clerk.get(page).text

    assert "DIBATALKAN" in shown and "Sudah terkirim" not in shown
    assert passes.answer_link(invitation) not in shown
    refused = clerk.post(page.replace("/whatsapp", "/terkirim"), follow_redirects=True).text
    assert "tidak dicatat sebagai undangan terkirim" in refused
    assert db.session.get_one(Invitation, invitation.id).sent_at is None


def test_what_said_that_it_is_off_never_becomes_an_invitation(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    meeting = make_meeting(title="Rakerda")
    make_session(meeting)
    clerk = sign_in(make_officer(meeting.organisation, Role.COMMITTEE))
    invitation = make_invitation(make_participant(meeting, "Joko", phone="+6281234567890"))
    open_it = f"/kegiatan/{meeting.id}/undangan/penerima/{invitation.id}/whatsapp"
    meeting.state = MeetingState.CANCELLED
    db.session.commit()
    page = clerk.post(open_it).location
    meeting.state = MeetingState.OPEN
    db.session.commit()

    shown = clerk.get(page).text
    assert "DIBATALKAN" not in shown and "wa.me" not in shown and "Sudah terkirim" not in shown and "Jangan kirim" in shown
    clerk.post(page.replace("/whatsapp", "/terkirim"))
    assert db.session.get_one(Invitation, invitation.id).sent_at is None

    anew = clerk.post(open_it).location
    assert anew != page and "mengundang" in clerk.get(anew).text
    clerk.post(anew.replace("/whatsapp", "/terkirim"))
    db.session.expire_all()
    assert db.session.get_one(Invitation, invitation.id).sent_at is not None


def test_a_message_that_was_opened_says_what_holds_when_it_is_opened_again(
    app: Flask, sign_in: Callable[[User], FlaskClient]
) -> None:
    meeting = make_meeting(title="Rakerda")
    make_session(meeting)
    clerk = sign_in(make_officer(meeting.organisation, Role.COMMITTEE))
    person = make_participant(meeting, "Joko", phone="+6281234567890")
    open_it = f"/kegiatan/{meeting.id}/undangan/penerima/{make_invitation(person).id}/whatsapp"
    db.session.commit()
    page = clerk.post(open_it).location
    assert clerk.post(open_it).location == page
    person.name, person.phone = "Joko Susilo", "+6281234567899"
    db.session.commit()

    anew = clerk.post(open_it).location

    assert anew != page and "Joko%20Susilo" in clerk.get(anew).text and "6281234567899" in clerk.get(anew).text
    assert "Buka WhatsApp" not in clerk.get(page).text

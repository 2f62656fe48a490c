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

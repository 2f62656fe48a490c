"""Whom no reminder reaches, and what a page says instead of what would be refused."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import letters
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import reminders
from meetings.domain.meetings import change_state
from meetings.domain.participants import Details, details_of, name_representative
from meetings.enums import MeetingState, ParticipantStatus, Role
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Invitation, User
from tests.factories import make_invitation, make_meeting, make_participant, make_session
from tests.factories.minutes import make_officer


@pytest.fixture
def invitation(app: Flask) -> Invitation:
    meeting = make_meeting()
    make_session(meeting)
    made = make_invitation(make_participant(meeting, "Siti", status=ParticipantStatus.INVITED, email="siti@example.go.id"))
    made.sent_at = clock.now()
    db.session.commit()
    return made


@pytest.fixture
def clerk(invitation: Invitation, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make_officer(invitation.meeting.organisation, Role.COMMITTEE))


def test_whoever_comes_for_somebody_is_not_asked_whether_they_come(invitation: Invitation) -> None:
    assert reminders.count_silent(invitation.letter).people == 1
    boss = make_participant(invitation.meeting, "Kepala")

    name_representative(boss, details_of(invitation.participant), SYSTEM, clock.now(), same=True)

    assert reminders.count_silent(invitation.letter).people == 0


def test_a_letter_that_was_changed_shows_no_reminder(invitation: Invitation, clerk: FlaskClient) -> None:
    page = f"/kegiatan/{invitation.meeting_id}/undangan/{invitation.letter_id}/ingatkan"
    assert "Bunyi pengingat" in clerk.get(page).text
    later = letters.correct_letter(invitation.letter, SYSTEM, clock.now())
    letters.issue_letter(later, SYSTEM, clock.now(), number="009")
    db.session.commit()

    shown = clerk.get(page).text

    assert "sudah diubah dengan surat nomor 009" in shown and "Bunyi pengingat" not in shown and "Perpanjang batas" not in shown


def test_a_second_tab_wants_what_is_so_already(invitation: Invitation, clerk: FlaskClient) -> None:
    meeting = invitation.meeting
    told = clerk.post(f"/kegiatan/{meeting.id}/keadaan", data={"state": "open"}, follow_redirects=True).text
    assert "Status kegiatan sekarang: Dibuka." in told and "jalan langsung" not in told
    change_state(meeting, MeetingState.CANCELLED, actor=SYSTEM, at=clock.now(), reason="Banjir")
    with pytest.raises((WrongState, InvalidInput)):  # another reason is not dropped in silence
        change_state(meeting, MeetingState.CANCELLED, actor=SYSTEM, at=clock.now(), reason="Gempa")
    assert meeting.cancel_reason == "Banjir"


def test_who_is_withdrawn_is_asked_with_those_alone_who_can_be(invitation: Invitation, clerk: FlaskClient) -> None:
    meeting, siti = invitation.meeting, invitation.participant
    boss = make_participant(meeting, "Kepala")
    rina = name_representative(boss, Details(name="Rina"), SYSTEM, clock.now()).representative
    db.session.commit()
    base = f"/kegiatan/{meeting.id}/peserta"

    asked = clerk.post(f"{base}/tindakan", data={"action": "withdraw", "ids": [boss.id, rina.id, siti.id]}).text

    assert "Ya, cabut 1 peserta" in asked and "akhiri perwakilannya dahulu" in asked
    assert f'value="{siti.id}"' in asked and f'value="{boss.id}"' not in asked and f'value="{rina.id}"' not in asked
    only = clerk.post(f"{base}/tindakan", data={"action": "withdraw", "ids": [boss.id]}).text
    assert "Ya, cabut" not in only and "Kembali ke daftar" in only
    assert "tidak dikabarkan kepadanya" in clerk.get(f"{base}/{siti.id}").text
    assert "tidak dikabarkan kepadanya" not in clerk.get(f"{base}/{make_participant(meeting, 'Baru').id}").text

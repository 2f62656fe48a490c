"""What each state of a meeting allows, and what stands in the way of the next."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain import meetings
from meetings.domain.audit import SYSTEM, Action
from meetings.domain.documents import queue_document
from meetings.domain.letters import issue_letter
from meetings.domain.reports import meeting_numbers, meeting_progress
from meetings.enums import DocumentKind, DocumentState, MeetingMode, MeetingState, MinutesState, ParticipantStatus
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import AuditEntry, Invitation, Letter, Meeting, Minutes
from tests.factories import make_invitation, make_letter, make_meeting, make_participant, make_session
from tests.factories.minutes import make_attendance

pytestmark = pytest.mark.usefixtures("app")


def move(meeting: Meeting, target: MeetingState, **more: str) -> None:
    meetings.change_state(meeting, target, actor=SYSTEM, at=clock.now(), **more)


def test_a_draft_without_sessions_and_place_names_both() -> None:
    meeting = make_meeting(state=MeetingState.DRAFT, place="")

    with pytest.raises(WrongState) as refusal:
        move(meeting, MeetingState.OPEN)

    assert "Belum ada sesi" in refusal.value.message
    assert "Tempat belum diisi" in refusal.value.message
    assert meeting.state is MeetingState.DRAFT


def test_an_online_meeting_needs_no_place() -> None:
    meeting = make_meeting(state=MeetingState.DRAFT, place="", mode=MeetingMode.ONLINE)
    make_session(meeting)

    move(meeting, MeetingState.OPEN)

    assert meeting.state is MeetingState.OPEN
    assert meeting.opened_at is not None


def test_every_move_is_audited_with_both_states() -> None:
    meeting = make_meeting(state=MeetingState.DRAFT)
    make_session(meeting)

    move(meeting, MeetingState.OPEN)

    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.meeting_id == meeting.id)).one()
    assert entry.action == Action.MEETING_STATE
    assert (entry.data["before"], entry.data["after"]) == ("draft", "open")


def test_a_meeting_cannot_run_before_its_first_day() -> None:
    tomorrow = clock.local(clock.now(), "Asia/Jakarta").date() + timedelta(days=1)
    meeting = make_meeting(starts_on=tomorrow)

    assert meetings.obstacles(meeting, MeetingState.RUNNING, clock.now()) == ["Hari pelaksanaan belum tiba."]


def test_an_open_session_keeps_a_meeting_from_finishing_until_it_is_closed() -> None:
    meeting = make_meeting(state=MeetingState.RUNNING)
    session = make_session(meeting, title="Sidang Pleno")

    with pytest.raises(WrongState, match="Sidang Pleno"):
        move(meeting, MeetingState.FINISHED)
    session.closed_at = clock.now()
    db.session.flush()
    move(meeting, MeetingState.FINISHED)

    assert meeting.finished_at is not None


def test_unpublished_minutes_keep_a_meeting_from_the_archive() -> None:
    meeting = make_meeting(state=MeetingState.FINISHED)
    session = make_session(meeting, title="Sidang Pleno")
    make_session(meeting, title="Ishoma", wants_minutes=False)

    with pytest.raises(WrongState, match="Notula sesi Sidang Pleno belum terbit"):
        move(meeting, MeetingState.ARCHIVED)
    row = Minutes(meeting_id=meeting.id, session_id=session.id, state=MinutesState.PUBLISHED, title="Notula")
    document = queue_document(DocumentKind.MINUTES, session.id, meeting=meeting, title="Notula", at=clock.now(), final=True)
    db.session.add(row)
    db.session.flush()
    row.document_id = document.id
    with pytest.raises(WrongState, match="belum terbit"):  # its file is being made
        move(meeting, MeetingState.ARCHIVED)
    document.state = DocumentState.PUBLISHED
    db.session.flush()
    move(meeting, MeetingState.ARCHIVED)

    assert meeting.archived_at is not None
    assert meetings.next_states(meeting) == ()


@pytest.mark.parametrize("paper", ["letter", "minutes"])
@pytest.mark.parametrize("state", [MeetingState.OPEN, MeetingState.CANCELLED])
def test_a_paper_that_is_out_keeps_a_meeting_from_becoming_a_draft_again(paper: str, state: MeetingState) -> None:
    meeting = make_meeting()
    make_session(meeting)
    if paper == "letter":
        issue_letter(make_letter(meeting), SYSTEM, clock.now(), number="005/17/Setda")
    else:
        queue_document(DocumentKind.MINUTES, "x", meeting=meeting, title="N", at=clock.now(), final=True, number="005/17/Setda")
    db.session.flush()
    meeting.state = state

    with pytest.raises(WrongState, match="nomor 005/17/Setda sudah terbit"):
        move(meeting, MeetingState.DRAFT)

    assert [each.endswith("nomor 005/17/Setda") for each in meetings.issued_papers(meeting)] == [True]
    if state is MeetingState.CANCELLED:
        move(meeting, MeetingState.OPEN)  # takes place after all
        assert meeting.cancel_reason == ""


def test_sent_invitations_keep_a_meeting_from_becoming_a_draft_again() -> None:
    meeting = make_meeting()
    participant = make_participant(meeting)
    letter = Letter(meeting_id=meeting.id)
    db.session.add(letter)
    db.session.flush()
    invitation = Invitation(
        meeting_id=meeting.id, letter_id=letter.id, participant_id=participant.id, token_hash="0" * 64, sent_at=clock.now()
    )
    db.session.add(invitation)
    db.session.flush()

    with pytest.raises(WrongState, match="Undangan sudah terkirim"):
        move(meeting, MeetingState.DRAFT)


def test_a_cancellation_needs_a_reason_and_keeps_it() -> None:
    meeting = make_meeting()

    with pytest.raises(InvalidInput) as refusal:
        move(meeting, MeetingState.CANCELLED, reason="  ")
    assert refusal.value.field == "reason"
    move(meeting, MeetingState.CANCELLED, reason="Banjir di lokasi")

    assert meeting.cancel_reason == "Banjir di lokasi"
    assert not meetings.allows(meeting, meetings.Activity.INVITE)


def test_a_running_meeting_is_called_off_and_goes_on_but_is_not_undone() -> None:
    meeting = make_meeting(state=MeetingState.RUNNING)
    make_attendance(make_session(meeting), make_participant(meeting))

    move(meeting, MeetingState.CANCELLED, reason="Gempa")
    for undone in (MeetingState.OPEN, MeetingState.DRAFT):
        with pytest.raises(WrongState, match="Kehadiran sudah tercatat"):
            move(meeting, undone)
    move(meeting, MeetingState.RUNNING)

    assert (meeting.state, meeting.cancel_reason) == (MeetingState.RUNNING, "")


@pytest.mark.parametrize("target", [MeetingState.FINISHED, MeetingState.ARCHIVED, MeetingState.RUNNING])
def test_there_is_no_way_round_the_order(target: MeetingState) -> None:
    meeting = make_meeting(state=MeetingState.DRAFT)

    with pytest.raises(WrongState, match="tidak ada jalan"):
        move(meeting, target)


def test_a_finished_meeting_refuses_edits_and_names_the_states_that_would_do() -> None:
    meeting = make_meeting(state=MeetingState.FINISHED)

    with pytest.raises(WrongState, match="Konsep, Dibuka, Berlangsung"):
        meetings.change_meeting(meeting, {"title": "Lain"}, actor=SYSTEM, at=clock.now())


def test_of_two_moves_at_once_the_second_sees_the_first(app: Flask) -> None:
    meeting = make_meeting()
    make_session(meeting)
    db.session.commit()
    meeting_id, begin = meeting.id, threading.Barrier(2)

    def work(target: MeetingState) -> None:
        with app.app_context():
            row = db.session.get_one(Meeting, meeting_id)
            assert row.state is MeetingState.OPEN
            begin.wait()
            try:
                move(row, target, reason="Banjir")
                db.session.commit()
            except WrongState:
                db.session.rollback()

    threads = [threading.Thread(target=work, args=[target]) for target in (MeetingState.RUNNING, MeetingState.DRAFT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id))) == 1


def test_the_checklist_counts_only_people_still_on_the_list() -> None:
    meeting = make_meeting()
    make_participant(meeting)
    make_participant(meeting, status=ParticipantStatus.WITHDRAWN)

    assert meeting_progress(meeting, clock.now(), meeting_numbers(meeting)).participants == 1


def test_the_checklist_counts_people_with_a_letter_once_however_many_letters() -> None:
    meeting = make_meeting()
    guest = make_participant(meeting)
    make_invitation(guest)
    make_invitation(guest).sent_at = clock.now()

    progress = meeting_progress(meeting, clock.now(), meeting_numbers(meeting))

    assert (progress.invited, progress.invitations_sent) == (1, 1)


def test_the_checklist_waits_for_no_letter_to_whom_said_no_before() -> None:
    meeting = make_meeting()
    coming, declined, told = (
        make_participant(meeting, status=status)
        for status in (ParticipantStatus.CONFIRMED, ParticipantStatus.DECLINED, ParticipantStatus.DECLINED)
    )
    make_invitation(declined)  # printed, and then they said no
    for person in (coming, told):
        make_invitation(person).sent_at = clock.now()
    db.session.flush()

    progress = meeting_progress(meeting, clock.now(), meeting_numbers(meeting))

    assert (progress.to_invite, progress.invitations_sent) == (2, 2)

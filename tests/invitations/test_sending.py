"""Issuing and sending through the real tasks: every participant once, whatever is done twice."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from meetings import clock, worker
from meetings.domain import invitations, letters, outbox
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import queries, recipients
from meetings.domain.invitations.sending import not_yet_invited
from meetings.domain.invitations.states import served
from meetings.enums import (
    DeliveryState,
    DocumentState,
    LetterState,
    ParticipantSource,
    ParticipantStatus,
    PassState,
    TaskState,
)
from meetings.errors import Conflict, InvalidInput, WrongState
from meetings.extensions import db
from meetings.jobs.tasks import release_stale_work, render_letters, run_tasks, send_deliveries
from meetings.models import AuditEntry, Delivery, Document, Invitation, Letter, Participant, Pass, TaskRun
from meetings.storage import storage
from tests.factories import make_letter, make_meeting, make_participant, make_participants, make_session

pytestmark = pytest.mark.usefixtures("app")


def _open_meeting():
    meeting = make_meeting(contact_email="panitia@example.go.id")
    make_session(meeting)
    return meeting


def _work() -> None:
    db.session.commit()
    run_tasks()
    render_letters()
    db.session.expire_all()


def _count(model, *where) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0


def test_everybody_gets_invitation_pass_pdf_and_mail_once():
    meeting = _open_meeting()
    people = make_participants(meeting, 6, email="tujuan@example.go.id", status=ParticipantStatus.INVITED)
    people[0].email = ""
    letter = make_letter(meeting)

    run_id = invitations.send_invitations(letter, [], SYSTEM, clock.now())
    _work()

    run = db.session.get_one(TaskRun, run_id)
    assert (run.state, run.total, run.done, run.failed) == (TaskState.DONE, 6, 6, 0)
    assert letter.state is LetterState.ISSUED and letter.number.startswith("000.1.5/001/")
    assert _count(Invitation) == 6
    assert _count(Pass, Pass.state == PassState.ACTIVE) == 6
    documents = db.session.scalars(sa.select(Document)).all()
    assert {document.state for document in documents} == {DocumentState.PUBLISHED}
    assert len({document.storage_key for document in documents}) == 6
    assert storage.get(documents[0].storage_key).startswith(b"%PDF")
    assert _count(Delivery) == 5
    assert db.session.scalar(sa.select(Delivery.task_id).limit(1)) == run_id


def test_sending_again_reaches_only_those_added_later():
    meeting = _open_meeting()
    make_participants(meeting, 3, email="tujuan@example.go.id")
    letter = make_letter(meeting)
    invitations.send_invitations(letter, [], SYSTEM, clock.now())
    _work()
    make_participant(meeting, email="baru@example.go.id")

    everybody = invitations.send_invitations(letter, [], SYSTEM, clock.now())
    _work()

    assert _count(Invitation) == _count(Document) == _count(Delivery) == 4
    run = db.session.get_one(TaskRun, everybody)
    assert (run.state, run.total, run.done) == (TaskState.DONE, 1, 1)
    with pytest.raises(InvalidInput):
        invitations.send_invitations(letter, [not_yet_invited(letter.id)], SYSTEM, clock.now())


def test_a_run_taken_up_again_writes_nothing_twice():
    meeting = _open_meeting()
    make_participants(meeting, 3, email="tujuan@example.go.id")
    letter = make_letter(meeting)
    run_id = invitations.send_invitations(letter, [], SYSTEM, clock.now())
    _work()
    run = db.session.get_one(TaskRun, run_id)
    run.state, run.position, run.done = TaskState.QUEUED, 0, 0

    _work()

    assert _count(Invitation) == _count(Document) == _count(Delivery) == _count(Pass) == 3
    assert (run.state, run.total, run.done) == (TaskState.DONE, 3, 3)


def test_who_declined_or_left_or_represents_gets_no_letter():
    meeting = _open_meeting()
    for status in (ParticipantStatus.DECLINED, ParticipantStatus.WITHDRAWN, ParticipantStatus.REPLACED):
        make_participant(meeting, status=status)
    make_participant(meeting, source=ParticipantSource.REPRESENTATIVE)
    invited = make_participant(meeting, status=ParticipantStatus.INVITED)
    letter = make_letter(meeting)

    invitations.send_invitations(letter, [], SYSTEM, clock.now())
    _work()

    assert db.session.scalars(sa.select(Invitation.participant_id)).all() == [invited.id]


def test_an_address_that_comes_later_gets_the_mail_but_no_second_letter():
    meeting = _open_meeting()
    person = make_participant(meeting)
    letter = make_letter(meeting)
    invitations.send_invitations(letter, [], SYSTEM, clock.now())
    _work()
    assert _count(Delivery) == 0
    person.email = "akhirnya@example.go.id"

    invitations.send_invitations(letter, [Participant.id == person.id], SYSTEM, clock.now())
    _work()

    assert _count(Document) == 1
    assert db.session.scalars(sa.select(Delivery.address)).all() == ["akhirnya@example.go.id"]


def test_without_a_mail_server_the_mails_lie_in_the_outbox():
    meeting = _open_meeting()
    make_participants(meeting, 2, email="tujuan@example.go.id")
    invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now())
    _work()

    send_deliveries()

    db.session.expire_all()
    assert {delivery.state for delivery in db.session.scalars(sa.select(Delivery))} == {DeliveryState.OUTBOX}
    assert _count(Invitation, Invitation.sent_at.is_not(None)) == 0


def test_a_letter_is_issued_once_and_then_frozen():
    meeting = _open_meeting()
    letter = make_letter(meeting)
    letters.issue_letter(letter, SYSTEM, clock.now(), number="005/01/Setda/2026")
    number, frozen = letter.number, letter.frozen

    letters.issue_letter(letter, SYSTEM, clock.now(), number="005/02/Setda/2026")
    meeting.place = "Tempat lain"

    assert (letter.number, letter.frozen) == (number, frozen) == ("005/01/Setda/2026", frozen)
    assert letter.frozen["venue"] == "Balai Kota Bogor"
    assert _count(AuditEntry, AuditEntry.action == "letter.issued") == 1
    with pytest.raises(WrongState):
        wording = letters.Wording(place="", subject="x", opening="", closing="", signatory={})
        letters.change_letter(letter, wording, SYSTEM, clock.now())
    with pytest.raises(Conflict):
        letters.issue_letter(make_letter(meeting), SYSTEM, clock.now(), number="005/01/Setda/2026")


def test_an_edit_that_comes_after_the_issue_changes_nothing(app):
    letter = make_letter(_open_meeting())
    db.session.commit()
    shown = db.session.get_one(Letter, letter.id)  # the editor's page, still a draft
    with Session(db.engine) as other:
        other.execute(sa.update(Letter).values(state=LetterState.ISSUED))
        other.commit()

    assert shown.state is LetterState.DRAFT
    with pytest.raises(WrongState):
        wording = letters.Wording(place="", subject="Lain", opening="", closing="", signatory={})
        letters.change_letter(shown, wording, SYSTEM, clock.now())
    assert shown.subject == "Undangan Rapat Kerja Daerah"


def test_an_incomplete_letter_says_what_is_missing():
    letter = make_letter(_open_meeting(), subject="", signatory={})

    with pytest.raises(InvalidInput, match="hal surat, nama penanda tangan, jabatan penanda tangan"):
        letters.issue_letter(letter, SYSTEM, clock.now())

    assert db.session.get_one(Letter, letter.id).state is LetterState.DRAFT


def test_a_run_whose_letters_were_given_up_ends():
    meeting = _open_meeting()
    make_participants(meeting, 2)
    run_id = invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    document = db.session.scalars(sa.select(Document)).first()
    document.state = DocumentState.FAILED  # as the sweep does after many dead workers
    release_stale_work()
    assert db.session.get_one(TaskRun, run_id, populate_existing=True).state is TaskState.RUNNING

    _work()
    release_stale_work()

    run = db.session.get_one(TaskRun, run_id, populate_existing=True)
    assert (run.state, run.done, run.failed) == (TaskState.DONE, 1, 1)
    given_up = db.session.scalars(sa.select(Invitation).where(Invitation.document_id == document.id)).one().participant
    assert [(each["row"], bool(each["message"])) for each in run.problems] == [(given_up.full_name, True)]


def test_a_run_for_nobody_is_not_started():
    """A reminder to people who have the letter would end with «Selesai 24 dari 24», and nothing would have been sent."""
    meeting = _open_meeting()
    make_participants(meeting, 2, email="tujuan@example.go.id", status=ParticipantStatus.INVITED)
    letter = make_letter(meeting)
    invitations.send_invitations(letter, [], SYSTEM, clock.now())
    _work()

    unanswered = queries.narrow(letter, queries.Wanted(state="no_answer"))
    assert recipients.count_sendable(letter, unanswered) == (0, 0, 2)
    with pytest.raises(InvalidInput, match="Tidak ada yang dikirim"):
        invitations.send_invitations(letter, unanswered, SYSTEM, clock.now())

    late = db.session.scalars(sa.select(Participant)).first()
    late.email = ""  # had none when the letters were made
    db.session.execute(sa.delete(Delivery).where(Delivery.invitation_id.in_(_invitations_of(late))))
    assert recipients.count_sendable(letter, unanswered)[0] == 0
    late.email = "akhirnya@example.go.id"
    assert recipients.count_sendable(letter, unanswered) == (1, 0, 1)  # there is something to do now


def _invitations_of(person: Participant) -> sa.Select[str]:
    return sa.select(Invitation.id).where(Invitation.participant_id == person.id)


def test_a_letterhead_that_is_gone_stops_only_its_own_letters():
    broken, fine = make_letter(_open_meeting()), make_letter(_open_meeting())
    for letter in (broken, fine):
        make_participant(letter.meeting)
        invitations.send_invitations(letter, [], SYSTEM, clock.now())
    broken.frozen = broken.frozen | {"letterhead": broken.frozen["letterhead"] | {"logo": "pictures/tidak-ada"}}

    _work()

    states = dict(db.session.execute(sa.select(Document.meeting_id, Document.state)).all())
    assert states == {broken.meeting_id: DocumentState.QUEUED, fine.meeting_id: DocumentState.PUBLISHED}
    assert "tidak ditemukan" in db.session.scalar(sa.select(Document.error).where(Document.state == DocumentState.QUEUED))


def test_a_failed_print_is_counted_and_can_be_sent_again(monkeypatch):
    from meetings.documents.pdf.letter_content import RenderedLetter
    from meetings.jobs import letters

    meeting = _open_meeting()
    make_participant(meeting, email="tujuan@example.go.id")
    letter = make_letter(meeting)
    run_id = invitations.send_invitations(letter, [], SYSTEM, clock.now())
    db.session.commit()
    monkeypatch.setattr(letters, "print_letters", lambda data, workers: (RenderedLetter(0, None, "rusak") for _ in data))
    run_tasks()
    for _attempt in range(5):
        db.session.execute(sa.update(Document).values(updated_at=clock.now()))
        render_letters()
    db.session.expire_all()
    run = db.session.get_one(TaskRun, run_id)
    assert (run.state, run.failed, run.problems[0]["message"]) == (TaskState.DONE, 1, "rusak")
    monkeypatch.undo()

    again = invitations.send_invitations(letter, [], SYSTEM, clock.now())
    _work()

    assert db.session.get_one(TaskRun, again).done == 1
    assert _count(Document, Document.state == DocumentState.PUBLISHED) == 1
    assert _count(Delivery) == 1


def test_letters_that_dead_workers_held_are_printed_in_the_end():
    """A process killed again and again gives up none of the many letters it held each time."""
    from meetings.jobs import letters

    meeting = _open_meeting()
    make_participants(meeting, 5, status=ParticipantStatus.INVITED)
    invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    gone = worker.claim_name().rpartition("/")[0] + "/999999999.1#aaaa"
    for _death in range(8):
        assert letters._claim().ids
        db.session.execute(sa.update(Document).where(Document.state == DocumentState.RENDERING).values(claimed_by=gone))
        db.session.commit()
        release_stale_work()

    _work()

    assert _count(Document, Document.state == DocumentState.PUBLISHED) == 5


def test_a_letter_whose_mail_was_cancelled_goes_out_again():
    """The meeting was called off while its mails waited, and takes place after all."""
    meeting = _open_meeting()
    make_participant(meeting, "Siti Aminah", email="siti@example.go.id")
    letter = make_letter(meeting)
    invitations.send_invitations(letter, [], SYSTEM, clock.now())
    _work()
    waiting = db.session.scalars(sa.select(Delivery)).one()
    outbox.withdraw_messages(Delivery.id == waiting.id, clock.now(), "dibatalkan")
    db.session.commit()
    assert recipients.count_sendable(letter, [~served(letter.id)]) == (1, 0, 0)

    invitations.send_invitations(letter, [~served(letter.id)], SYSTEM, clock.now())
    _work()

    states = [mail.state for mail in db.session.scalars(sa.select(Delivery).order_by(Delivery.created_at))]
    assert states == [DeliveryState.CANCELLED, DeliveryState.QUEUED]
    assert recipients.count_sendable(letter, [~served(letter.id)]) == (0, 0, 0)

"""A run that is held, taken up, paced and cancelled: what has left stays, nothing leaves twice, and every process keeps to it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import documents, invitations, outbox
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import queries, runs
from meetings.domain.invitations.printing import finish_letter, prints_for
from meetings.domain.invitations.sending import send_invitations
from meetings.domain.invitations.states import outcome
from meetings.domain.tasks import claim_task
from meetings.enums import DeliveryState, DocumentKind, Role, RunKind, RunOutcome, TaskState
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.jobs import deliveries
from meetings.jobs.tasks import release_stale_work, render_letters, run_tasks, send_deliveries
from meetings.models import AuditEntry, Delivery, Document, Letter, TaskRun, User
from tests.factories import make_letter, make_meeting, make_participants, make_session
from tests.factories.minutes import make_officer
from tests.support.mail import Inbox

D = DeliveryState


@pytest.fixture
def inbox(app: Flask) -> Iterator[Inbox]:
    made = Inbox().start()
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, smtp_url=made.url)
    yield made
    app.config["SETTINGS"] = settings
    made.stop()


@pytest.fixture
def letter(app: Flask) -> Letter:
    meeting = make_meeting(title="Rakerda")
    make_session(meeting)
    for number, person in enumerate(make_participants(meeting, 4)):
        person.email = f"p{number}@example.go.id"
    row = make_letter(meeting)
    db.session.commit()
    return row


def _run(letter: Letter, per_minute: int | None = None, *, printed: bool = True) -> TaskRun:
    run_id = send_invitations(letter, [], SYSTEM, clock.now(), number="1/Uji", per_minute=per_minute)
    db.session.commit()
    if printed:
        run_tasks()
        render_letters()
    return db.session.get_one(TaskRun, run_id, populate_existing=True)


def _states(run: TaskRun) -> dict[DeliveryState, int]:
    db.session.expire_all()
    return outbox.count_by_state(Delivery.task_id == run.id)


def test_of_a_held_run_nothing_leaves_and_taken_up_all_leaves_once(letter: Letter, inbox: Inbox) -> None:
    run = _run(letter)
    claimed = outbox.claim_deliveries(clock.now(), 2)  # a worker has just taken up two
    runs.hold_run(run, SYSTEM, clock.now())
    db.session.commit()

    assert not outbox.begin_transmission(claimed.ids[0], claimed.claim, clock.now())
    send_deliveries()
    release_stale_work()
    send_deliveries()
    assert inbox.messages == [] and _states(run) == {D.QUEUED: 4}
    assert outcome(run, _states(run)) is RunOutcome.PAUSED
    assert set(db.session.scalars(sa.select(Delivery.attempts))) == {0}

    runs.resume_run(run, SYSTEM, clock.now())
    db.session.commit()
    send_deliveries()
    assert sorted(inbox.recipients) == [f"p{n}@example.go.id" for n in range(4)] and _states(run) == {D.SENT: 4}


def test_a_cancelled_run_keeps_what_has_left_and_a_later_one_sends_the_rest(letter: Letter, inbox: Inbox) -> None:
    run = _run(letter)
    first = outbox.claim_deliveries(clock.now(), 1)
    outbox.begin_transmission(first.ids[0], first.claim, clock.now())
    outbox.finish_delivery(first.ids[0], first.claim, clock.now())

    assert runs.cancel_run(run, SYSTEM, clock.now()) == 3
    db.session.commit()
    send_deliveries()

    assert inbox.messages == [] and _states(run) == {D.SENT: 1, D.CANCELLED: 3}
    assert (run.state, outcome(run, _states(run))) == (TaskState.CANCELLED, RunOutcome.CANCELLED)
    for act in (runs.cancel_run, runs.hold_run, runs.resume_run):
        with pytest.raises(WrongState):
            act(run, SYSTEM, clock.now())
    _run(letter)
    send_deliveries()
    assert len(inbox.messages) == 3 and queries.count_invitations(letter).sent == 4


def test_a_run_is_cancelled_while_its_letters_are_made(letter: Letter, inbox: Inbox) -> None:
    run = _run(letter, printed=False)
    run_tasks()
    claimed = documents.claim_documents(clock.now(), 1, kinds=(DocumentKind.LETTER,))
    printing = prints_for(claimed, clock.now())
    db.session.refresh(run)
    runs.cancel_run(run, SYSTEM, clock.now())
    db.session.commit()

    assert finish_letter(printing[0], b"%PDF-1.7", clock.now())  # the letter is kept, no mail is written
    render_letters()
    run_tasks()

    assert _states(run) == {} and db.session.get_one(TaskRun, run.id).state is TaskState.CANCELLED
    assert set(db.session.scalars(sa.select(Document.state).filter_by(kind=DocumentKind.LETTER))) == {"published"}
    _run(letter)
    send_deliveries()
    assert len(inbox.messages) == 4


def test_a_run_that_is_being_prepared_writes_nothing_more_once_it_is_cancelled(letter: Letter) -> None:
    run = _run(letter, printed=False)
    claim_task(clock.now(), (RunKind.SEND_INVITATIONS,))
    runs.cancel_run(run, SYSTEM, clock.now())
    db.session.commit()

    run_tasks()
    release_stale_work()
    run_tasks()

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Document)) == 0
    assert db.session.get_one(TaskRun, run.id, populate_existing=True).state is TaskState.CANCELLED


def test_a_pace_holds_for_every_process_and_nothing_is_made_up_for(
    letter: Letter, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = _run(letter, per_minute=2)
    monkeypatch.setattr(deliveries, "LONGEST_WAIT", 0)
    now = clock.now()
    left = []
    for seconds in (0, 10, 29, 30, 31, 300, 301):
        _at(monkeypatch, now + timedelta(seconds=seconds))
        send_deliveries()
        send_deliveries()  # another process at the same moment
        left.append(len(inbox.messages))

    assert left == [1, 1, 1, 2, 2, 3, 3]
    assert set(db.session.scalars(sa.select(Delivery.attempts).where(Delivery.state == D.QUEUED))) == {0}
    assert outcome(run, _states(run)) is RunOutcome.SENDING


def test_after_a_clock_that_was_set_back_a_paced_run_goes_on(letter: Letter, inbox: Inbox) -> None:
    run = _run(letter, per_minute=60)
    run.next_slot_at = clock.now() + timedelta(days=1)
    db.session.commit()

    send_deliveries()

    assert len(inbox.messages) == 4  # a second apart, waited for


def _at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_the_page_of_a_run_steers_it_and_the_trail_says_who(letter: Letter, sign_in: Callable[[User], FlaskClient]) -> None:
    clerk = sign_in(make_officer(letter.meeting.organisation, Role.COMMITTEE))
    run = _run(letter, per_minute=40)
    page = f"/kegiatan/{letter.meeting_id}/undangan/pengiriman/{run.id}"

    assert "40 surel per menit" in clerk.get(page).text
    assert "Dijeda" in clerk.post(f"{page}/jeda", follow_redirects=True).text
    assert "sudah dijeda" in clerk.post(f"{page}/jeda", follow_redirects=True).text
    assert "Lanjutkan" in clerk.get(page).text
    assert "dilanjutkan" in clerk.post(f"{page}/lanjut", follow_redirects=True).text
    assert "4 surel ditarik" in clerk.post(f"{page}/batal", follow_redirects=True).text
    assert "Batalkan sisanya" not in clerk.get(page).text
    told = set(db.session.scalars(sa.select(AuditEntry.action).where(AuditEntry.action.like("run.%"))))
    assert told == {"run.held", "run.resumed", "run.cancelled"}


def test_whose_letter_left_by_another_way_troubles_its_run_no_more(
    letter: Letter, sign_in: Callable[[User], FlaskClient]
) -> None:
    run = _run(letter)
    rows = db.session.scalars(sa.select(Delivery).where(Delivery.task_id == run.id).order_by(Delivery.recipient_name)).all()
    rows[0].state, rows[1].state = D.UNCERTAIN, D.FAILED
    for row in rows[2:]:
        row.state = D.SENT
    rows[0].invitation.participant.phone = "+628123456789"
    db.session.commit()
    client = sign_in(make_officer(letter.meeting.organisation, Role.COMMITTEE))
    page = f"/kegiatan/{letter.meeting_id}/undangan/pengiriman/{run.id}"
    text = client.get(page).text
    assert "1 gagal" in text and "2 gagal" not in text and "1 tidak pasti" in text

    invitations.confirm_by_hand(invitations.open_whatsapp(rows[0].invitation, SYSTEM, clock.now()), SYSTEM, clock.now())
    db.session.commit()

    assert [each.id for each in runs.troubled_deliveries(run)] == [rows[1].id]
    mails, otherwise = runs.mails_of(run)
    assert (mails[D.UNCERTAIN], mails[D.FAILED], otherwise) == (0, 1, 1)
    text = client.get(page).text
    assert "1 tidak pasti" not in text and "Terkirim dengan cara lain" in text

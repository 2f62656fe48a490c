"""kill -9 while letters are made and mailed: nobody gets two mails, nobody who was confirmed is lost."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import invitations, passes
from meetings.domain.audit import SYSTEM
from meetings.enums import DeliveryState, DocumentState, PassState, TaskState
from meetings.extensions import db
from meetings.models import Delivery, Document, Invitation, Participant, Pass, TaskRun
from meetings.storage import storage
from tests.documents.pdf import carries_qr
from tests.factories import make_letter, make_meeting, make_participant, make_participants, make_session
from tests.support.databases import POSTGRES, SQLITE
from tests.support.live import Service
from tests.support.mail import Inbox

BOTH = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)]
PEOPLE = 60
FEW = 30
PATIENCE = 300.0  # seconds; other tests share the machine


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """Slow enough that a kill meets a mail on its way."""
    made = Inbox(delay=0.01).start()
    yield made
    made.stop()


@contextmanager
def _watch(service: Service) -> Iterator[Callable[[Callable[[], bool]], None]]:
    """``wait(condition)`` until it holds in the service's own data."""
    with service.data():

        def wait(condition: Callable[[], bool]) -> None:
            deadline = time.monotonic() + PATIENCE
            while not condition():
                db.session.rollback()
                if time.monotonic() > deadline:
                    raise AssertionError(f"took too long:\n{service.log('jobs')[-3000:]}")
                time.sleep(0.1)
            db.session.rollback()

        yield wait


def _count(model: type, *where: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0


def _order(count: int) -> str:
    """A letter for ``count`` people, ordered; the run's id."""
    meeting = make_meeting()
    make_session(meeting)
    for number, person in enumerate(make_participants(meeting, count)):
        person.email = f"orang{number}@example.go.id"
    run_id = invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now())
    db.session.commit()
    return run_id


def _printed() -> int:
    return _count(Document, Document.state == DocumentState.PUBLISHED)


def _settled(people: int) -> bool:
    open_states = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.TRANSMITTING)
    return _count(Delivery) == people and _count(Delivery, Delivery.state.in_(open_states)) == 0


def _assert_once_each(inbox: Inbox, people: int) -> None:
    received = Counter(inbox.recipients)
    states = dict(db.session.execute(sa.select(Delivery.address, Delivery.state)).all())
    assert len(states) == people
    assert set(received.values()) <= {1}, "somebody got two mails"
    assert set(states.values()) <= {DeliveryState.SENT, DeliveryState.UNCERTAIN}
    assert {address for address, state in states.items() if state is DeliveryState.SENT} <= set(received)
    keys = db.session.scalars(sa.select(Document.storage_key)).all()
    assert len(set(keys)) == people and all(key and storage.exists(key) for key in keys)
    assert _count(Invitation) == _count(Pass, Pass.state == PassState.ACTIVE) == people


@pytest.mark.parametrize("kind", BOTH)
def test_kill_9_again_and_again(start_service: Callable[..., Service], inbox: Inbox, kind: str) -> None:
    service = start_service(kind, start=False, MEETINGS_SMTP_URL=inbox.url)
    with _watch(service) as wait:
        run_id = _order(PEOPLE)
        service.start_jobs()
        for made in (5, 30):
            wait(lambda made=made: _printed() >= made)
            service.kill("jobs")
            service.start_jobs()
        for sent in (20, 45):
            wait(lambda sent=sent: len(inbox.recipients) >= sent or _settled(PEOPLE))
            service.kill("jobs")
            service.start_jobs()
        wait(lambda: _settled(PEOPLE))

        _assert_once_each(inbox, PEOPLE)
        run = db.session.get_one(TaskRun, run_id)
        assert (run.state, run.total, run.done, run.failed) == (TaskState.DONE, PEOPLE, PEOPLE, 0)


@pytest.mark.parametrize("kind", BOTH)
def test_two_workers_share_the_work(start_service: Callable[..., Service], inbox: Inbox, kind: str) -> None:
    service = start_service(kind, start=False, MEETINGS_SMTP_URL=inbox.url)
    with _watch(service) as wait:
        _order(FEW)
        service._spawn("jobs", "jobs")
        service._spawn("other", "jobs")
        wait(lambda: len(inbox.recipients) >= 8)
        service.kill("other")
        wait(lambda: _settled(FEW))

        _assert_once_each(inbox, FEW)


@pytest.mark.parametrize("kind", BOTH)
def test_passes_replaced_while_printers_die(start_service: Callable[..., Service], inbox: Inbox, kind: str) -> None:
    """However the printing is cut off, everybody's letter carries the code that holds, and no old print waits to be mailed."""
    service = start_service(kind, start=False, MEETINGS_SMTP_URL=inbox.url)
    with _watch(service) as wait:
        _order(FEW)
        people = db.session.scalars(sa.select(Participant).order_by(Participant.id)).all()
        service.start_jobs()
        for number, made in enumerate((5, 15)):
            wait(lambda made=made: _printed() >= made)
            for person in people[number::6]:
                assert passes.replace_pass(person, SYSTEM, clock.now(), "hilang")
                db.session.commit()
            service.kill("jobs")
            service.start_jobs()
        over = (DocumentState.PUBLISHED, DocumentState.SUPERSEDED)
        wait(lambda: _count(Invitation) == FEW and _count(Document, Document.state.in_(over)) == _count(Document))

        assert _printed() == FEW
        holding = sa.select(Invitation, Pass).join(Pass, Pass.participant_id == Invitation.participant_id)
        for invitation, issued in db.session.execute(holding.where(Pass.state == PassState.ACTIVE)):
            pdf = storage.get(invitation.document.storage_key)
            assert carries_qr(pdf, passes.pass_link(issued)), invitation.document.version
        old = set(db.session.scalars(sa.select(Document.id).where(Document.state == DocumentState.SUPERSEDED)))
        waiting = db.session.scalars(sa.select(Delivery).where(Delivery.state == DeliveryState.QUEUED)).all()
        assert not [mail for mail in waiting if mail.attachments[0]["document_id"] in old]


def test_a_mail_server_that_is_down_gets_the_mails_later(start_service: Callable[..., Service], inbox: Inbox) -> None:
    port = inbox.port
    inbox.stop()
    service = start_service(SQLITE, start=False, MEETINGS_SMTP_URL=inbox.url)
    with _watch(service) as wait:
        meeting = make_meeting()
        make_session(meeting)
        make_participant(meeting, email="sabar@example.go.id")
        invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now())
        db.session.commit()
        service.start_jobs()
        wait(lambda: _count(Delivery, Delivery.state == DeliveryState.QUEUED, Delivery.error != "") == 1)

        inbox.start(port)
        db.session.execute(sa.update(Delivery).values(next_attempt_at=clock.now()))
        db.session.commit()
        wait(lambda: _count(Delivery, Delivery.state == DeliveryState.SENT) == 1)

        assert inbox.recipients == ["sabar@example.go.id"]

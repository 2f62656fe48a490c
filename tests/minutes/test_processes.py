"""Drafting and publishing with real processes that are killed at any moment: exactly one draft, number and file each."""

import random
import signal
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain.audit import Action
from meetings.enums import DocumentState, MeetingState, MinutesState
from meetings.extensions import db
from meetings.models import AuditEntry, Document, IssuedNumber, Minutes, Session
from meetings.storage import storage
from tests.factories import make_meeting, make_participants
from tests.factories.minutes import make_approved, make_attendance, make_ended_session
from tests.minutes.publisher import publish_all
from tests.support.databases import POSTGRES, SQLITE
from tests.support.forks import Fork
from tests.support.live import Service

BOTH = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)]
StartService = Callable[..., Service]
PATIENCE = 300.0  # seconds; other tests share the machine


def make_sessions(count: int, **values: object) -> list[str]:
    meeting = make_meeting(state=MeetingState.RUNNING)
    ids = []
    for number in range(count):
        session = make_ended_session(meeting, title=f"Sidang {number}", **values)
        for participant in make_participants(meeting, 10):
            make_attendance(session, participant)
        ids.append(session.id)
    db.session.commit()
    return ids


def eventually(service: Service, settled: Callable[[], bool]) -> None:
    """Wait until ``settled`` holds on the service's data."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with service.data():
            if settled():
                return
        time.sleep(0.5)
    raise AssertionError(f"not settled after {PATIENCE} s:\n{service.log('jobs')[-3000:]}")


def all_drafts_printed(count: int) -> Callable[[], bool]:
    ready = sa.select(sa.func.count(Document.id)).where(Document.state == DocumentState.READY)
    return lambda: db.session.scalar(ready) == count


def assert_one_draft_each(session_ids: list[str]) -> None:
    drafted = db.session.scalars(sa.select(Minutes.session_id)).all()
    assert sorted(drafted) == sorted(session_ids)
    audited = sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.action == Action.MINUTES_DRAFTED.value)
    assert db.session.scalar(audited) == len(session_ids)
    documents = db.session.scalars(sa.select(Document)).all()
    assert len(documents) == len(session_ids)
    assert all(storage.get(document.storage_key).startswith(b"%PDF") for document in documents)


@pytest.mark.parametrize("kind", BOTH)
def test_a_session_that_ended_while_jobs_were_down_gets_its_draft_at_the_next_start(
    start_service: StartService, kind: str
) -> None:
    service = start_service(kind, start=False)
    with service.data():
        ids = make_sessions(1, ends_at=clock.now() - timedelta(hours=2))

    service.start_jobs()
    eventually(service, all_drafts_printed(1))

    with service.data():
        assert_one_draft_each(ids)


def test_a_session_that_ends_while_jobs_run_gets_its_draft_within_a_minute(start_service: StartService) -> None:
    service = start_service(start=False)
    service.start_jobs()
    with service.data():
        ids = make_sessions(1, ends_at=clock.now() + timedelta(seconds=8))
        ends_at = db.session.get_one(Session, ids[0]).ends_at

    eventually(service, all_drafts_printed(1))

    with service.data():
        minutes = db.session.scalars(sa.select(Minutes)).one()
        assert timedelta() <= minutes.created_at - ends_at < timedelta(seconds=60)
        assert_one_draft_each(ids)


@pytest.mark.parametrize("kind", BOTH)
def test_jobs_killed_again_and_again_make_one_draft_each(start_service: StartService, kind: str) -> None:
    service = start_service(kind, start=False)
    chance = random.Random(20261121)
    with service.data():
        ids = make_sessions(6)

    for _ in range(4):
        before = len(service.log("jobs")) if (service.folder / "jobs.log").exists() else 0
        service.start_jobs()
        deadline = time.monotonic() + PATIENCE
        while "minutes_drafted" not in service.log("jobs")[before:] and time.monotonic() < deadline:
            with service.data():
                if db.session.scalar(sa.select(sa.func.count(Minutes.id))) == len(ids):
                    break
            time.sleep(0.05)
        time.sleep(chance.uniform(0, 0.8))
        service.kill("jobs")
    service.start_jobs()
    eventually(service, all_drafts_printed(len(ids)))

    with service.data():
        assert_one_draft_each(ids)


@pytest.mark.parametrize("kind", BOTH)
def test_two_jobs_processes_share_the_work_and_repeat_none(start_service: StartService, kind: str) -> None:
    service = start_service(kind, start=False)
    with service.data():
        ids = make_sessions(8)

    service.start_jobs()
    service._spawn("jobs-2", "jobs")
    eventually(service, all_drafts_printed(len(ids)))

    with service.data():
        assert_one_draft_each(ids)


@pytest.mark.parametrize("kind", BOTH)
def test_publishing_survives_kills_with_one_number_and_one_file_each(start_service: StartService, kind: str) -> None:
    service = start_service(kind, start=False)
    chance = random.Random(2026)
    with service.data():
        meeting = make_meeting(state=MeetingState.RUNNING)
        for number in range(8):
            make_approved(make_ended_session(meeting, title=f"Sidang {number}"))
        db.session.commit()

    publish_while_being_killed(service, chance)
    published = sa.select(sa.func.count(Document.id)).where(Document.state == DocumentState.PUBLISHED)
    for made in (1, 3, 5):
        service.start_jobs()
        eventually(service, lambda made=made: db.session.scalar(published) >= made)
        time.sleep(chance.uniform(0, 0.8))
        service.kill("jobs")
    service.start_jobs()
    eventually(service, lambda: db.session.scalar(published) == 8)

    with service.data():
        rows = db.session.scalars(sa.select(Minutes)).all()
        assert {minutes.state for minutes in rows} == {MinutesState.PUBLISHED}
        numbers = [minutes.number for minutes in rows]
        assert sorted(numbers) == [f"000.1.5/{each:03d}-N/UM/{clock.now().year}" for each in range(1, 9)]
        assert sorted(db.session.scalars(sa.select(IssuedNumber.number))) == sorted(numbers)
        entries = sa.select(sa.func.count()).where(AuditEntry.action == Action.MINUTES_PUBLISHED.value)
        assert db.session.scalar(entries) == 8
        files = [minutes.document for minutes in rows]
        assert all(storage.get(document.storage_key).startswith(b"%PDF") for document in files)
        assert len({document.sha256 for document in files}) == 8


def publish_while_being_killed(service: Service, chance: random.Random) -> None:
    """Publish everything from a process that is killed -9 in the middle several times, then once in peace."""
    log = service.folder / "publisher.log"
    for _ in range(5):
        before = log.read_text() if log.exists() else ""
        process = Fork(publish_all, service.settings, log)
        while log.read_text() == before:
            assert process.poll() is None, log.read_text()
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
    assert Fork(publish_all, service.settings, log).wait(PATIENCE) == 0, log.read_text()


def test_jobs_end_in_order_when_told(start_service: StartService) -> None:
    service = start_service(start=False)
    with service.data():
        make_sessions(3)
    service.start_jobs()
    eventually(service, lambda: bool(db.session.scalar(sa.select(sa.func.count(Minutes.id)))))

    process = service.processes.pop("jobs")
    process.terminate()

    assert process.wait(PATIENCE) == 0
    with service.data():
        stuck = sa.select(sa.func.count(Document.id)).where(Document.state == DocumentState.RENDERING)
        assert db.session.scalar(stuck) == 0

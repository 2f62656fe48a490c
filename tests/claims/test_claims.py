"""Work is shared, not done twice: the same for documents, mails and runs, each on both databases."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock, worker
from meetings.domain import documents, outbox, tasks
from meetings.domain.audit import SYSTEM
from meetings.domain.claims import Claimed, Claims
from meetings.domain.documents import pipeline
from meetings.domain.invitations.mails import INVITATION
from meetings.domain.outbox import sending
from meetings.domain.tasks import runs
from meetings.enums import DocumentKind, RunKind
from meetings.extensions import db
from tests.factories import make_meeting

STALE = timedelta(minutes=10)
MANY = 24
OTHER = "import sys; from meetings import worker; print(worker.claim_name(), flush=True); sys.stdin.read()"


def _queue_documents(count: int) -> None:
    meeting = make_meeting()
    for number in range(count):
        documents.queue_document(DocumentKind.RUNDOWN, f"uji-{number}", meeting=meeting, title="Uji", at=clock.now())


def _queue_mails(count: int) -> None:
    for number in range(count):
        outbox.queue_message(
            kind=INVITATION, address=f"orang{number}@example.go.id", recipient_name="", subject="", text="", at=clock.now()
        )


def _queue_runs(count: int) -> None:
    for _ in range(count):
        tasks.start_run(RunKind.SEND_INVITATIONS, "Uji", {}, SYSTEM, clock.now(), total=1)


@pytest.fixture(
    params=[(pipeline.CLAIMS, _queue_documents), (sending.CLAIMS, _queue_mails), (runs.CLAIMS, _queue_runs)],
    ids=["documents", "mails", "runs"],
)
def work(app: Flask, request: pytest.FixtureRequest) -> tuple[Claims, Callable[[int], None]]:
    """How the rows of one model are claimed, and what queues some of them."""
    claims, queue = request.param

    def queue_and_commit(count: int) -> None:
        queue(count)
        db.session.commit()

    return claims, queue_and_commit


@contextmanager
def _another_process() -> Iterator[str]:
    """A name that a living process of this machine claims rows under; it ends with the block."""
    with subprocess.Popen([sys.executable, "-c", OTHER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


def _claim(claims: Claims, limit: int = 100) -> Claimed:
    claimed = claims.claim(clock.now(), limit)
    db.session.commit()
    return claimed


def _hold_as(claims: Claims, name: str) -> None:
    db.session.execute(sa.update(claims.model).where(claims.model.state == claims.held).values(claimed_by=name))
    db.session.commit()


def _rows(claims: Claims) -> list[tuple[str, str]]:
    return [(row.state, row.claimed_by) for row in db.session.execute(sa.select(claims.model.state, claims.model.claimed_by))]


def test_workers_at_once_never_get_the_same_row(app: Flask, work) -> None:
    claims, queue = work
    queue(MANY)
    together = threading.Barrier(4)
    taken: list[str] = []

    def take() -> None:
        with app.app_context():
            together.wait()
            while ids := claims.claim(clock.now(), 3).ids:
                db.session.commit()
                taken.extend(ids)
            db.session.rollback()

    workers = [threading.Thread(target=take) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()

    assert len(taken) == MANY == len(set(taken))


def test_a_claim_takes_no_more_than_asked_for_and_the_first_in_order(work) -> None:
    claims, queue = work
    queue(5)
    first = db.session.scalars(sa.select(claims.model.id).order_by(*claims.order).limit(2)).all()

    assert sorted(_claim(claims, 2).ids) == sorted(first)
    assert len(_claim(claims).ids) == 3
    assert _claim(claims).ids == []


def test_what_a_process_that_has_ended_held_is_free_at_once(work) -> None:
    claims, queue = work
    queue(2)
    _claim(claims)
    with _another_process() as name:
        _hold_as(claims, name)
        assert claims.release_stale(clock.now(), STALE) == 0
        assert _rows(claims) == [(claims.held, name)] * 2

    assert claims.release_stale(clock.now(), STALE) == 2
    assert _rows(claims) == [(claims.waiting, "")] * 2


def test_what_another_machine_holds_is_free_after_a_time(work) -> None:
    claims, queue = work
    queue(1)
    _claim(claims)
    _hold_as(claims, "lain/1/7.7#abc")

    assert claims.release_stale(clock.now(), STALE) == 0
    assert claims.release_stale(clock.now() + STALE * 2, STALE) == 1


def test_a_worker_that_says_it_is_still_at_it_keeps_its_rows(work) -> None:
    claims, queue = work
    queue(1)
    claimed = _claim(claims)
    later = clock.now() + STALE * 2

    claims.renew(claimed, later)

    assert claims.release_stale(later, STALE) == 0


def test_a_worker_that_lost_its_claim_changes_nothing(work) -> None:
    claims, queue = work
    queue(1)
    lost = _claim(claims)
    claims.release_stale(clock.now() + STALE * 2, STALE)
    newer = _claim(claims)
    assert newer.ids == lost.ids

    claims.give_back(lost, clock.now())
    claims.renew(lost, clock.now() + timedelta(days=1))
    assert claims.change(lost.ids, lost.claim, error="lama") == 0

    assert _rows(claims) == [(claims.held, newer.claim)]
    assert claims.change(newer.ids, newer.claim, error="baru") == 1


def test_what_is_given_back_is_anybodys(work) -> None:
    claims, queue = work
    queue(3)
    claimed = _claim(claims)

    claims.give_back(Claimed(claimed.claim, claimed.ids[1:]), clock.now())
    db.session.commit()

    assert sorted(_claim(claims).ids) == sorted(claimed.ids[1:])
    assert not worker.is_gone(claimed.claim)

"""A task run's way: queued with its cause → claimed by one worker → counted item by item → done."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from meetings.domain.audit import Actor
from meetings.domain.claims import Claimed, Claims
from meetings.enums import RunKind, Task, TaskState
from meetings.extensions import db, nudges
from meetings.models import Meeting, TaskRun
from meetings.passcode import new_id

T = TaskState
CLAIMS = Claims(TaskRun, waiting=T.QUEUED, held=T.RUNNING, order=(TaskRun.created_at, TaskRun.id))
MOST_PROBLEMS = 200


class TaskLost(Exception):
    """Another worker holds the run by now: this one was taken for dead."""


def start_run(
    kind: RunKind,
    title: str,
    arguments: dict[str, Any],
    actor: Actor,
    at: datetime,
    *,
    total: int,
    meeting: Meeting | None = None,
) -> str:
    """The id of a new run that does ``kind``."""
    run_id = new_id()
    row: dict[str, Any] = {
        "id": run_id,
        "meeting_id": meeting.id if meeting is not None else None,
        "kind": kind,
        "title": title[:300],
        "arguments": arguments,
        "state": T.QUEUED,
        "total": total,
        "done": 0,
        "failed": 0,
        "problems": [],
        "created_by_id": actor.id if actor.kind == "user" else None,
        "claimed_by": "",
        "error": "",
        "created_at": at,
        "updated_at": at,
    }
    db.session.execute(sa.insert(TaskRun).values(row))
    nudges.remember(db.session(), Task.RUN_TASKS)
    return run_id


def claim_task(at: datetime, kinds: Collection[RunKind]) -> Claimed:
    """Take the oldest waiting run of these kinds, if there is one. The caller commits at once."""
    return CLAIMS.claim(at, 1, TaskRun.kind.in_(kinds))


def finish_task(run_id: str, claim: str, at: datetime) -> None:
    """The run is over; one that nobody holds any more (see ``settle_run``) ends by itself. Raises TaskLost."""
    if not _settled(run_id):
        _require(run_id, claim, state=T.DONE, finished_at=at, updated_at=at)


def fail_task(run_id: str, claim: str, message: str, at: datetime) -> None:
    """The run could not be done; ``message`` says why. Raises TaskLost."""
    _require(run_id, claim, state=T.FAILED, finished_at=at, updated_at=at, error=message[:2000])


def release_stale_tasks(at: datetime, stale_after: timedelta) -> int:
    """Give runs whose worker died back to the queue; how many."""
    released = CLAIMS.release_stale(at, stale_after)
    if released:
        nudges.remember(db.session(), Task.RUN_TASKS)
    return released


def count_prepared(run: TaskRun, claim: str, at: datetime, items: int, *, done: int, dropped: int) -> None:
    """The rows of the run's next ``items`` are written, in this transaction: of them ``done`` need no work any more, ``dropped`` are
    none of the run's. What breaks off after the commit goes on behind them. Raises TaskLost."""
    counted = {"position": TaskRun.position + items, "done": TaskRun.done + done, "total": TaskRun.total - dropped}
    _require(run.id, claim, **counted, claimed_at=at, updated_at=at)
    db.session.refresh(run, list(counted))


def settle_run(run_id: str, claim: str, at: datetime) -> None:
    """All the run's rows are written; from here on whoever finishes the last of them ends it, so no worker holds the run.
    Raises TaskLost."""
    _require(run_id, claim, claimed_at=None, claimed_by="", updated_at=at)
    _end_if_complete(run_id, at)


def count_settled(run_id: str, at: datetime, *, done: int = 0, problem: dict[str, str] | None = None) -> None:
    """Count finished items, or one that failed with its ``problem`` {"row", "message"}, of a run; the last one ends a settled run."""
    _count(run_id, at, done, problem)
    _end_if_complete(run_id, at)


def _count(run_id: str, at: datetime, done: int, problem: dict[str, str] | None) -> None:
    values: dict[str, Any] = {"done": TaskRun.done + done, "updated_at": at}
    if problem is not None:
        values["failed"] = TaskRun.failed + 1
    db.session.execute(
        sa.update(TaskRun).where(TaskRun.id == run_id).values(**values).execution_options(synchronize_session=False)
    )
    if problem is not None:
        run = db.session.get_one(TaskRun, run_id, populate_existing=True)
        run.problems = [*run.problems, problem][:MOST_PROBLEMS]
        db.session.flush()


def _end_if_complete(run_id: str, at: datetime) -> None:
    complete = TaskRun.done + TaskRun.failed >= TaskRun.total
    db.session.execute(
        sa.update(TaskRun)
        .where(TaskRun.id == run_id, TaskRun.state == T.RUNNING, TaskRun.claimed_by == "", complete)
        .values(state=T.DONE, finished_at=at)
        .execution_options(synchronize_session=False)
    )


def _settled(run_id: str) -> bool:
    settled = sa.select(TaskRun.id).where(TaskRun.id == run_id, TaskRun.claimed_by == "", TaskRun.state != T.QUEUED)
    return db.session.scalar(settled) is not None


def _require(run_id: str, claim: str, **values: Any) -> None:
    if not CLAIMS.change([run_id], claim, **values):
        raise TaskLost(run_id)

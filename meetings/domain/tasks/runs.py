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
from meetings.models.base import change_rows
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
    per_minute: int | None = None,
) -> str:
    """The id of a new run that does ``kind``; ``per_minute`` of its mails leave in a minute (None: as many as can)."""
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
        "per_minute": per_minute,
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


def count_settled(run_id: str, at: datetime, *, done: int = 0, problem: dict[str, str] | None = None) -> bool:
    """Count finished items, or one that failed with its ``problem`` {"row", "message"}, of a run; the last one ends a settled run. Whether
    the run goes on: False once it is cancelled, which waits for this transaction or is seen by it."""
    state = _count(run_id, at, done, problem)
    _end_if_complete(run_id, at)
    return state is not T.CANCELLED


def goes_on(run_id: str) -> bool:
    """Whether a run was not cancelled; who would cancel it waits for this transaction, or is seen by it."""
    touched = sa.update(TaskRun).where(TaskRun.id == run_id, TaskRun.state != T.CANCELLED).values(state=TaskRun.state)
    return bool(change_rows(touched.execution_options(synchronize_session=False)))


def hold_run(run_id: str, at: datetime) -> bool:
    """From now on none of the run's mails leaves. False where it is held already, or cancelled."""
    return _steer(run_id, TaskRun.held_at.is_(None), held_at=at, updated_at=at)


def resume_run(run_id: str, at: datetime) -> bool:
    """The run's mails leave again. False where it is not held."""
    return _steer(run_id, TaskRun.held_at.is_not(None), held_at=None, updated_at=at)


def cancel_run(run_id: str, at: datetime) -> bool:
    """Nothing more comes of the run: a worker that prepares it finds its claim gone. False where it is cancelled already."""
    return _steer(
        run_id, sa.true(), state=T.CANCELLED, claimed_by="", claimed_at=None, held_at=None, finished_at=at, updated_at=at
    )


def _steer(run_id: str, condition: sa.ColumnElement[bool], **values: Any) -> bool:
    alive = TaskRun.id == run_id, TaskRun.state.not_in((T.CANCELLED, T.FAILED)), condition
    changed = sa.update(TaskRun).where(*alive).values(**values).execution_options(synchronize_session=False)
    return bool(change_rows(changed))


def _count(run_id: str, at: datetime, done: int, problem: dict[str, str] | None) -> TaskState | None:
    values: dict[str, Any] = {"done": TaskRun.done + done, "updated_at": at}
    if problem is not None:
        values["failed"] = TaskRun.failed + 1
    counted = sa.update(TaskRun).where(TaskRun.id == run_id).values(**values).returning(TaskRun.state)
    state = db.session.scalar(counted.execution_options(synchronize_session=False))
    if problem is not None:
        run = db.session.get_one(TaskRun, run_id, populate_existing=True)
        run.problems = [*run.problems, problem][:MOST_PROBLEMS]
        db.session.flush()
    return state


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

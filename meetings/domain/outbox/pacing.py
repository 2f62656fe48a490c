"""How fast the mails of a run leave, and that none leaves while it is held. The run's row decides, so several processes keep one pace.

Each mail takes the run's next slot right before it leaves, committed first: after a pause of the service nothing is made up for, and a
killed process loses a slot at most.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from meetings.enums import Channel, DeliveryState, Task
from meetings.extensions import db, nudges
from meetings.models import Delivery, TaskRun
from meetings.models.base import change_rows

MINUTE = timedelta(minutes=1)  # no slot lies further ahead; one that does is of a clock that was set back


def waiting_runs(at: datetime) -> sa.Select[str]:
    """Ids of the runs of which no mail leaves now: they are held, or their next slot has not come."""
    later = sa.and_(TaskRun.next_slot_at > at, TaskRun.next_slot_at <= at + MINUTE)
    return sa.select(TaskRun.id).where(sa.or_(TaskRun.held_at.is_not(None), later))


def in_held_run() -> sa.ColumnElement[bool]:
    """WHERE clause on Delivery: its run is held, so that it leaves only when a person lets the run go on."""
    held = sa.exists().where(TaskRun.id == Delivery.task_id, TaskRun.held_at.is_not(None))
    return held.correlate(Delivery)


def paces_of(delivery_ids: Sequence[str]) -> dict[str, tuple[str, timedelta]]:
    """(run, time between two of its mails) of those of these mails whose run has a pace. One statement."""
    joined = sa.select(Delivery.id, TaskRun.id, TaskRun.per_minute).join(TaskRun, TaskRun.id == Delivery.task_id)
    rows = db.session.execute(joined.where(Delivery.id.in_(delivery_ids), TaskRun.per_minute.is_not(None)))
    return {delivery_id: (run_id, MINUTE / per_minute) for delivery_id, run_id, per_minute in rows if per_minute}


def take_slot(run_id: str, apart: timedelta, at: datetime) -> bool:
    """Whether a mail of the run may leave now; the next one then may after ``apart``. The caller commits before it leaves."""
    come = sa.or_(TaskRun.next_slot_at.is_(None), TaskRun.next_slot_at <= at, TaskRun.next_slot_at > at + MINUTE)
    mine = TaskRun.id == run_id, TaskRun.held_at.is_(None), come
    taken = sa.update(TaskRun).where(*mine).values(next_slot_at=at + apart)
    return bool(change_rows(taken.execution_options(synchronize_session=False)))


def next_slot(at: datetime) -> datetime | None:
    """When the first of the mails that wait for a slot alone may leave."""
    due = sa.exists().where(
        Delivery.task_id == TaskRun.id, Delivery.state == DeliveryState.QUEUED, Delivery.next_attempt_at <= at
    )
    ahead = TaskRun.next_slot_at > at, TaskRun.next_slot_at <= at + MINUTE, TaskRun.held_at.is_(None)
    return db.session.scalar(sa.select(sa.func.min(TaskRun.next_slot_at)).where(*ahead, due))


def stop_sending(run_id: str, at: datetime) -> None:
    """The mails of a held run that a worker has just taken up wait again: it finds its claim gone. What is being transmitted leaves."""
    taken = Delivery.task_id == run_id, Delivery.state == DeliveryState.SENDING, Delivery.channel == Channel.EMAIL
    back = {"state": DeliveryState.QUEUED, "attempts": Delivery.attempts - 1, "claimed_by": "", "claimed_at": None}
    db.session.execute(
        sa.update(Delivery).where(*taken).values(**back, updated_at=at).execution_options(synchronize_session=False)
    )


def goes_on() -> None:
    """A held run was taken up: hurry its mails after the commit."""
    nudges.remember(db.session(), Task.SEND_DELIVERIES)

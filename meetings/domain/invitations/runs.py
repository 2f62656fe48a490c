"""Runs of a meeting: those that send its invitations and reminders."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import defer

from meetings.domain import outbox, tasks
from meetings.domain.audit import Action, Actor, record
from meetings.domain.invitations.states import OVER, outcome, overtaken_mail
from meetings.domain.outbox import TROUBLED
from meetings.enums import N_, DeliveryState, DocumentState, RunKind, TaskState
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Delivery, Document, Meeting, TaskRun

CALLED_OFF = N_("Pengiriman ini dibatalkan; surel yang belum dikirim ditarik.")


def find_run(meeting_id: str, run_id: str) -> TaskRun | None:
    """A run of this meeting."""
    statement = sa.select(TaskRun).where(TaskRun.id == run_id, TaskRun.meeting_id == meeting_id)
    return db.session.scalar(statement)


def mails_of(run: TaskRun) -> tuple[dict[DeliveryState, int], int]:
    """How many mails of the run are in each state; and of how many that failed or may not have arrived the letter has left since by another way,
    which count in no state."""
    mails = outbox.count_by_state(Delivery.task_id == run.id)
    if not any(mails.get(state) for state in TROUBLED):
        return mails, 0
    others = outbox.count_by_state(Delivery.task_id == run.id, Delivery.state.in_(TROUBLED), overtaken_mail())
    return {state: number - others.get(state, 0) for state, number in mails.items()}, sum(others.values())


def hold_run(run: TaskRun, actor: Actor, at: datetime) -> None:
    """Nothing of the run leaves until it is taken up again; letters go on being made. Raises WrongState where nothing of it waits."""
    _require_running(run)
    if not tasks.hold_run(run.id, at):
        raise WrongState(_("Pengiriman ini sudah dijeda."))
    outbox.stop_sending(run.id, at)
    _note(Action.RUN_HELD, run, actor, at)


def resume_run(run: TaskRun, actor: Actor, at: datetime) -> None:
    """Its mails leave again. Raises WrongState where it is not held."""
    if not tasks.resume_run(run.id, at):
        raise WrongState(_("Pengiriman ini tidak sedang dijeda."))
    outbox.goes_on()
    _note(Action.RUN_RESUMED, run, actor, at)


def cancel_run(run: TaskRun, actor: Actor, at: datetime) -> int:
    """Nothing more of the run leaves, and what waits is withdrawn: how many mails. What has left stays, and what failed or is uncertain
    stays told. Letters go on being made, without mails; a later run sends to whoever got none. Raises WrongState where it is over."""
    _require_running(run)
    if not tasks.cancel_run(run.id, at):
        raise WrongState(_("Pengiriman ini sudah dibatalkan."))
    # Only what waits: a letter that is being made is asked about its run when it is finished (`printing.finish_letter`).
    unmade = Document.run_id == run.id, Document.state == DocumentState.QUEUED
    loose = sa.update(Document).where(*unmade).values(run_id=None, updated_at=at)
    db.session.execute(loose.execution_options(synchronize_session=False))
    waiting = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.OUTBOX)
    withdrawn = outbox.withdraw_messages(Delivery.task_id == run.id, at, CALLED_OFF, waiting)
    _note(Action.RUN_CANCELLED, run, actor, at, count=len(withdrawn))
    return len(withdrawn)


def _require_running(run: TaskRun) -> None:
    if outcome(run, outbox.count_by_state(Delivery.task_id == run.id)) in OVER:
        raise WrongState(_("Pengiriman ini sudah selesai."))


def _note(action: Action, run: TaskRun, actor: Actor, at: datetime, **data: Any) -> None:
    meeting = db.session.get(Meeting, run.meeting_id) if run.meeting_id else None
    record(actor, action, at=at, meeting=meeting, target=run, target_name=run.title, **data)
    db.session.flush()


def running_run(meeting_id: str) -> TaskRun | None:
    """The newest run of this meeting that is not over."""
    statement = sa.select(TaskRun).where(
        TaskRun.meeting_id == meeting_id,
        TaskRun.kind.in_((RunKind.SEND_INVITATIONS, RunKind.SEND_REMINDERS)),
        TaskRun.state.in_((TaskState.QUEUED, TaskState.RUNNING)),
    )
    newest = statement.options(defer(TaskRun.arguments)).order_by(TaskRun.created_at.desc()).limit(1)
    return db.session.scalar(newest)  # without the thousands of people it is about


def troubled_deliveries(run: TaskRun, limit: int = 100) -> Sequence[Delivery]:
    """The run's mails that failed or may not have arrived, and whose letter nobody has sent by another way since."""
    statement = (
        sa.select(Delivery)
        .where(Delivery.task_id == run.id, Delivery.state.in_(TROUBLED), ~overtaken_mail())
        .options(defer(Delivery.body_text), defer(Delivery.body_html))
        .order_by(Delivery.recipient_name)
        .limit(limit)
    )
    return db.session.scalars(statement).all()

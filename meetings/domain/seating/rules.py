"""The rules by which a hall is filled."""

from datetime import datetime

import sqlalchemy as sa

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require
from meetings.enums import DeputySeat
from meetings.extensions import db
from meetings.models import Meeting, SeatPlan


def plan_of(meeting: Meeting) -> SeatPlan | None:
    """The rules by which the meeting's seats are filled; None before its first part of the hall."""
    return db.session.scalar(sa.select(SeatPlan).where(SeatPlan.meeting_id == meeting.id))


def rules_of(meeting: Meeting) -> tuple[DeputySeat, bool]:
    """Whose rank a representative has, and whether only who has said yes is placed; nothing is written."""
    row = db.session.execute(
        sa.select(SeatPlan.deputies, SeatPlan.answered_only).where(SeatPlan.meeting_id == meeting.id)
    ).first()
    return (row.deputies, row.answered_only) if row else (DeputySeat.OWN, False)


def save_rules(plan: SeatPlan, deputies: DeputySeat, answered_only: bool, follows: bool, actor: Actor, at: datetime) -> None:
    """Change the rules; seats stay as they are until they are filled next, which ``follows`` does by itself. Raises `WrongState`."""
    require(plan.meeting, Activity.PARTICIPANTS)
    before = {"deputies": plan.deputies.value, "answered_only": plan.answered_only, "follows": plan.follows}
    plan.deputies, plan.answered_only, plan.follows = deputies, answered_only, follows
    after = {"deputies": deputies.value, "answered_only": answered_only, "follows": follows}
    changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    if changes:
        record(actor, Action.SEATING_RULES_CHANGED, at=at, meeting=plan.meeting, target=plan, changes=changes)
    db.session.flush()

"""Plans that follow the answers by themselves, once somebody has had them filled for the first time."""

import threading
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from meetings.domain.audit import SYSTEM
from meetings.domain.meetings import Activity, allows
from meetings.domain.seating.placing import fill_seats
from meetings.domain.seating.plan import Plan, blocks_of, plans_of
from meetings.domain.seating.seated import summary_of
from meetings.extensions import db
from meetings.models import Absence, Meeting, Participant, SeatBlock, SeatPlan, Session
from meetings.models.marks import marks_of

_settled: dict[str, tuple[Any, ...]] = {}  # by meeting what this process last found nothing to do for
_turn = threading.Lock()


def meetings_that_follow(at: datetime) -> list[str]:
    """Ids of the meetings whose plans follow answers and that are not long over; one statement."""
    soon = Meeting.ends_on >= (at - timedelta(days=2)).date()
    following = sa.select(SeatPlan.meeting_id).join(Meeting, Meeting.id == SeatPlan.meeting_id)
    return list(db.session.scalars(following.where(SeatPlan.follows, soon).order_by(SeatPlan.meeting_id)))


def follow_answers(meeting_id: str, at: datetime) -> int:
    """Place who has newly said yes and free the seats of who does not come, in each plan that was filled before; returns in how many plans
    somebody was concerned. Nothing but two small statements while nothing has changed."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None or not allows(meeting, Activity.PARTICIPANTS):
        return 0
    seen = _seen(meeting_id)
    with _turn:
        if seen is not None and _settled.get(meeting_id) == seen:
            return 0
    done = 0
    for plan in plans_of(meeting):
        if _was_filled(plan) and summary_of(plan, blocks_of(plan)).to_do:
            filled = fill_seats(plan, SYSTEM, at, anew=False, by_itself=True)
            done += bool(filled.placed or filled.moved or filled.freed)
    if not done and seen is not None:
        with _turn:
            _settled[meeting_id] = seen
    return done


def _was_filled(plan: Plan) -> bool:
    """Whether somebody sits where the rules put them."""
    by_rules = plan.seats(sa.select(plan.seat).select_from(Participant)).where(*plan.has_seat, sa.not_(plan.held))
    return db.session.scalar(by_rules.limit(1)) is not None


def _seen(meeting_id: str) -> tuple[Any, ...] | None:
    """What stays as long as nobody is to be placed or freed: people, who is known to be away, the hall and its rules."""
    marks = marks_of(meeting_id)
    if marks is None:
        return None
    away = sa.select(sa.func.count(), sa.func.max(Absence.noted_at)).join(Session, Session.id == Absence.session_id)
    hall = sa.select(sa.func.count(), sa.func.max(SeatBlock.updated_at)).where(SeatBlock.meeting_id == meeting_id)
    rules = sa.select(SeatPlan.updated_at).where(SeatPlan.meeting_id == meeting_id)
    told = (db.session.execute(each).all() for each in (away.where(Session.meeting_id == meeting_id), hall, rules))
    return marks, *(tuple(map(tuple, rows)) for rows in told)

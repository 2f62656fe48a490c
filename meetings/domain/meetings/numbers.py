"""The numbers that matter of one meeting: invited, answers, present, by category and by institution."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from meetings.enums import ParticipantSource, ParticipantStatus
from meetings.extensions import db
from meetings.models import Attendance, Category, Meeting, Participant

P = ParticipantStatus
# Whoever was asked to come; a representative stands in somebody's place and would count twice.
COUNTED = (P.PENDING, P.INVITED, P.CONFIRMED, P.DECLINED, P.REPLACED)


@dataclass(frozen=True)
class Group:
    """Invited and present people of a category or institution."""

    name: str
    invited: int
    present: int


@dataclass(frozen=True)
class Numbers:
    """Counts of one meeting. ``present`` counts persons, each once, whatever the number of sessions."""

    invited: int
    confirmed: int
    represented: int
    declined: int
    unanswered: int
    pending: int
    present: int
    by_category: list[Group]
    by_institution: list[Group]


def meeting_numbers(meeting: Meeting, *, institutions: int = 8) -> Numbers:
    """Count in four statements, however many participants; ``institutions`` limits that list to the largest."""
    asked = sa.and_(
        Participant.meeting_id == meeting.id,
        Participant.status.in_(COUNTED),
        Participant.source != ParticipantSource.REPRESENTATIVE,
    )
    statement = sa.select(Participant.status, sa.func.count()).where(asked).group_by(Participant.status)
    counts: dict[ParticipantStatus, int] = {row[0]: row[1] for row in db.session.execute(statement)}
    present = db.session.scalar(
        sa.select(sa.func.count(sa.distinct(Attendance.participant_id))).where(Attendance.meeting_id == meeting.id)
    )
    return Numbers(
        invited=sum(counts.values()),
        confirmed=counts.get(P.CONFIRMED, 0),
        represented=counts.get(P.REPLACED, 0),
        declined=counts.get(P.DECLINED, 0),
        unanswered=counts.get(P.INVITED, 0),
        pending=counts.get(P.PENDING, 0),
        present=present or 0,
        by_category=_groups(meeting, asked, Category.name, None, Category.protocol_order),
        by_institution=_groups(meeting, asked, Participant.institution, institutions),
    )


def _groups(
    meeting: Meeting,
    asked: sa.ColumnElement[bool],
    name: InstrumentedAttribute[str],
    limit: int | None,
    order: InstrumentedAttribute[int] | None = None,
) -> list[Group]:
    here = (
        sa.select(Attendance.participant_id)
        .where(Attendance.meeting_id == meeting.id)
        .distinct()
        .subquery("here")
    )
    invited = sa.func.count(sa.case((asked, 1)))
    present = sa.func.count(here.c.participant_id)
    statement = (
        sa.select(name, invited, present)
        .select_from(Participant)
        .outerjoin(Category, Category.id == Participant.category_id)
        .outerjoin(here, here.c.participant_id == Participant.id)
        .where(Participant.meeting_id == meeting.id)
        .group_by(name)
        .having(sa.or_(invited > 0, present > 0))
    )
    if order is not None:
        statement = statement.order_by(sa.func.min(order).is_(None), sa.func.min(order), name)
    else:
        statement = statement.order_by(invited.desc(), name).limit(limit)
    return [Group(row[0] or "", row[1], row[2]) for row in db.session.execute(statement)]

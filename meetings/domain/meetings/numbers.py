"""The numbers that matter of one meeting: invited, answers, present, by category and by institution."""

from dataclasses import dataclass
from typing import Any

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
    asked = sa.and_(Participant.status.in_(COUNTED), Participant.source != ParticipantSource.REPRESENTATIVE)
    statement = sa.select(Participant.status, sa.func.count()).where(Participant.meeting_id == meeting.id, asked)
    counts: dict[ParticipantStatus, int] = {row[0]: row[1] for row in db.session.execute(statement.group_by(Participant.status))}
    categories = db.session.execute(
        sa.select(Category.id, Category.name)
        .where(Category.meeting_id == meeting.id)
        .order_by(Category.protocol_order, Category.name)
    ).all()
    by_category = {key: (invited, present) for key, invited, present in _groups(meeting, asked, Participant.category_id)}
    by_institution = sorted(_groups(meeting, asked, Participant.institution), key=lambda row: (-row[1], row[0]))
    return Numbers(
        invited=sum(counts.values()),
        confirmed=counts.get(P.CONFIRMED, 0),
        represented=counts.get(P.REPLACED, 0),
        declined=counts.get(P.DECLINED, 0),
        unanswered=counts.get(P.INVITED, 0),
        pending=counts.get(P.PENDING, 0),
        present=sum(present for _invited, present in by_category.values()),
        by_category=[Group(name, *by_category[key]) for key, name in [*categories, (None, "")] if any(by_category.get(key, ()))],
        by_institution=[Group(*row) for row in by_institution[:institutions] if any(row[1:])],
    )


def _groups(meeting: Meeting, asked: sa.ColumnElement[bool], key: InstrumentedAttribute[Any]) -> list[tuple[Any, int, int]]:
    """(key, invited, present) of every group. The IN list is looked up once, where a join would be walked per row."""
    here = sa.select(Attendance.participant_id).where(Attendance.meeting_id == meeting.id)
    statement = sa.select(
        key,
        sa.func.count(sa.case((asked, 1))),
        sa.func.count(sa.case((Participant.id.in_(here), 1))),
    )
    rows = db.session.execute(statement.where(Participant.meeting_id == meeting.id).group_by(key))
    return [(row[0], row[1], row[2]) for row in rows]

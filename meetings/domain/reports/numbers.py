"""The numbers that matter of one meeting: invited, answers, present, by category and by institution."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from meetings.domain.participants.queries import count_by_answer
from meetings.extensions import db
from meetings.models import Category, Meeting, Participant, standing

PARTS = (standing.COMING, standing.REPRESENTED, standing.DECLINED, standing.UNANSWERED)  # into which the invited fall


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
    answers: dict[str, int]  # by the name of each of `PARTS`; together they are ``invited``
    present: int
    by_category: list[Group]
    by_institution: list[Group]


def meeting_numbers(meeting: Meeting, *, institutions: int = 8) -> Numbers:
    """Count in four statements, however many participants; ``institutions`` limits that list to the largest."""
    asked = standing.INVITED.where()
    answers = count_by_answer(meeting.id)
    categories = db.session.execute(
        sa.select(Category.id, Category.name)
        .where(Category.meeting_id == meeting.id)
        .order_by(Category.protocol_order, Category.name)
    ).all()
    by_category = {key: (invited, present) for key, invited, present in _groups(meeting, asked, Participant.category_id)}
    by_institution = sorted(_groups(meeting, asked, Participant.institution), key=lambda row: (-row[1], row[0]))
    return Numbers(
        invited=sum(answers[each.name] for each in PARTS),
        answers={each.name: answers[each.name] for each in PARTS},
        present=sum(present for _invited, present in by_category.values()),
        by_category=[Group(name, *by_category[key]) for key, name in [*categories, (None, "")] if any(by_category.get(key, ()))],
        by_institution=[Group(*row) for row in by_institution[:institutions] if any(row[1:])],
    )


def _groups(meeting: Meeting, asked: sa.ColumnElement[bool], key: InstrumentedAttribute[Any]) -> list[tuple[Any, int, int]]:
    """(key, invited, present) of every group."""
    statement = sa.select(
        key,
        sa.func.count(sa.case((asked, 1))),
        sa.func.count(sa.case((standing.present_anywhere(meeting.id), 1))),
    )
    rows = db.session.execute(statement.where(Participant.meeting_id == meeting.id).group_by(key))
    return [(row[0], row[1], row[2]) for row in rows]

"""The numbers that matter of one meeting: invited, answers, present, by category and by institution."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

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

    listed: int
    invited: int
    answers: dict[str, int]  # by the name of each of `PARTS`; together they are ``invited``
    present: int
    by_category: list[Group]
    by_institution: list[Group]


def meeting_numbers(meeting: Meeting, *, institutions: int = 8) -> Numbers:
    """Count in four statements, however many participants; ``institutions`` limits that list to the largest."""
    answers = count_by_answer(meeting.id)
    categories = db.session.execute(
        sa.select(Category.id, Category.name)
        .where(Category.meeting_id == meeting.id)
        .order_by(Category.protocol_order, Category.name)
    ).all()
    counted = _count(meeting)
    by_category = _together((category, *counts) for category, _institution, *counts in counted)
    by_institution = sorted(_together(row[1:] for row in counted).items(), key=lambda row: (-row[1][0], row[0]))
    return Numbers(
        listed=answers[standing.LISTED.name],
        invited=sum(answers[each.name] for each in PARTS),
        answers={each.name: answers[each.name] for each in PARTS},
        present=sum(present for _invited, present in by_category.values()),
        by_category=[Group(name, *by_category[key]) for key, name in [*categories, (None, "")] if any(by_category.get(key, ()))],
        by_institution=[Group(name, *counts) for name, counts in by_institution[:institutions] if any(counts)],
    )


def _count(meeting: Meeting) -> list[tuple[str | None, str, int, int]]:
    """(category, institution, invited, present). Who came is asked apart, as a condition: for a database that can, one join of all
    people with all arrivals instead of a look-up for each person."""
    kind = Participant.category_id, Participant.institution
    everybody = sa.select(*kind, sa.func.count(sa.case((standing.INVITED.where(), 1))))
    came = sa.select(*kind, sa.func.count()).where(standing.present_anywhere())
    invited, present = (
        {(category, institution): number for category, institution, number in db.session.execute(statement)}
        for statement in (each.where(Participant.meeting_id == meeting.id).group_by(*kind) for each in (everybody, came))
    )
    return [(*key, number, present.get(key, 0)) for key, number in invited.items()]


def _together(rows: Iterable[Any]) -> dict[Any, tuple[int, int]]:
    """Invited and present by the first column."""
    found: dict[Any, tuple[int, int]] = {}
    for key, invited, present in rows:
        before = found.get(key, (0, 0))
        found[key] = before[0] + invited, before[1] + present
    return found

"""The numbers that matter of one meeting: invited, answers, present, by category and by institution."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from meetings.domain.participants.queries import count_by_answer
from meetings.extensions import db
from meetings.models import Category, Meeting, Participant, standing
from meetings.models.marks import Kept

PARTS = (
    standing.COMING,
    standing.REPRESENTED,
    standing.DECLINED,
    standing.DEPUTY,
    standing.UNANSWERED,
)  # into which the invited fall


@dataclass(frozen=True)
class Group:
    """Invited and present people of a category or institution; ``walked_in``: how many of the present came without invitation."""

    name: str
    invited: int
    present: int
    walked_in: int = 0


@dataclass(frozen=True)
class Numbers:
    """Counts of one meeting. ``present`` counts persons, each once, whatever the number of sessions; ``walked_in`` are those of them whom no
    invitation brought."""

    listed: int
    invited: int
    answers: dict[str, int]  # by the name of each of `PARTS`; together they are ``invited``
    present: int
    walked_in: int
    by_category: list[Group]
    by_institution: list[Group]


_kept: Kept[Numbers] = Kept(200)  # meetings in a process


def meeting_numbers(meeting: Meeting, *, institutions: int = 8) -> Numbers:
    """Count in five statements, however many participants; ``institutions`` limits that list to the largest. While nothing of what is counted
    has changed (`models.marks`) the process has the numbers already, and there is one."""
    return _kept.get(meeting.id, lambda: _count_all(meeting, institutions), institutions)


def _count_all(meeting: Meeting, institutions: int) -> Numbers:
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
        present=sum(present for _invited, present, _walked_in in by_category.values()),
        walked_in=sum(walked_in for _invited, _present, walked_in in by_category.values()),
        by_category=[Group(name, *by_category[key]) for key, name in [*categories, (None, "")] if any(by_category.get(key, ()))],
        by_institution=[Group(name, *counts) for name, counts in by_institution[:institutions] if any(counts)],
    )


def _count(meeting: Meeting) -> list[tuple[str | None, str, int, int, int]]:
    """(category, institution, invited, present, present without invitation). Who came is asked apart, as a condition: for a database that can, one join of all
    people with all arrivals instead of a look-up for each person."""
    kind = Participant.category_id, Participant.institution
    everybody = sa.select(*kind, sa.func.count(sa.case((standing.INVITED.where(), 1))))
    by_himself = sa.func.count(sa.case((Participant.source.in_(sorted(standing.WALKED_IN.sources)), 1)))
    came = sa.select(*kind, sa.func.count(), by_himself).where(standing.present_anywhere())
    counted: tuple[dict[Any, Any], ...] = tuple(
        {(category, institution): tuple(numbers) for category, institution, *numbers in db.session.execute(statement)}
        for statement in (each.where(Participant.meeting_id == meeting.id).group_by(*kind) for each in (everybody, came))
    )
    invited, present = counted
    return [(*key, *number, *present.get(key, (0, 0))) for key, number in invited.items()]


def _together(rows: Iterable[Any]) -> dict[Any, tuple[int, int, int]]:
    """Invited, present and present without invitation by the first column."""
    found: dict[Any, tuple[int, int, int]] = {}
    for key, invited, present, walked_in in rows:
        before = found.get(key, (0, 0, 0))
        found[key] = before[0] + invited, before[1] + present, before[2] + walked_in
    return found

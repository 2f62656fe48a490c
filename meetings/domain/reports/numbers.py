"""The numbers that matter of one meeting: invited, answers, present, by category and by institution."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from meetings.domain.participants.queries import count_by_answer
from meetings.extensions import db
from meetings.models import Attendance, Category, Meeting, Participant, Representation, standing
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
    """Invited and present people of a category or institution; of the present so many ``walked_in`` without invitation, and of so many the
    invitation is ``gone``: they were taken off the list after they came."""

    name: str
    invited: int
    present: int
    walked_in: int = 0
    gone: int = 0


@dataclass(frozen=True)
class Numbers:
    """Counts of one meeting. ``present`` counts persons, each once, whatever the number of sessions; ``walked_in`` are those of them whom no
    invitation brought, ``gone`` those whose invitation counts no longer. ``brought``: of how many of the ``invited`` somebody came, in person or
    as their deputy."""

    listed: int
    invited: int
    answers: dict[str, int]  # by the name of each of `PARTS`; together they are ``invited``
    present: int
    walked_in: int
    gone: int
    brought: int
    by_category: list[Group]
    by_institution: list[Group]

    @property
    def share(self) -> int:
        """Percent of the invitations of which somebody came."""
        return round(100 * self.brought / self.invited) if self.invited else 0


_kept: Kept[Numbers] = Kept(200)  # meetings in a process


def meeting_numbers(meeting: Meeting, *, institutions: int = 8) -> Numbers:
    """Count in six statements, however many participants; ``institutions`` limits that list to the largest. While nothing of what is counted
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
    present, walked_in, gone, in_person = map(sum, zip(*(row[3:] for row in counted), strict=True)) if counted else (0, 0, 0, 0)
    by_institution = sorted(_together(row[1:] for row in counted).items(), key=lambda row: (-row[1][0], row[0]))
    return Numbers(
        listed=answers[standing.LISTED.name],
        invited=sum(answers[each.name] for each in PARTS),
        answers={each.name: answers[each.name] for each in PARTS},
        present=present,
        walked_in=walked_in,
        gone=gone,
        brought=in_person + _count_deputies(meeting),
        by_category=[Group(name, *by_category[key]) for key, name in [*categories, (None, "")] if any(by_category.get(key, ()))],
        by_institution=[Group(name, *counts) for name, counts in by_institution[:institutions] if any(counts)],
    )


def _count(meeting: Meeting) -> list[Any]:
    """(category, institution, invited, present, and of these: walked in, gone, invited themselves). Who came is asked apart, as a condition: for a database that can, one join of all
    people with all arrivals instead of a look-up for each person."""
    kind = Participant.category_id, Participant.institution
    everybody = sa.select(*kind, sa.func.count(sa.case((standing.INVITED.where(), 1))))
    how = (sa.func.count(sa.case((each.where(), 1))) for each in (standing.WALKED_IN, standing.GONE, standing.INVITED))
    came = sa.select(*kind, sa.func.count(), *how).where(standing.present_anywhere())
    counted: tuple[dict[Any, Any], ...] = tuple(
        {(category, institution): tuple(numbers) for category, institution, *numbers in db.session.execute(statement)}
        for statement in (each.where(Participant.meeting_id == meeting.id).group_by(*kind) for each in (everybody, came))
    )
    invited, present = counted
    return [(*key, *number, *present.get(key, (0, 0, 0, 0))) for key, number in invited.items()]


def _count_deputies(meeting: Meeting) -> int:
    """Of how many invitations nobody came but the deputy; representations are few, and each looked up."""
    theirs = sa.select(sa.func.count()).select_from(Representation).join(Representation.represented)
    current = Representation.meeting_id == meeting.id, Representation.ended_at.is_(None), standing.INVITED.where()
    deputy = sa.exists().where(Attendance.participant_id == Representation.representative_id)
    return db.session.scalar(theirs.where(*current, deputy, sa.not_(standing.present_anywhere()))) or 0


def _together(rows: Iterable[Any]) -> dict[Any, tuple[int, ...]]:
    """The numbers of a `Group` by the first column."""
    found: dict[Any, tuple[int, ...]] = {}
    for key, *numbers, _in_person in rows:
        found[key] = tuple(map(sum, zip(found.get(key, (0, 0, 0, 0)), numbers, strict=True)))
    return found

"""Of one session, what its live page shows: counted in one pass over everybody and one over the arrivals, however often it is asked for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from meetings import clock
from meetings.extensions import db
from meetings.models import Attendance, Category, Participant, Session, participant_session, standing
from meetings.writing.search import search_key, search_words


@dataclass(frozen=True, slots=True)
class Group:
    """Expected, present and on the attendance list, of a category or institution."""

    name: str
    expected: int
    present: int
    listed: int
    colour: str | None = None


def count_inside(session: Session, present: int) -> int:
    """How many of those ``present`` are inside now: who left is counted in an index of their own."""
    left = (
        sa.select(sa.func.count()).select_from(Attendance).where(Attendance.session_id == session.id, sa.not_(Attendance.inside))
    )
    return present - (db.session.scalar(left) or 0) if session.ended_by(clock.now()) is None else 0


def by_category_and_institution(session: Session, institutions: int = 10, text: str = "") -> tuple[list[Group], list[Group]]:
    """Expected, present and listed by category, in protocol order, and of the largest institutions whose names hold all words of ``text``;
    three statements, of which one goes through everybody once, in an index, and asks nothing of them but their status and whether they came. Who is
    limited to some sessions, or was added when this one was over, is looked at by themselves."""
    kind = Participant.category_id, Participant.institution
    a, everywhere = aliased(Attendance), sa.not_(Participant.limited)
    off_paper = sa.and_(a.participant_id.is_not(None), sa.not_(standing.ON_PAPER.where()))
    counts: Any = (
        sa.and_(standing.EXPECTED.where(), everywhere),
        a.participant_id.is_not(None),
        sa.and_(standing.ON_PAPER.where(), everywhere),
    )
    together = sa.select(*kind, *(sa.func.count(sa.case((each, 1))) for each in (*counts, off_paper))).select_from(Participant)
    together = together.outerjoin(a, sa.and_(a.participant_id == Participant.id, a.session_id == session.id))
    counted: Any = db.session.execute(together.where(Participant.meeting_id == session.meeting_id).group_by(*kind))
    rows = [(*group, expected, present, listed + beside) for *group, expected, present, listed, beside in counted]
    rows += _by_themselves(session)
    c = Category
    named = sa.select(c.id, c.name, c.colour).where(c.meeting_id == session.meeting_id).order_by(c.protocol_order, c.name)
    categories = [*db.session.execute(named).all(), (None, "", None)]
    by_category = _added_up((row[0], row[2:]) for row in rows)
    by_institution = _added_up((row[1], row[2:]) for row in rows)
    words = search_words(text)
    named_so = [each for each in by_institution.items() if all(word in search_key(each[0]) for word in words)]
    largest = sorted(named_so, key=lambda each: (-each[1][2], each[0]))[:institutions]
    return (
        [Group(name, *by_category[key], colour) for key, name, colour in categories if key in by_category],
        [Group(name, *numbers) for name, numbers in largest],
    )


def _by_themselves(session: Session) -> list[tuple[Any, ...]]:
    """What those who are limited, or were added when the session was over, change in expected, present and listed, by category and institution:
    the others' count takes the late for called, and leaves out the limited."""
    p, chosen, a = Participant.__table__.c, participant_session.c, Attendance.__table__.c
    late, admitted = p.created_at > session.over_from, sa.or_(sa.not_(p.limited), chosen.session_id.is_not(None))
    flags = standing.EXPECTED.where(p), p.limited, sa.and_(sa.not_(late), admitted), a.id.is_not(None)
    # As a value: SQLite would find by their status everybody who is on paper.
    mine = p.meeting_id == session.meeting_id, sa.case((standing.ON_PAPER.where(p), 1), else_=0) == 1
    people = sa.outerjoin(
        sa.outerjoin(
            Participant.__table__, participant_session, sa.and_(chosen.participant_id == p.id, chosen.session_id == session.id)
        ),
        Attendance.__table__,
        sa.and_(a.participant_id == p.id, a.session_id == session.id),
    )
    found = (
        sa.select(p.category_id, p.institution, *(sa.case((flag, 1), else_=0) for flag in flags)).select_from(people).where(*mine)
    )
    few = sa.union_all(found.where(p.limited), found.where(late, sa.not_(p.limited))).subquery().c  # each by an index of its own
    rows: Any = db.session.execute(sa.select(*few, sa.func.count()).group_by(*few))
    return [
        (category, institution, number * expected * (called + limited - 1), 0, number * (max(called, there) + limited - 1))
        for category, institution, expected, limited, called, there, number in rows
    ]


def _added_up(rows: Iterable[tuple[Any, Sequence[int]]]) -> dict[Any, tuple[int, int, int]]:
    """(expected, present, listed) by the first of each row, for those that have somebody on the list."""
    found: dict[Any, tuple[int, int, int]] = {}
    for key, (expected, present, listed) in rows:
        before = found.get(key, (0, 0, 0))
        found[key] = before[0] + expected, before[1] + present, before[2] + listed
    return {key: numbers for key, numbers in found.items() if numbers[2]}


def first_and_last_arrival(session: Session) -> tuple[datetime | None, datetime | None]:
    """When the first and when the last of them came first; None while nobody has."""
    moment = sa.select(Attendance.first_in_at).where(Attendance.session_id == session.id).limit(1)
    first = db.session.scalar(moment.order_by(Attendance.first_in_at))
    return first, db.session.scalar(moment.order_by(Attendance.first_in_at.desc()))


def count_arrivals(session: Session, begins: datetime, minutes: int) -> tuple[dict[int, int], list[tuple[str, int]]]:
    """How many came first in which span of so many ``minutes``, counted from ``begins`` (UTC, a whole minute), and through which doors, most first; a
    door without a name has that of its device. One statement, a row for each door and minute."""
    minute, a = _minute(Attendance.first_in_at), Attendance
    counted = sa.select(minute, a.first_gate, a.first_by, sa.func.count()).where(a.session_id == session.id)
    spans: Counter[int] = Counter()
    gates: Counter[str] = Counter()
    rows: Any = db.session.execute(counted.group_by(minute, a.first_gate, a.first_by))
    for told, gate, by, came in rows:
        moment = told if isinstance(told, datetime) else datetime.fromisoformat(told).replace(tzinfo=UTC)
        spans[int((moment - begins).total_seconds()) // (60 * minutes)] += came
        gates[gate or by] += came
    return dict(spans), sorted(gates.items(), key=lambda each: (-each[1], each[0]))


def _minute(moment: Any) -> sa.ColumnElement[Any]:
    """The minute of a moment; as SQLite has it written, since to reckon with its moments costs more than all else here."""
    if db.session.get_bind().dialect.name == "postgresql":
        return sa.func.date_trunc("minute", moment)
    return sa.func.substr(moment, 1, len("2026-11-02 08:30"), type_=sa.String)

"""Reads about attendance for the committee's screens and papers. No read sends more statements for more rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from meetings.enums import DeclineReason, ParticipantStatus, ScanMethod
from meetings.extensions import db
from meetings.models import Attendance, Category, Participant, Representation, Session, participant_session, standing
from meetings.models.search import words_in
from meetings.writing.names import full_name

PER_PAGE = (25, 50, 100)
PRESENCES = ("present", "absent", "inside")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; ``order`` is a key of `ORDERS`, with ``-`` in front downwards."""

    text: str = ""
    presence: str = ""
    category: str = ""
    order: str = "protocol"

    @property
    def narrowing(self) -> bool:
        """True when anything but the order is chosen."""
        return bool(self.text or self.presence or self.category)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the attendance list. ``came`` is None for somebody who has not come."""

    id: str
    name: str
    nip: str
    position: str
    institution: str
    category: str | None
    colour: str | None
    status: ParticipantStatus
    reason: str
    representing: str
    came: datetime | None
    left: datetime | None
    inside: bool
    minutes: int
    gate: str
    by: str
    method: ScanMethod | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of lines; the fields are those that the pager of a list reads."""

    items: list[Listed]
    page: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return ceil(self.total / self.per_page)


@dataclass(frozen=True, slots=True)
class Group:
    """Expected and present of a category or institution."""

    name: str
    expected: int
    present: int
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """How many are expected, present (came at any time), inside (came and have not left) and absent (expected and not come)."""

    expected: int = 0
    present: int = 0
    inside: int = 0
    absent: int = 0


ORDERS: dict[str, tuple[Any, ...]] = {
    "protocol": (Participant.protocol_order, Participant.sort_name, Participant.id),
    "name": (Participant.sort_name, Participant.id),
    "institution": (
        sa.func.lower(Participant.institution),
        Participant.protocol_order,
        Participant.sort_name,
        Participant.id,
    ),
    "arrival": (Attendance.first_in_at, Participant.protocol_order, Participant.sort_name, Participant.id),
}


def find_session(meeting_id: str, session_id: str) -> Session | None:
    """A session of this meeting."""
    return db.session.scalar(sa.select(Session).where(Session.id == session_id, Session.meeting_id == meeting_id))


def list_sessions(meeting_id: str) -> list[Session]:
    """The meeting's sessions in order."""
    return list(
        db.session.scalars(sa.select(Session).where(Session.meeting_id == meeting_id).order_by(Session.starts_at, Session.id))
    )


def current_session(sessions: list[Session], at: datetime) -> Session | None:
    """The session that a person at the door most likely means: the one running, else the next, else the last."""
    running = [session for session in sessions if session.starts_at <= at <= session.ends_at]
    coming = [session for session in sessions if session.starts_at > at]
    likely = running[-1:] or coming[:1] or sessions[-1:]
    return likely[0] if likely else None


def list_attendance(session: Session, filters: Filters, page: int, per_page: int) -> Page:
    """One page of everybody expected or present: two statements."""
    per_page = per_page if per_page in PER_PAGE else PER_PAGE[0]
    clauses = _conditions(session, filters)
    total = db.session.scalar(
        sa.select(sa.func.count(Participant.id)).select_from(Participant).outerjoin(Attendance, _came(session)).where(*clauses)
    )
    page = max(1, min(page, ceil((total or 0) / per_page) or 1))
    statement = _rows(session, filters).where(*clauses).limit(per_page).offset((page - 1) * per_page)
    return Page([_listed(row) for row in db.session.execute(statement)], page, per_page, total or 0)


def export_attendance(session: Session, filters: Filters) -> Iterator[Listed]:
    """The same lines in the same order, all of them, read in blocks."""
    statement = _rows(session, filters).where(*_conditions(session, filters)).execution_options(yield_per=500)
    for row in db.session.execute(statement):
        yield _listed(row)


def totals_of(sessions: list[Session]) -> dict[str, Totals]:
    """Expected, present and inside of every session: two statements."""
    if not sessions:
        return {}
    meeting_id = sessions[0].meeting_id
    everywhere = db.session.scalar(
        sa.select(sa.func.count()).where(
            Participant.meeting_id == meeting_id, standing.EXPECTED.where(), sa.not_(Participant.limited)
        )
    )
    chosen: dict[str, int] = dict(
        db.session.execute(
            sa.select(participant_session.c.session_id, sa.func.count())
            .join(Participant, Participant.id == participant_session.c.participant_id)
            .where(Participant.meeting_id == meeting_id, standing.EXPECTED.where(), Participant.limited)
            .group_by(participant_session.c.session_id)
        ).all()
    )
    awaited = sa.and_(
        standing.EXPECTED.where(), sa.or_(sa.not_(Participant.limited), participant_session.c.session_id.is_not(None))
    )
    rows = db.session.execute(
        sa.select(
            Attendance.session_id,
            sa.func.count(),
            sa.func.count(sa.case((Attendance.inside, 1))),
            sa.func.count(sa.case((awaited, 1))),
        )
        .join(Participant, Participant.id == Attendance.participant_id)
        .outerjoin(
            participant_session,
            sa.and_(
                participant_session.c.participant_id == Attendance.participant_id,
                participant_session.c.session_id == Attendance.session_id,
            ),
        )
        .where(Attendance.meeting_id == meeting_id)
        .group_by(Attendance.session_id)
    )
    came = {row[0]: (row[1], row[2], row[3]) for row in rows}
    totals = {}
    for session in sessions:
        expected = (everywhere or 0) + chosen.get(session.id, 0)
        present, inside, awaited_who_came = came.get(session.id, (0, 0, 0))
        totals[session.id] = Totals(expected, present, inside, expected - awaited_who_came)
    return totals


def by_category(session: Session) -> list[Group]:
    """Expected and present by category in protocol order; one statement."""
    order = sa.func.min(sa.func.coalesce(Category.protocol_order, 9999))
    statement = (
        sa.select(Category.name, *_tally(session), Category.colour)
        .select_from(Participant)
        .outerjoin(Attendance, _came(session))
        .outerjoin(Category, Category.id == Participant.category_id)
        .where(Participant.meeting_id == session.meeting_id, standing.on_the_list_of(session.id))
        .group_by(Category.name, Category.colour)
        .order_by(order, Category.name)
    )
    return [Group(name or "", expected, present, colour) for name, expected, present, colour in db.session.execute(statement)]


def by_institution(session: Session, limit: int = 10) -> list[Group]:
    """Expected and present of the largest institutions; one statement."""
    expected, present = _tally(session)
    statement = (
        sa.select(Participant.institution, expected, present)
        .select_from(Participant)
        .outerjoin(Attendance, _came(session))
        .where(Participant.meeting_id == session.meeting_id, standing.on_the_list_of(session.id))
        .group_by(Participant.institution)
        .order_by(expected.desc(), Participant.institution)
        .limit(limit)
    )
    return [Group(*row) for row in db.session.execute(statement)]


def latest_arrivals(session: Session, limit: int = 8) -> list[Listed]:
    """Who came last, newest first."""
    statement = _rows(session, Filters(order="-arrival")).where(Attendance.id.is_not(None)).limit(limit)
    return [_listed(row) for row in db.session.execute(statement)]


def arrivals(session: Session) -> list[datetime]:
    """The moments of all first arrivals, in order."""
    statement = sa.select(Attendance.first_in_at).where(Attendance.session_id == session.id)
    return list(db.session.scalars(statement.order_by(Attendance.first_in_at)))


def _came(session: Session) -> sa.ColumnElement[bool]:
    return sa.and_(Attendance.participant_id == Participant.id, Attendance.session_id == session.id)


def _tally(session: Session) -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
    return sa.func.count(sa.case((standing.expected_at(session.id), 1))), sa.func.count(Attendance.id)


def _conditions(session: Session, filters: Filters) -> list[sa.ColumnElement[bool]]:
    clauses = [Participant.meeting_id == session.meeting_id, standing.on_the_list_of(session.id)]
    if filters.presence == "present":
        clauses.append(Attendance.id.is_not(None))
    elif filters.presence == "absent":
        clauses += [Attendance.id.is_(None), standing.EXPECTED.where()]
    elif filters.presence == "inside":
        clauses.append(Attendance.inside.is_(True))
    if filters.category:
        clauses.append(Participant.category_id == filters.category)
    return [*clauses, *words_in(filters.text, Participant.search_text)]


def _rows(session: Session, filters: Filters) -> Any:
    represented = aliased(Participant)
    key = filters.order.removeprefix("-")
    columns = ORDERS.get(key, ORDERS["protocol"])
    order: list[Any] = [columns[0].desc() if filters.order.startswith("-") else columns[0], *columns[1:]]
    if key == "arrival":
        order.insert(0, Attendance.id.is_(None))
    return (
        sa.select(
            Participant.id,
            Participant.title_front,
            Participant.name,
            Participant.title_back,
            Participant.nip,
            Participant.position,
            Participant.institution,
            Participant.status,
            Participant.decline_reason,
            Category.name.label("category"),
            Category.colour,
            represented.position.label("for_position"),
            represented.name.label("for_name"),
            Attendance.first_in_at,
            Attendance.last_out_at,
            Attendance.inside,
            Attendance.minutes_present,
            Attendance.first_gate,
            Attendance.first_by,
            Attendance.method,
        )
        .select_from(Participant)
        .outerjoin(Attendance, _came(session))
        .outerjoin(Category, Category.id == Participant.category_id)
        .outerjoin(
            Representation,
            sa.and_(Representation.representative_id == Participant.id, Representation.ended_at.is_(None)),
        )
        .outerjoin(represented, represented.id == Representation.represented_id)
        .where(Participant.meeting_id == session.meeting_id)
        .order_by(*order)
    )


def _listed(row: Any) -> Listed:
    declined = standing.stayed_away(row.status, row.first_in_at)
    return Listed(
        id=row.id,
        name=full_name(row.title_front, row.name, row.title_back),
        nip=row.nip,
        position=row.position,
        institution=row.institution,
        category=row.category,
        colour=row.colour,
        status=row.status,
        reason=(row.decline_reason or DeclineReason.LEAVE).label if declined else "",
        representing=row.for_position or row.for_name or "",
        came=row.first_in_at,
        left=row.last_out_at,
        inside=bool(row.inside),
        minutes=row.minutes_present or 0,
        gate=row.first_gate or "",
        by=row.first_by or "",
        method=row.method,
    )

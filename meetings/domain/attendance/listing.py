"""The attendance list of a session for the committee's screens: one page of it, or all of its lines.

The ids of a page come first: everybody on the list, narrowed and in order. What a line shows besides is joined to those alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from meetings import clock
from meetings.domain.attendance.presence import Sighting, Stayed, in_pieces, stayed
from meetings.domain.attendance.recording import find_known
from meetings.enums import DeclineReason, MeetingMode, ParticipantStatus, Presence, ScanMethod
from meetings.extensions import db
from meetings.models import Absence, Attendance, Category, Participant, Representation, Scan, Session, standing
from meetings.models.paging import first_and_number, in_order
from meetings.models.participant import PROTOCOL
from meetings.models.search import people_in
from meetings.writing.names import full_name, stood_for

PER_PAGE = (25, 50, 100)
PRESENCES = ("present", "late", "absent", "excused", "inside")
MISSING = ("absent", "excused", "missing")  # the last: on the list and not come, whatever they answered
BLOCK = 500  # lines of an export that are in memory at a time


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; ``order`` is a key of `ORDERS`, with ``-`` in front downwards."""

    text: str = ""
    presence: str = ""
    category: str = ""
    order: str = "protocol"
    institution: str = ""

    @property
    def narrowing(self) -> bool:
        """True when anything but the order is chosen."""
        return bool(self.text or self.presence or self.category or self.institution)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the attendance list. ``told_to``: who noted that they cannot come. ``came`` is None for somebody who has not come, ``late``: only when it was over; ``recorded``: how it is known that they came,
    ``forced``: against the rules of the door; ``called``: on the list whether they come or not; ``reason``: what they gave who said no, if they gave one, ``letter``: there is one that says so; personal, shown to whoever may see such data, and on no paper."""

    id: str
    name: str
    nip: str
    position: str
    institution: str
    category: str | None
    colour: str | None
    status: ParticipantStatus
    walked_in: bool
    reason: DeclineReason | None
    told_to: str | None
    representing: str
    came: datetime | None
    late: bool
    stayed: Stayed
    inside: bool
    gate: str
    by: str
    recorded: ScanMethod | MeetingMode | None
    forced: bool
    called: bool
    letter: bool

    def presence(self, *, over: bool) -> Presence:
        """The word for it; ``over``: the session has ended."""
        return standing.presence_of(self.status, self.came, over=over, absence=self.told_to is not None)

    def without(self, *, over: bool) -> Presence | None:
        """The word for it once this attendance is taken back; None for somebody who is then no line of the list any more."""
        return replace(self, came=None).presence(over=over) if self.called else None


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


ORDERS: dict[str, tuple[Any, ...]] = {
    "protocol": PROTOCOL,
    "name": (Participant.sort_name, Participant.id),
    "institution": (sa.func.lower(Participant.institution), *PROTOCOL),
    "arrival": (Attendance.first_in_at, *PROTOCOL),
}


def list_attendance(
    session: Session, filters: Filters, page: int, per_page: int, counted: Mapping[str, int] | None = None
) -> Page:
    """One page of everybody expected or present, in a handful of statements. ``counted``: how many the whole list has of each of `PRESENCES`, and
    ``listed``, as far as it is known already: nobody is counted again then."""
    per_page = per_page if per_page in PER_PAGE else PER_PAGE[0]
    parts = _parts(session, filters)
    totals: Sequence[int] | None = _numbers(filters, counted or {})
    firsts: Sequence[Sequence[str]] = [()] * len(parts)
    if totals is None:
        firsts, totals = zip(*map(first_and_number, parts), strict=True)
    total = sum(totals)
    page = max(1, min(page, ceil(total / per_page) or 1))
    ids: list[str] = []
    skip = (page - 1) * per_page
    for part, first, number in zip(parts, firsts, totals, strict=True):
        end = skip + per_page - len(ids)
        if skip < number and skip < end:
            known = end <= len(first) or len(first) == number
            ids += first[skip:end] if known else db.session.scalars(part.limit(end - skip).offset(skip))
        skip = max(0, skip - number)
    return Page(_lines(session, ids), page, per_page, total)


def _numbers(filters: Filters, counted: Mapping[str, int]) -> list[int] | None:
    """How many each of `_parts` has, where the list is narrowed to nothing but a presence; None: they must be counted."""
    asked, present = filters.presence or "listed", counted.get("present")
    if replace(filters, presence="", order="").narrowing or asked not in counted:
        return None
    if asked == "listed" and filters.order.removeprefix("-") == "arrival":
        return None if present is None else [present, counted["listed"] - present]
    return [counted[asked]]


def export_attendance(session: Session, filters: Filters) -> Iterator[Listed]:
    """The same lines in the same order, all of them, read in blocks."""
    ids = [participant_id for part in _parts(session, filters) for participant_id in db.session.scalars(part)]
    for start in range(0, len(ids), BLOCK):
        yield from _lines(session, ids[start : start + BLOCK])


def latest_arrivals(session: Session, limit: int = 8) -> list[Listed]:
    """Who came last, newest first."""
    order = (Attendance.first_in_at.desc(), *PROTOCOL)
    latest = _came(sa.select(Participant.id), session).where(Participant.meeting_id == session.meeting_id).order_by(*order)
    return _lines(session, db.session.scalars(latest.limit(limit)).all())


def _parts(session: Session, filters: Filters) -> list[sa.Select[Any]]:
    """The ids of the list, in order; sorted by arrival those who came stand before the others, who have no such moment."""
    everybody = sa.select(Participant.id).where(*people_in(session.meeting_id, filters.text, Participant))
    if filters.category:
        everybody = everybody.where(Participant.category_id == filters.category)
    if filters.institution:
        everybody = everybody.where(Participant.institution == filters.institution)
    came = _came(everybody, session)
    if filters.presence == "inside":
        came = came.where(Attendance.inside.is_(True) if session.ended_by(clock.now()) is None else sa.false())
    if filters.presence == "late":
        came = came.where(late_at(session))
    if filters.presence == "absent":
        missing = everybody.where(standing.absent_from(session))
    elif filters.presence == "excused":
        missing = everybody.where(standing.excused_from(session))
    else:  # a list on paper may name whoever was let in late
        there = standing.admitted(session.id) if filters.presence == "missing" else standing.called_to(session)
        missing = everybody.where(~standing.present(session.id), standing.ON_PAPER.where(), there)
    key = filters.order.removeprefix("-")
    columns = ORDERS.get(key, ORDERS["protocol"])
    order: list[Any] = [columns[0].desc() if filters.order.startswith("-") else columns[0], *columns[1:]]
    if filters.presence in MISSING:
        return [missing.order_by(*(PROTOCOL if key == "arrival" else order))]
    if filters.presence in PRESENCES:
        return [came.order_by(*order)]
    if key == "arrival":
        return [came.order_by(*order), missing.order_by(*PROTOCOL)]
    return [everybody.where(standing.on_the_list_of(session)).order_by(*order)]


def late_at(session: Session) -> sa.ColumnElement[bool]:
    """WHERE clause on Attendance of the session: ``Session.was_over_for``."""
    return Attendance.first_in_at > session.over_from


def forced_first() -> sa.ColumnElement[bool]:
    """ON clause that finds the scan by which an attendance began, where somebody overruled the door with it."""
    its_own = sa.and_(Scan.meeting_id == Attendance.meeting_id, Scan.id == Attendance.first_scan_id)
    return sa.and_(its_own, Scan.force, Scan.reason.is_not(None))


def _came(people: sa.Select[Any], session: Session) -> sa.Select[Any]:
    return people.join(Attendance, _of(session))


def _of(session: Session) -> sa.ColumnElement[bool]:
    return sa.and_(Attendance.participant_id == Participant.id, Attendance.session_id == session.id)


def _lines(session: Session, ids: Sequence[str]) -> list[Listed]:
    over_from = session.ended_by(clock.now())
    return in_order(ids, lambda some: _listed_all(db.session.execute(_rows(session, some)).all(), session, over_from))


def _listed_all(rows: Sequence[Any], session: Session, over_from: datetime | None) -> list[Listed]:
    pieces = find_known([session.id], [row.id for row in rows if in_pieces(row, session.starts_at, over_from)])
    seen = {participant: known.seen for (_session, participant), known in pieces.items()}
    return [_listed(row, session, over_from, seen.get(row.id, [])) for row in rows]


def _rows(session: Session, ids: Sequence[str]) -> Any:
    represented = aliased(Participant)
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
            Participant.source,
            Participant.decline_reason,
            Category.name.label("category"),
            Category.colour,
            represented.title_front.label("for_front"),
            represented.name.label("for_name"),
            represented.title_back.label("for_back"),
            represented.position.label("for_position"),
            represented.institution.label("for_institution"),
            Attendance.first_in_at,
            Attendance.last_out_at,
            Attendance.inside,
            Attendance.returned_at,
            Attendance.minutes_present,
            Attendance.first_gate,
            Attendance.first_by,
            Attendance.method,
            Attendance.mode,
            Scan.id.label("forced"),
            Absence.reason.label("absence"),
            Absence.by.label("told_to"),
            Absence.letter_key.is_not(None).label("letter"),
            sa.and_(standing.ON_PAPER.where(), standing.called_to(session)).label("called"),
        )
        .select_from(Participant)
        .outerjoin(Attendance, _of(session))
        .outerjoin(Scan, forced_first())
        .outerjoin(Absence, sa.and_(Absence.participant_id == Participant.id, Absence.session_id == session.id))
        .outerjoin(Category, Category.id == Participant.category_id)
        .outerjoin(
            Representation,
            sa.and_(Representation.representative_id == Participant.id, Representation.ended_at.is_(None)),
        )
        .outerjoin(represented, represented.id == Representation.represented_id)
        .where(Participant.id.in_(ids))
    )


def _listed(row: Any, session: Session, over_from: datetime | None, seen: Sequence[Sighting]) -> Listed:
    online = row.mode is MeetingMode.ONLINE
    absence = row.absence is not None
    excused = standing.presence_of(row.status, row.first_in_at, over=True, absence=absence) is Presence.EXCUSED
    return Listed(
        id=row.id,
        name=full_name(row.title_front, row.name, row.title_back),
        nip=row.nip,
        position=row.position,
        institution=row.institution,
        category=row.category,
        colour=row.colour,
        status=row.status,
        walked_in=standing.WALKED_IN.holds(row.status, row.source),
        reason=(row.absence or row.decline_reason) if excused else None,
        told_to=row.told_to,
        representing=_stood_for(row) if row.for_name else "",
        came=row.first_in_at,
        late=session.was_over_for(row.first_in_at),
        stayed=stayed(row, session.starts_at, over_from, seen),
        inside=bool(row.inside) and over_from is None,
        gate=row.first_gate or "",
        by=row.first_by or "",
        recorded=MeetingMode.ONLINE if online else row.method,
        forced=row.forced is not None,
        called=row.called,
        letter=bool(row.letter),
    )


def _stood_for(row: Any) -> str:
    name = full_name(row.for_front, row.for_name, row.for_back)
    return stood_for(name, row.for_position, row.for_institution, row.institution)

"""Finding people and sessions for the door: a fixed number of statements, however many scans."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import clock
from meetings.domain.checkin.decide import Found, Hall, Person, Rules
from meetings.enums import ParticipantStatus, PassState
from meetings.extensions import db
from meetings.models import (
    Category,
    Meeting,
    Participant,
    Pass,
    Representation,
    SeatInHall,
    Session,
    participant_session,
    standing,
)
from meetings.models.agenda import door_hours
from meetings.models.paging import among
from meetings.writing.names import full_name, with_position

_m, _s, _p, _c = Meeting.__table__.c, Session.__table__.c, Participant.__table__.c, Category.__table__.c
_sits = SeatInHall.__table__
_comes_for, _comes_instead = Representation.__table__.alias("r1"), Representation.__table__.alias("r2")
_represented, _representative = Participant.__table__.alias("p1"), Participant.__table__.alias("p2")

# What `doors`, `rules_of` and `person_of` (with a ``seat``) read of a row, wherever it was selected.
SESSION_HOURS = (_s.starts_at, _s.ends_at, _s.checkin_opens_at, _s.checkin_closes_at, _s.closed_at)
MEETING_HOURS = (_m.checkin_minutes_before, _m.checkin_minutes_after, _m.finished_at)
MEETING_RULES = (_m.starts_on, _m.timezone, _m.refuse_declined, _m.refuse_unconfirmed)
PERSON = (
    _p.id,
    _p.meeting_id,
    _p.title_front,
    _p.name,
    _p.title_back,
    _p.position,
    _p.institution,
    _p.status,
    _p.door_notes,
    _p.limited,
    _c.name.label("category"),
    _c.colour,
    _represented.c.title_front.label("for_front"),
    _represented.c.name.label("for_name"),
    _represented.c.title_back.label("for_back"),
    _represented.c.position.label("for_position"),
    _representative.c.title_front.label("by_front"),
    _representative.c.name.label("by_name"),
    _representative.c.title_back.label("by_back"),
    _representative.c.position.label("by_position"),
)


def with_others(people: Any) -> Any:
    """A FROM clause that holds participants, joined with what `PERSON` shows of others: category, both sides of a representation."""
    r1, r2 = _comes_for.c, _comes_instead.c
    return (
        people.outerjoin(Category.__table__, _c.id == _p.category_id)
        .outerjoin(_comes_for, sa.and_(r1.representative_id == _p.id, r1.ended_at.is_(None)))
        .outerjoin(_represented, _represented.c.id == r1.represented_id)
        .outerjoin(_comes_instead, sa.and_(r2.represented_id == _p.id, r2.ended_at.is_(None)))
        .outerjoin(_representative, _representative.c.id == r2.representative_id)
    )


# The same of whom a row of `seated` shows: in the hall of its session where that has a plan of its own.
SEAT_THERE = sa.case((_s.hall_id.is_(None), _p.seat), else_=sa.func.coalesce(_sits.c.seat, sa.literal_column("''"))).label("seat")


def seated(people: Any) -> Any:
    """A FROM clause that holds sessions and participants, joined with the seat that each has there."""
    return people.outerjoin(_sits, sa.and_(_sits.c.hall_id == _s.hall_id, _sits.c.participant_id == _p.id))


# Built once: putting this statement together takes longer than sending it.
_PEOPLE = sa.select(*PERSON, _p.seat, _p.photo_key).select_from(with_others(Participant.__table__))


@dataclass(frozen=True, slots=True)
class Site:
    """A meeting's rules and halls as they are now."""

    rules: Rules
    halls: dict[str, Hall]
    roster_version: int
    plans: dict[str, str]  # by session, the hall whose plan tells the seats, where it has one of its own


def site_of(meeting_id: str, may_force: bool, allowed: frozenset[str] | None) -> Site:
    """Rules and sessions of the meeting; two statements."""
    meeting = db.session.execute(sa.select(*MEETING_RULES, *MEETING_HOURS, _m.roster_version).where(_m.id == meeting_id)).one()
    rows = db.session.execute(sa.select(_s.id, _s.capacity, _s.hall_id, *SESSION_HOURS).where(_s.meeting_id == meeting_id)).all()
    halls = {row.id: Hall(row.id, *door_hours(row, meeting), allowed is None or row.id in allowed, row.capacity) for row in rows}
    first = min((row.starts_at for row in rows), default=None)
    plans = {row.id: row.hall_id for row in rows if row.hall_id}
    return Site(rules_of(meeting, first, may_force), halls, meeting.roster_version, plans)


def rules_of(meeting: Any, first_session: datetime | None, may_force: bool) -> Rules:
    """The rules out of a row with `MEETING_RULES` and the start of the meeting's first session."""
    begins = begins_at(first_session, meeting.starts_on, meeting.timezone)
    return Rules(begins, meeting.refuse_declined, meeting.refuse_unconfirmed, may_force)


def begins_at(first_session: datetime | None, starts_on: date, zone: str) -> datetime:
    """When the meeting begins: with its first session, without any at midnight of its first day."""
    return first_session or clock.from_local(datetime.combine(starts_on, time()), zone)


def door_notes(seat: str, notes: str) -> str | None:
    """Seat and notes in one line for the door; None when there are none."""
    return " · ".join(part for part in (_("Kursi %(seat)s", seat=seat) if seat else "", notes) if part) or None


def noted_at(person: Person, seat: str) -> Person:
    """Somebody with the seat that they have in another hall (empty for none), instead of the one of the plan that is no hall's."""
    return replace(person, notes=door_notes(seat, person.remark))


def seats_by_hall(ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """Seats in halls with a plan of their own, by participant and hall; one statement."""
    s = SeatInHall
    theirs = sa.select(s.participant_id, s.hall_id, s.seat).where(among(s.participant_id, ids), s.seat != "")
    found: dict[str, dict[str, str]] = {}
    for participant_id, hall_id, seat in db.session.execute(theirs):
        found.setdefault(participant_id, {})[hall_id] = seat
    return found


def find_passes(code_hashes: Collection[str]) -> dict[str, Any]:
    """Pass rows (state, ended_at, meeting_id, participant_id) by code hash."""
    if not code_hashes:
        return {}
    p = Pass.__table__.c
    rows = db.session.execute(
        sa.select(p.code_hash, p.state, p.ended_at, p.meeting_id, p.participant_id).where(p.code_hash.in_(code_hashes))
    )
    return {row.code_hash: row for row in rows}


def revoked() -> sa.ColumnElement[bool]:
    """`decide.is_revoked` over rows of participants with their passes."""
    state, status = Pass.state, Participant.status
    exchanged = sa.and_(state == PassState.REPLACED, status != ParticipantStatus.REPLACED)
    return sa.or_(standing.GONE.where(), state == PassState.REVOKED, exchanged)


def find_people(ids: Collection[str]) -> dict[str, tuple[str, Person]]:
    """(meeting, person) by participant id, of whatever meeting."""
    if not ids:
        return {}
    rows = db.session.execute(people_statement(_p.id.in_(ids))).all()
    limited = [row.id for row in rows if row.limited]
    chosen = sessions_of(participant_session.c.participant_id.in_(limited)) if limited else {}
    return {row.id: (row.meeting_id, person_of(row, sessions_in(chosen, row))) for row in rows}


def people_statement(*where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """What the door may know of participants, with category and both sides of a representation."""
    return _PEOPLE.where(*where)


def person_of(row: Any, sessions: frozenset[str] | None) -> Person:
    """A row with the columns `PERSON` as the door sees it; ``sessions`` None: all of the meeting's."""
    return Person(
        row.id,
        full_name(row.title_front, row.name, row.title_back),
        row.position,
        row.institution,
        row.category,
        row.colour,
        str(row.status),
        other(row.for_front, row.for_name, row.for_back, row.for_position),
        other(row.by_front, row.by_name, row.by_back, row.by_position),
        door_notes(row.seat, row.door_notes),
        sessions,
        row.door_notes,
    )


def found_of(code_hash: str | None, participant: str | None, meeting_id: str, passes: Any, people: Any) -> Found:
    """Whom a scan means, out of what `find_passes` and `find_people` brought."""
    state = ended_at = None
    if code_hash is not None:
        row = passes.get(code_hash)
        if row is None:
            return Found()
        participant, state, ended_at = row.participant_id, str(row.state), row.ended_at
    home, person = people.get(participant, (None, None))
    if person is None:
        return Found()
    return Found(foreign=True) if home != meeting_id else Found(person, state, pass_ended_at=ended_at)


def sessions_of(*where: sa.ColumnElement[bool]) -> dict[str, frozenset[str]]:
    """Session ids by participant, of those limited to some."""
    found: dict[Any, set[Any]] = {}
    statement = sa.select(participant_session.c.participant_id, participant_session.c.session_id).where(*where)
    for participant_id, session_id in db.session.execute(statement):
        found.setdefault(participant_id, set()).add(session_id)
    return {id: frozenset(sessions) for id, sessions in found.items()}


def sessions_in(chosen: dict[str, frozenset[str]], row: Any) -> frozenset[str] | None:
    """The sessions of a person's row out of `sessions_of`; None for somebody who is not limited to some."""
    return chosen.get(row.id, frozenset()) if row.limited else None


def other(front: str | None, name: str | None, back: str | None, position: str | None) -> str | None:
    """The other side of a representation as «Nama, Jabatan»; None without one."""
    if not name:
        return None
    return with_position(full_name(front or "", name, back or ""), position or "")

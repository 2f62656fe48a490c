"""Finding people and sessions for the door: a fixed number of statements, however many scans."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased

from meetings import clock
from meetings.domain.checkin.decide import Found, Hall, Person, Rules
from meetings.extensions import db
from meetings.models import Category, Meeting, Participant, Pass, Representation, Session, participant_session
from meetings.writing.names import full_name, with_position


@dataclass(frozen=True, slots=True)
class Site:
    """A meeting's rules and halls as they are now."""

    rules: Rules
    halls: dict[str, Hall]
    roster_version: int


def site_of(meeting_id: str, may_force: bool, allowed: frozenset[str] | None) -> Site:
    """Rules and sessions of the meeting; two statements."""
    m, s = Meeting.__table__.c, Session.__table__.c
    meeting = db.session.execute(
        sa.select(
            m.starts_on,
            m.timezone,
            m.refuse_declined,
            m.refuse_unconfirmed,
            m.checkin_minutes_before,
            m.checkin_minutes_after,
            m.finished_at,
            m.roster_version,
        ).where(m.id == meeting_id)
    ).one()
    rows = db.session.execute(
        sa.select(s.id, s.starts_at, s.ends_at, s.checkin_opens_at, s.checkin_closes_at, s.closed_at, s.capacity).where(
            s.meeting_id == meeting_id
        )
    ).all()
    halls = {}
    for row in rows:
        opens, closes = doors(
            row.starts_at,
            row.ends_at,
            row.checkin_opens_at,
            row.checkin_closes_at,
            row.closed_at,
            meeting.checkin_minutes_before,
            meeting.checkin_minutes_after,
            meeting.finished_at,
        )
        halls[row.id] = Hall(row.id, opens, closes, allowed is None or row.id in allowed, row.capacity)
    first = min((row.starts_at for row in rows), default=None)
    rules = Rules(
        begins_at(first, meeting.starts_on, meeting.timezone),
        meeting.refuse_declined,
        meeting.refuse_unconfirmed,
        may_force,
    )
    return Site(rules, halls, meeting.roster_version)


def begins_at(first_session: datetime | None, starts_on: date, zone: str) -> datetime:
    """When the meeting begins: with its first session, without any at midnight of its first day."""
    return first_session or clock.from_local(datetime.combine(starts_on, time()), zone)


def doors(
    starts_at: datetime,
    ends_at: datetime,
    opens: datetime | None,
    closes: datetime | None,
    closed: datetime | None,
    before: int,
    after: int,
    finished: datetime | None,
) -> tuple[datetime, datetime]:
    """From when to when scans of a session count; a session closed by its secretary closes its door, and a meeting that is finished
    all of them. What happened before that and arrives later still counts."""
    until = closes or ends_at + timedelta(minutes=after)
    return opens or starts_at - timedelta(minutes=before), min([until, *filter(None, (closed, finished))])


def door_notes(seat: str, notes: str) -> str | None:
    """Seat and notes in one line for the door; None when there are none."""
    return " · ".join(part for part in (_("Kursi %(seat)s", seat=seat) if seat else "", notes) if part) or None


def find_passes(code_hashes: Collection[str]) -> dict[str, Any]:
    """Pass rows (state, meeting_id, participant_id) by code hash."""
    if not code_hashes:
        return {}
    p = Pass.__table__.c
    rows = db.session.execute(sa.select(p.code_hash, p.state, p.meeting_id, p.participant_id).where(p.code_hash.in_(code_hashes)))
    return {row.code_hash: row for row in rows}


def find_people(ids: Collection[str]) -> dict[str, tuple[str, Person]]:
    """(meeting, person) by participant id, of whatever meeting."""
    if not ids:
        return {}
    return {row.id: (row.meeting_id, person_of(row)) for row in db.session.execute(people_statement(Participant.id.in_(ids)))}


def people_statement(*where: sa.ColumnElement[bool]) -> Any:
    """What the door may know of participants, with category and both sides of a representation."""
    return _people().where(*where)


@cache
def _people() -> Any:
    """Built once: putting this statement together takes longer than sending it."""
    comes_for, comes_instead = aliased(Representation), aliased(Representation)
    represented, representative = aliased(Participant), aliased(Participant)
    return (
        sa.select(
            Participant.id,
            Participant.meeting_id,
            Participant.title_front,
            Participant.name,
            Participant.title_back,
            Participant.position,
            Participant.institution,
            Participant.status,
            Participant.seat,
            Participant.door_notes,
            Participant.limited,
            Category.name.label("category"),
            Category.colour,
            represented.title_front.label("for_front"),
            represented.name.label("for_name"),
            represented.title_back.label("for_back"),
            represented.position.label("for_position"),
            representative.title_front.label("by_front"),
            representative.name.label("by_name"),
            representative.title_back.label("by_back"),
            representative.position.label("by_position"),
        )
        .outerjoin(Category, Category.id == Participant.category_id)
        .outerjoin(comes_for, sa.and_(comes_for.representative_id == Participant.id, comes_for.ended_at.is_(None)))
        .outerjoin(represented, represented.id == comes_for.represented_id)
        .outerjoin(comes_instead, sa.and_(comes_instead.represented_id == Participant.id, comes_instead.ended_at.is_(None)))
        .outerjoin(representative, representative.id == comes_instead.representative_id)
    )


def person_of(row: Any) -> Person:
    """A row of `people_statement` as the door sees it; sessions are added by the caller for limited people."""
    return Person(
        id=row.id,
        name=full_name(row.title_front, row.name, row.title_back),
        position=row.position,
        organisation=row.institution,
        category=row.category,
        colour=row.colour,
        status=str(row.status),
        representing=other(row.for_front, row.for_name, row.for_back, row.for_position),
        represented_by=other(row.by_front, row.by_name, row.by_back, row.by_position),
        notes=door_notes(row.seat, row.door_notes),
        sessions=frozenset() if row.limited else None,
    )


def found_of(code_hash: str | None, participant: str | None, meeting_id: str, passes: Any, people: Any) -> Found:
    """Whom a scan means, out of what `find_passes` and `find_people` brought."""
    state = None
    if code_hash is not None:
        row = passes.get(code_hash)
        if row is None:
            return Found()
        participant, state = row.participant_id, str(row.state)
    home, person = people.get(participant, (None, None))
    if person is None:
        return Found()
    return Found(foreign=True) if home != meeting_id else Found(person, state)


def limit_sessions(people: dict[str, tuple[str, Person]]) -> dict[str, tuple[str, Person]]:
    """The same people, those limited to some sessions with these sessions."""
    limited = [id for id, (_home, person) in people.items() if person.sessions is not None]
    if not limited:
        return people
    chosen = sessions_of(participant_session.c.participant_id.in_(limited))
    return people | {id: (people[id][0], replace(people[id][1], sessions=chosen.get(id, frozenset()))) for id in limited}


def sessions_of(*where: sa.ColumnElement[bool]) -> dict[str, frozenset[str]]:
    """Session ids by participant, of those limited to some."""
    found: dict[Any, set[Any]] = {}
    statement = sa.select(participant_session.c.participant_id, participant_session.c.session_id).where(*where)
    for participant_id, session_id in db.session.execute(statement):
        found.setdefault(participant_id, set()).add(session_id)
    return {id: frozenset(sessions) for id, sessions in found.items()}


def other(front: str | None, name: str | None, back: str | None, position: str | None) -> str | None:
    """The other side of a representation as «Nama, Jabatan»; None without one."""
    return with_position(full_name(front or "", name, back or ""), position or "") if name else None

"""Who of those who are to be received has come to a session, and who is awaited: reads, each a handful of statements."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale
from sqlalchemy.orm import aliased

from meetings.enums import MeetingMode
from meetings.extensions import db
from meetings.models import (
    Attendance,
    Category,
    Delegate,
    Greeting,
    Participant,
    Representation,
    Session,
    delegation_leader,
    seat_in,
    standing,
)
from meetings.models.marks import marks_of
from meetings.models.participant import PROTOCOL
from meetings.writing.names import full_name, stood_for, with_position

Boss, Member = aliased(Participant), aliased(Participant)


@dataclass(frozen=True, slots=True)
class Companion:
    """Whom the institution of somebody who leads it has named; ``came``: to this session."""

    name: str
    position: str
    came: bool


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is to be received. ``came`` None: awaited; ``companions``: how many they said they bring, ``members``: their delegation;
    ``greeted_at`` None: nobody has greeted them yet."""

    id: str
    name: str
    position: str
    institution: str
    representing: str
    category: str
    colour: str
    seat: str
    notes: str
    companions: int
    photo: bool
    came: datetime | None
    afar: bool  # they joined online
    gate: str
    greeted_at: datetime | None
    greeted_by: str
    members: list[Companion] = field(default_factory=list)

    @property
    def office(self) -> str:
        """Position and institution."""
        return with_position(self.position, self.institution)


def arrivals_of(session: Session) -> list[Guest]:
    """Who of them came to the hall: whom nobody has greeted yet first, each newest first."""
    found = _guests(session, Attendance.mode != MeetingMode.ONLINE)
    newest = sorted(found, key=lambda each: str(each.came), reverse=True)  # all in UTC
    return sorted(newest, key=lambda each: each.greeted_at is not None)


def in_protocol_order(session: Session) -> list[Guest]:
    """Who of them is there, as they are called by name."""
    return _guests(session, Attendance.id.is_not(None))


def awaited_of(session: Session) -> list[Guest]:
    """Who of them is expected and has not come, in protocol order."""
    return _guests(session, Attendance.id.is_(None), standing.expected_at(session))


def greeting_mark(session: Session, *asked: Any) -> str | None:
    """What stays as long as the page would say the same: two small statements. ``asked``: whatever else it depends on. None where it cannot be
    told."""
    marks = marks_of(session.meeting_id)
    if marks is None:
        return None
    mine = sa.select(sa.func.count(), sa.func.max(Greeting.greeted_at)).where(Greeting.session_id == session.id)
    told = (session.id, marks, tuple(db.session.execute(mine).one()), str(get_locale()), asked)
    return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()


def _guests(session: Session, *where: sa.ColumnElement[bool]) -> list[Guest]:
    p = Participant
    statement = (
        sa.select(
            *(p.id, p.title_front, p.name, p.title_back, p.position, p.institution, p.door_notes, p.companions),
            seat_in(session.hall_id).label("seat"),
            *(p.photo_key, Category.name.label("category"), Category.colour),
            *(Boss.id.label("boss"), Boss.title_front.label("b1"), Boss.name.label("b2"), Boss.title_back.label("b3")),
            *(Boss.position.label("b4"), Boss.institution.label("b5")),
            *(
                Attendance.first_in_at,
                Attendance.mode,
                Attendance.first_gate,
                Attendance.first_by,
                Greeting.greeted_at,
                Greeting.by,
            ),
        )
        .select_from(p)
        .outerjoin(Attendance, sa.and_(Attendance.participant_id == p.id, Attendance.session_id == session.id))
        .outerjoin(Greeting, sa.and_(Greeting.participant_id == p.id, Greeting.session_id == session.id))
        .outerjoin(Category, Category.id == p.category_id)
        .outerjoin(Representation, sa.and_(Representation.representative_id == p.id, Representation.ended_at.is_(None)))
        .outerjoin(Boss, Boss.id == Representation.represented_id)
        .where(p.meeting_id == session.meeting_id, standing.to_be_greeted(), sa.not_(standing.GONE.where()), *where)
        .order_by(*PROTOCOL)
    )
    rows = db.session.execute(statement).all()
    members = _members(session, [row.id for row in rows])
    return [_guest(row, members.get(row.id, [])) for row in rows]


def _guest(row: Any, members: list[Companion]) -> Guest:
    boss = stood_for(full_name(row.b1, row.b2, row.b3), row.b4, row.b5, row.institution) if row.boss else ""
    return Guest(
        row.id,
        full_name(row.title_front, row.name, row.title_back),
        row.position,
        row.institution,
        boss,
        row.category or "",
        row.colour or "",
        row.seat,
        row.door_notes,
        row.companions,
        row.photo_key is not None,
        row.first_in_at,
        row.mode is MeetingMode.ONLINE,
        (row.first_gate or row.first_by or "") if row.first_in_at else "",
        row.greeted_at,
        row.by or "",
        members,
    )


def _members(session: Session, leaders: Sequence[str]) -> dict[str, list[Companion]]:
    """By leader, whom the link of their institution has named, in protocol order."""
    if not leaders:
        return {}
    link = delegation_leader.c
    came = sa.exists().where(Attendance.session_id == session.id, Attendance.participant_id == Member.id)
    statement = (
        sa.select(link.participant_id, Member.title_front, Member.name, Member.title_back, Member.position, came.label("came"))
        .join(Delegate, Delegate.delegation_id == link.delegation_id)
        .join(Member, Member.id == Delegate.participant_id)
        .where(
            link.participant_id.in_(leaders),
            Member.id != link.participant_id,
            Delegate.removed_at.is_(None),
            sa.not_(standing.GONE.where(Member)),
        )
        .order_by(Member.category_order, Member.protocol_order, Member.sort_name, Member.id)
    )
    found: dict[str, list[Companion]] = {}
    for row in db.session.execute(statement):
        name = full_name(row.title_front, row.name, row.title_back)
        found.setdefault(row.participant_id, []).append(Companion(name, row.position, bool(row.came)))
    return found

"""Reads of rooms that join. No read sends more statements for more rooms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload, selectinload

from meetings.domain.delegations.queries import leaders_of, live, named_by
from meetings.enums import MeetingMode, ScanMethod
from meetings.extensions import db
from meetings.models import (
    Attendance,
    Delegation,
    Meeting,
    OnlinePoint,
    Participant,
    PointArrival,
    Session,
    point_person,
    standing,
)
from meetings.models.paging import page_of
from meetings.models.participant import PROTOCOL

PER_PAGE = 25


def may_sit(delegation: Delegation) -> list[Participant]:
    """Of whom the link speaks and who is expected: whom it named, its leaders, and who comes for these; in order of precedence."""
    named = (each.united_with or each.participant for each in named_by(delegation.id) if live(each))
    people = {each.id: each for each in named}
    for leader in leaders_of(delegation):
        instead = leader.participant.represented_by
        for each in filter(None, (leader.participant, instead.representative if instead else None)):
            people[each.id] = each
    listed = [each for each in people.values() if standing.EXPECTED.of(each)]
    return sorted(listed, key=lambda each: (each.category_order, each.protocol_order, each.sort_name, each.id))


def rooms_of(delegation: Delegation) -> Sequence[OnlinePoint]:
    """The institution's rooms by name, with who sits in them."""
    rooms = sa.select(OnlinePoint).where(OnlinePoint.delegation_id == delegation.id)
    return db.session.scalars(rooms.options(selectinload(OnlinePoint.people)).order_by(OnlinePoint.name, OnlinePoint.id)).all()


def find_room(delegation: Delegation, point_id: str) -> OnlinePoint | None:
    """One of the institution's rooms; None for any other's."""
    return db.session.scalar(sa.select(OnlinePoint).where(OnlinePoint.id == point_id, OnlinePoint.delegation_id == delegation.id))


def people_in(point_ids: Collection[str]) -> dict[str, list[Participant]]:
    """Who sits in these rooms, by room, in order of precedence."""
    rows: sa.Select[str, Participant] = sa.select(point_person.c.point_id, Participant).join(
        Participant, Participant.id == point_person.c.participant_id
    )
    found: dict[str, list[Participant]] = {}
    for point_id, person in db.session.execute(rows.where(point_person.c.point_id.in_(point_ids)).order_by(*PROTOCOL)):
        found.setdefault(point_id, []).append(person)
    return found


def sitting_elsewhere(delegation: Delegation, besides: OnlinePoint | None) -> dict[str, str]:
    """In which other room of the meeting somebody sits, by participant, of those whom the link speaks for."""
    rows = sa.select(point_person.c.participant_id, OnlinePoint.name).join(OnlinePoint, OnlinePoint.id == point_person.c.point_id)
    rows = rows.where(OnlinePoint.meeting_id == delegation.meeting_id, OnlinePoint.id != (besides.id if besides else ""))
    rows = rows.where(point_person.c.participant_id.in_([each.id for each in may_sit(delegation)]))
    return dict(db.session.execute(rows).all())


def present_in(session: Session, people: Collection[Participant]) -> set[str]:
    """Ids of those of them who are recorded at the session, however they came."""
    came = sa.select(Attendance.participant_id).where(Attendance.session_id == session.id)
    return set(db.session.scalars(came.where(Attendance.participant_id.in_([each.id for each in people]))))


def reported_without_hall(session: Session, people: Collection[Participant]) -> list[Participant]:
    """Those of them whom a room's report made present at the session, and for whom no code of the hall speaks."""
    ids = [each.id for each in people]
    by_room = sa.select(Attendance.participant_id).where(
        Attendance.session_id == session.id, Attendance.participant_id.in_(ids), Attendance.method == ScanMethod.ROOM
    )
    found = set(db.session.scalars(by_room)) - proved_by_hall(session, ids)
    return [each for each in people if each.id in found]


def proved_by_hall(session: Session, person_ids: Collection[str], besides: PointArrival | None = None) -> set[str]:
    """Those of them (ids) who are in a report of the session that shows the hall's code and was not refused."""
    rows = sa.select(Participant.id).select_from(PointArrival).join(PointArrival.people).where(Participant.id.in_(person_ids))
    rows = rows.where(PointArrival.session_id == session.id, PointArrival.from_hall, PointArrival.refused_for == "")
    if besides is not None:
        rows = rows.where(PointArrival.id != besides.id)
    return set(db.session.scalars(rows))


def arrivals_of(point_ids: Collection[str]) -> Sequence[PointArrival]:
    """What was reported from these rooms, newest first, with session and people."""
    rows = sa.select(PointArrival).where(PointArrival.point_id.in_(point_ids))
    loaded = joinedload(PointArrival.session), joinedload(PointArrival.point), selectinload(PointArrival.people)
    return db.session.scalars(rows.options(*loaded).order_by(PointArrival.told_at.desc(), PointArrival.id)).all()


def by_room(point_ids: Collection[str]) -> dict[str, list[PointArrival]]:
    """The same, by room."""
    found: dict[str, list[PointArrival]] = {}
    for each in arrivals_of(point_ids):
        found.setdefault(each.point_id, []).append(each)
    return found


@dataclass(frozen=True, slots=True)
class Totals:
    """Of a meeting's rooms: how many, who sits in them, who of them was recorded from afar, and how many reports nobody has looked at."""

    rooms: int
    people: int
    came: int
    waiting: int


def totals_of(meeting: Meeting) -> Totals:
    """Four statements."""
    rooms = sa.select(OnlinePoint.id).where(OnlinePoint.meeting_id == meeting.id)
    sits = sa.select(point_person.c.participant_id).join(Participant, Participant.id == point_person.c.participant_id)
    sits = sits.where(point_person.c.point_id.in_(rooms), sa.not_(standing.GONE.where()))
    came = sa.select(sa.func.count(Attendance.participant_id.distinct())).where(
        Attendance.participant_id.in_(sits), Attendance.mode == MeetingMode.ONLINE
    )
    waiting = sa.select(sa.func.count()).select_from(PointArrival).where(PointArrival.point_id.in_(rooms), _UNSEEN)
    counts = (sa.select(sa.func.count()).select_from(each.subquery()) for each in (rooms, sits))
    return Totals(*(db.session.scalar(each) or 0 for each in (*counts, came, waiting)))


_UNSEEN = sa.and_(PointArrival.judged_at.is_(None), sa.not_(PointArrival.from_hall))


def list_rooms(meeting: Meeting, page: int, *, text: str = "", unseen: bool = False) -> Pagination:
    """One page of rooms by institution. ``text``: in the name of institution or room; ``unseen``: with a report nobody has looked at."""
    ids = sa.select(OnlinePoint.id).join(Delegation, Delegation.id == OnlinePoint.delegation_id)
    ids = ids.where(OnlinePoint.meeting_id == meeting.id).order_by(Delegation.institution, OnlinePoint.name, OnlinePoint.id)
    if text:
        ids = ids.where(
            sa.or_(Delegation.institution.icontains(text, autoescape=True), OnlinePoint.name.icontains(text, autoescape=True))
        )
    if unseen:
        ids = ids.where(OnlinePoint.id.in_(sa.select(PointArrival.point_id).where(_UNSEEN)))
    return page_of(ids, _rows, page, PER_PAGE)


def _rows(ids: Sequence[str]) -> Sequence[OnlinePoint]:
    return db.session.scalars(
        sa.select(OnlinePoint)
        .where(OnlinePoint.id.in_(ids))
        .options(joinedload(OnlinePoint.delegation), selectinload(OnlinePoint.people))
    ).all()


def get_room(meeting: Meeting, point_id: str) -> OnlinePoint | None:
    """One room of this meeting; None for one of another."""
    room = sa.select(OnlinePoint).where(OnlinePoint.id == point_id, OnlinePoint.meeting_id == meeting.id)
    return db.session.scalar(room.options(joinedload(OnlinePoint.delegation), selectinload(OnlinePoint.people)))


def get_arrival(room: OnlinePoint, arrival_id: str) -> PointArrival | None:
    """One of the room's reports; None for any other's."""
    return db.session.scalar(sa.select(PointArrival).where(PointArrival.id == arrival_id, PointArrival.point_id == room.id))

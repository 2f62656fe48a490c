"""Halls that have a plan of their own for some sessions: made, changed, given up."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require
from meetings.domain.seating.plan import halls_of, sessions_by_hall
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db
from meetings.models import Meeting, SeatHall, SeatInHall, Session
from meetings.models.base import lock
from meetings.writing.reading import read_text

MOST_HALLS = 20


def get_hall(meeting_id: str, hall_id: str) -> SeatHall | None:
    """A hall of this meeting; None for one of another."""
    return db.session.scalar(sa.select(SeatHall).where(SeatHall.id == hall_id, SeatHall.meeting_id == meeting_id))


def save_hall(
    meeting: Meeting, hall: SeatHall | None, name: str, sessions: Collection[str], actor: Actor, at: datetime
) -> SeatHall:
    """Add a hall (None: a new one) or change one; ``sessions``: ids, which another hall loses by it. Who sits where stays with each plan.

    Raises `InvalidInput` for a name that another has, a new one of no session, a session of another meeting, or where none is left to the plan that is no
    hall's; `Conflict` for too many; `WrongState`."""
    require(meeting, Activity.PARTICIPANTS)
    lock(meeting)
    others = [each for each in halls_of(meeting.id) if hall is None or each.id != hall.id]
    if len(others) >= MOST_HALLS:
        raise Conflict(_("Paling banyak %(max)d denah ruang dalam satu kegiatan.", max=MOST_HALLS))
    read = read_text(name)
    if not read:
        raise InvalidInput(_("Isi nama denahnya."), field="name")
    if any(each.name.casefold() == read.casefold() for each in others):
        raise InvalidInput(_("Sudah ada denah bernama %(name)s. Beri nama lain.", name=read), field="name")
    grouped = sessions_by_hall(meeting.id)
    known = {each.id: each for some in grouped.values() for each in some}
    if (hall is None and not sessions) or not set(sessions) <= known.keys():
        raise InvalidInput(_("Pilih sesi yang memakai denah ini."), field="sessions")
    if hall is None:
        hall = SeatHall(meeting_id=meeting.id, name=read, created_at=at)
        db.session.add(hall)
        db.session.flush()
        before = {"name": "", "sessions": ""}
    else:
        before = {"name": hall.name, "sessions": _titles(grouped.get(hall.id, ()))}
    for session in known.values():
        if session.id in sessions:
            session.hall_id = hall.id
        elif session.hall_id == hall.id:
            session.hall_id = None
    if all(session.hall_id for session in known.values()):
        told = _("Sisakan satu sesi: sesi tanpa denah sendiri memakai denah utama.")
        raise InvalidInput(told, field="sessions")
    hall.name = read
    db.session.flush()
    after = {"name": read, "sessions": _titles([session for session in known.values() if session.id in sessions])}
    changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    if changes:
        action = Action.SEAT_HALL_CHANGED if before["name"] else Action.SEAT_HALL_ADDED
        record(actor, action, at=at, meeting=meeting, target=hall, target_name=read, changes=changes)
    return hall


def remove_hall(hall: SeatHall, actor: Actor, at: datetime) -> None:
    """Give up a hall's plan with the seats in it: its sessions share the plan that is no hall's again. Raises `WrongState`."""
    require(hall.meeting, Activity.PARTICIPANTS)
    lock(hall.meeting)
    record(actor, Action.SEAT_HALL_REMOVED, at=at, meeting=hall.meeting, target=hall, target_name=hall.name)
    db.session.delete(hall)
    db.session.flush()
    db.session.expire_all()


def count_seated(hall: SeatHall) -> int:
    """How many people have a seat in it."""
    mine = SeatInHall.hall_id == hall.id, SeatInHall.seat != ""
    return db.session.scalar(sa.select(sa.func.count()).where(*mine)) or 0


def _titles(sessions: Collection[Session]) -> str:
    return ", ".join(session.title for session in sessions)

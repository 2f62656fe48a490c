"""A meeting gets another zone or other days: what was typed as an hour of a day follows; what was recorded is a moment and stays."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from meetings import clock
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Attendance, Meeting, Session, VirtualLink
from meetings.models.agenda import SESSION_ORDER


class Begun(StrEnum):
    """What another zone means for sessions that have begun, which only a person knows."""

    HOURS = "hours"  # the zone was wrong: they were held at the hours that were typed
    MOMENTS = "moments"  # they were held when the records say: the hours are others in the new zone


class ZoneAsks(InvalidInput):
    """Sessions have begun: the form shows what would happen to them, and asks."""

    code = "zone_asks"


def begun_sessions(meeting: Meeting, at: datetime) -> Sequence[Session]:
    """The sessions with records that another zone concerns: begun by their hours, closed, or attended; in the order of time."""
    attended = sa.exists().where(Attendance.session_id == Session.id)
    begun = sa.or_(Session.starts_at <= at, Session.closed_at.is_not(None), attended)
    statement = sa.select(Session).where(Session.meeting_id == meeting.id, begun)
    return db.session.scalars(statement.order_by(*SESSION_ORDER)).all()


def move_along(meeting: Meeting, zone: str, starts_on: date, at: datetime, begun: Begun | None = None) -> None:
    """Take sessions, rundown and links along after ``meeting`` was changed; it had ``zone`` and ``starts_on`` before.

    In another zone they keep their hours: 09.00 WIB becomes 09.00 WITA; of sessions that have begun ``begun`` says whether they do, or stay
    at their moments. When a session would fall outside the days, all move by as many days as the meeting did, unless somebody has been at
    one, or one is closed. Raises ZoneAsks without ``begun`` where it matters, InvalidInput when a session is outside still.
    """
    statement = sa.select(Session).where(Session.meeting_id == meeting.id).options(selectinload(Session.items))
    sessions = db.session.scalars(statement.order_by(*SESSION_ORDER)).all()
    held = begun_sessions(meeting, at) if zone != meeting.timezone else ()
    if held and begun is None:
        titles = ", ".join(f"«{session.title}»" for session in held)
        raise ZoneAsks(_("Sesi %(titles)s sudah dimulai. Nyatakan di bawah ini jamnya.", titles=titles), field="timezone")
    staying = {session.id for session in held} if begun is Begun.MOMENTS else set()
    days = timedelta()
    if _outside(meeting, sessions, zone, days, staying) and not _recorded(meeting, sessions):
        days = meeting.starts_on - starts_on
    if outside := _outside(meeting, sessions, zone, days, staying):
        raise InvalidInput(
            _("Sesi %(title)s berada di luar hari kegiatan. Ubah jadwal sesi lebih dahulu.", title=outside), field="starts_on"
        )
    if not days and zone == meeting.timezone:
        return

    def moved(moment: datetime | None, by: timedelta = days) -> datetime | None:
        return clock.from_local(_wall(moment, zone) + by, meeting.timezone) if moment else None

    for session in sessions:
        if session.id in staying:
            continue
        for name in ("starts_at", "ends_at", "checkin_opens_at", "checkin_closes_at", "presence_ends_at"):
            setattr(session, name, moved(getattr(session, name)))
        for item in session.items:
            item.starts_at = moved(item.starts_at)
    for link in db.session.scalars(sa.select(VirtualLink).where(VirtualLink.meeting_id == meeting.id)):
        if link.session_id not in staying:
            link.visible_from, link.visible_until = moved(link.visible_from), moved(link.visible_until)
    meeting.answer_deadline = moved(meeting.answer_deadline, timedelta())


def _outside(meeting: Meeting, sessions: Sequence[Session], zone: str, days: timedelta, staying: Collection[str]) -> str:
    """The first session that would not be on one of the meeting's days; empty when all are."""
    for session in sessions:
        wall = _wall(session.starts_at, meeting.timezone) if session.id in staying else _wall(session.starts_at, zone) + days
        if not meeting.starts_on <= wall.date() <= meeting.ends_on:
            return session.title
    return ""


def _wall(moment: datetime, zone: str) -> datetime:
    return clock.local(moment, zone).replace(tzinfo=None)


def _recorded(meeting: Meeting, sessions: Sequence[Session]) -> bool:
    """Whether anything is on record of a day that was: somebody came, or a session was closed."""
    attended = sa.select(sa.exists().where(Attendance.meeting_id == meeting.id))
    return any(session.closed_at is not None for session in sessions) or bool(db.session.scalar(attended))

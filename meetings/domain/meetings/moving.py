"""A meeting gets another zone or other days: what was typed as an hour of a day follows."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from meetings import clock
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Attendance, Meeting, Session, VirtualLink


def move_along(meeting: Meeting, zone: str, starts_on: date) -> None:
    """Take sessions, rundown and links along after ``meeting`` was changed; it had ``zone`` and ``starts_on`` before.

    In another zone they keep their hours: 09.00 WIB becomes 09.00 WITA. When a session would fall outside the days, all move
    by as many days as the meeting did, unless somebody has been at one. Raises InvalidInput when a session is outside still.
    """
    statement = sa.select(Session).where(Session.meeting_id == meeting.id).options(selectinload(Session.items))
    sessions = db.session.scalars(statement.order_by(Session.starts_at, Session.id)).all()
    days = timedelta()
    if _outside(meeting, sessions, zone, days) and not _attended(meeting):
        days = meeting.starts_on - starts_on
    if outside := _outside(meeting, sessions, zone, days):
        raise InvalidInput(
            _("Sesi %(title)s berada di luar hari kegiatan. Ubah jadwal sesi lebih dahulu.", title=outside), field="starts_on"
        )
    if not days and zone == meeting.timezone:
        return

    def moved(moment: datetime | None, by: timedelta = days) -> datetime | None:
        return clock.from_local(_wall(moment, zone) + by, meeting.timezone) if moment else None

    for session in sessions:
        for name in ("starts_at", "ends_at", "checkin_opens_at", "checkin_closes_at"):
            setattr(session, name, moved(getattr(session, name)))
        for item in session.items:
            item.starts_at = moved(item.starts_at)
    for link in db.session.scalars(sa.select(VirtualLink).where(VirtualLink.meeting_id == meeting.id)):
        link.visible_from, link.visible_until = moved(link.visible_from), moved(link.visible_until)
    meeting.answer_deadline = moved(meeting.answer_deadline, timedelta())


def _outside(meeting: Meeting, sessions: Sequence[Session], zone: str, days: timedelta) -> str:
    """The first session that would not be on one of the meeting's days; empty when all are."""
    for session in sessions:
        if not meeting.starts_on <= (_wall(session.starts_at, zone) + days).date() <= meeting.ends_on:
            return session.title
    return ""


def _wall(moment: datetime, zone: str) -> datetime:
    return clock.local(moment, zone).replace(tzinfo=None)


def _attended(meeting: Meeting) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Attendance.meeting_id == meeting.id))))

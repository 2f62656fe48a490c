"""Meetings with their sessions, rundown and speakers. A meeting is today in Jakarta and its first session runs now."""

from datetime import datetime, timedelta
from typing import Any

from meetings import clock
from meetings.enums import AgendaKind, MeetingKind, MeetingState
from meetings.extensions import db
from meetings.models import AgendaItem, Category, Meeting, Organisation, Session, Speaker
from tests.factories.accounts import make_organisation


def make_meeting(organisation: Organisation | None = None, **values: Any) -> Meeting:
    """An open Rakerda of today."""
    zone = values.get("timezone", "Asia/Jakarta")
    today = clock.local(clock.now(), zone).date()
    begins = clock.local(clock.now() - timedelta(hours=3), zone).date()  # with its first session: soon after midnight, yesterday
    defaults = {
        "kind": MeetingKind.RAKERDA,
        "title": "Rapat Kerja Daerah Kota Bogor",
        "state": MeetingState.OPEN,
        "place": "Balai Kota Bogor",
        "city": "Bogor",
        "starts_on": begins,
        "ends_on": values.get("starts_on", today),
        "timezone": zone,
    }
    row = Meeting(organisation=organisation or make_organisation(), **{**defaults, **values})
    db.session.add(row)
    db.session.flush()
    return row


def make_session(meeting: Meeting, starts_at: datetime | None = None, **values: Any) -> Session:
    """A session of four hours that began an hour ago."""
    start = starts_at or clock.now().replace(microsecond=0) - timedelta(hours=1)
    defaults = {"title": "Sidang Pleno", "room": "Ruang Paseban", "ends_at": start + timedelta(hours=4)}
    row = Session(meeting=meeting, starts_at=start, **{**defaults, **values})
    db.session.add(row)
    db.session.flush()
    return row


def make_agenda_item(session: Session, title: str = "Pembukaan", position: int = 1, **values: Any) -> AgendaItem:
    """A line of the rundown."""
    row = AgendaItem(session=session, title=title, position=position, **{"kind": AgendaKind.OTHER, **values})
    db.session.add(row)
    db.session.flush()
    return row


def make_category(meeting: Meeting, name: str = "Kepala OPD", **values: Any) -> Category:
    """A kind of participant."""
    row = Category(meeting=meeting, name=name, **values)
    db.session.add(row)
    db.session.flush()
    return row


def make_speaker(meeting: Meeting, name: str = "Budi Santoso", **values: Any) -> Speaker:
    """Somebody who speaks at the meeting."""
    row = Speaker(meeting_id=meeting.id, name=name, **values)
    db.session.add(row)
    db.session.flush()
    return row

"""When a meeting takes place, for letters and calendar files."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from meetings import clock
from meetings.documents.calendar import CalendarEvent
from meetings.enums import LetterState, MeetingState
from meetings.extensions import db
from meetings.models import Letter, Meeting, Session
from meetings.writing.dates import schedule_lines
from meetings.writing.reading import with_commas

DEFAULT_START = time(9, 0)


def begins_and_ends(meeting: Meeting, sessions: Sequence[Session]) -> tuple[datetime, datetime | None]:
    """Start and end for a letter. None as end: "s.d. selesai", as for every gathering of one day."""
    if not sessions:
        start = clock.from_local(datetime.combine(meeting.starts_on, DEFAULT_START), meeting.timezone)
        return start, None
    start = min(session.starts_at for session in sessions)
    end = max(session.ends_at for session in sessions)
    one_day = clock.local(start, meeting.timezone).date() == clock.local(end, meeting.timezone).date()
    return start, None if one_day else end


def day_and_hours(meeting: Meeting, sessions: Sequence[Session], language: str = "id") -> tuple[str, str]:
    """The two lines of a letter: day and date, and ``pukul …``, in the meeting's zone; on a page in its ``language``."""
    return schedule_lines(*begins_and_ends(meeting, sessions), meeting.timezone, language)


def session_days(meeting: Meeting, sessions: Sequence[Session]) -> dict[date, list[Session]]:
    """The sessions by their days in the meeting's zone, in order."""
    days: dict[date, list[Session]] = {}
    for session in sorted(sessions, key=lambda each: each.starts_at):
        days.setdefault(clock.local(session.starts_at, meeting.timezone).date(), []).append(session)
    return days


def announced_days(meeting: Meeting) -> int:
    """On how many days the meeting's issued letters have said it takes place; 0 without a letter."""
    statement = sa.select(sa.func.max(Letter.frozen["days"].as_integer()))
    return db.session.scalar(statement.where(Letter.meeting_id == meeting.id, Letter.state == LetterState.ISSUED)) or 0


def calendar_events(
    meeting: Meeting,
    sessions: Sequence[Session],
    host: str,
    url: str = "",
    *,
    expected: Collection[str] | None = None,
    announced: int = 0,
) -> list[CalendarEvent]:
    """One entry per day on which there are sessions. The UID tells the how manyth day it is, so that a meeting that moves takes
    its entries along; the SEQUENCE grows when meeting or sessions change.

    ``sessions``: all of the meeting; ``expected``: ids of those that the recipient is expected at (None: all). Of the
    ``announced`` days those that have fallen away are cancelled.
    """
    changed = max([meeting.updated_at, *(session.updated_at for session in sessions)])
    days = list(session_days(meeting, sessions).values())
    wanted = [[each for each in group if expected is None or each.id in expected] for group in days]
    spans = {
        number: (min(each.starts_at for each in group), max(each.ends_at for each in group), _rooms(group), False)
        for number, group in enumerate(wanted, start=1)
        if group
    }
    if not spans:
        start, _ = begins_and_ends(meeting, [])
        spans = {1: (start, start + timedelta(hours=3), "", False)}
    last = spans[max(spans)]
    for number in range(max(len(days), 1) + 1, announced + 1):
        spans[number] = (*last[:2], "", True)
    return [
        CalendarEvent(
            uid=f"{meeting.id}-{number}@{host}",
            sequence=max(int(changed.timestamp()) - 1_700_000_000, 0),
            title=meeting.title,
            starts_at=start,
            ends_at=end,
            zone=meeting.timezone,
            changed_at=changed,
            location=with_commas(rooms, meeting.venue),
            description=meeting.theme,
            url=url or meeting.map_url,
            organiser_name=meeting.organisation.name,
            organiser_email=meeting.contact_email or meeting.organisation.email,
            cancelled=gone or meeting.state is MeetingState.CANCELLED,
        )
        for number, (start, end, rooms, gone) in spans.items()
    ]


def _rooms(sessions: Sequence[Session]) -> str:
    return ", ".join(dict.fromkeys(each.room for each in sessions if each.room))

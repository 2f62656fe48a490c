"""When a meeting takes place, for letters and calendar files."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
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


def begins_and_ends(meeting: Meeting, sessions: Sequence[Session], *, held: bool = False) -> tuple[datetime, datetime | None]:
    """Start and end for a letter; ``held``: as it was, where a session was closed before its hour. None as end: "s.d. selesai", as for every
    gathering of one day."""
    if not sessions:
        start = clock.from_local(datetime.combine(meeting.starts_on, DEFAULT_START), meeting.timezone)
        return start, None
    start = min(session.starts_at for session in sessions)
    end = max(session.over_from if held else session.ends_at for session in sessions)
    one_day = clock.local(start, meeting.timezone).date() == clock.local(end, meeting.timezone).date()
    return start, None if one_day else end


def day_and_hours(meeting: Meeting, sessions: Sequence[Session], language: str = "id", *, held: bool = False) -> tuple[str, str]:
    """The two lines of a letter: day and date, and ``pukul …``, in the meeting's zone; on a page in its ``language``, and as it was
    (``held``)."""
    return schedule_lines(*begins_and_ends(meeting, sessions, held=held), meeting.timezone, language)


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
    changes: bool = False,
) -> list[CalendarEvent]:
    """An entry for each session, with its name and room, for somebody who is called to some of them, and where they stand in different
    rooms; else one for each day on which there are sessions. A session's UID is its own wherever it moves; a day's tells the how manyth it
    is, so that a meeting that moves takes its entries along; the SEQUENCE grows when meeting or sessions change.

    ``sessions``: all of the meeting; ``expected``: ids of those that the recipient is expected at (None: all). Of the
    ``announced`` days those that have fallen away are cancelled; with ``changes`` (they have a file from before), or where all is off, also
    the days of which sessions have taken the place.
    """
    off = meeting.state is MeetingState.CANCELLED
    theirs = [each for each in sessions if expected is None or each.id in expected]
    rooms = {each.room for each in theirs if each.room}
    apart = bool(theirs) and (expected is not None or len(rooms) > 1)
    days = _days(meeting, sessions, theirs, announced)
    if apart:
        of_days = [replace(each, cancelled=True) for each in days] if changes or off else []
        entries = [_Entry(each.id, each.starts_at, each.ends_at, each.room, each.title) for each in theirs] + of_days
    else:
        entries = days
    changed = max([meeting.updated_at, *(session.updated_at for session in sessions)])
    return [
        CalendarEvent(
            uid=f"{meeting.id}-{each.key}@{host}",
            sequence=max(int(changed.timestamp()) - 1_700_000_000, 0),
            title=" – ".join(filter(None, (each.title, meeting.title))),
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            zone=meeting.timezone,
            changed_at=changed,
            location=with_commas(each.rooms, meeting.venue),
            description=meeting.theme,
            url=url or meeting.map_url,
            organiser_name=meeting.organisation.name,
            organiser_email=meeting.contact_email or meeting.organisation.email,
            cancelled=each.cancelled or off,
        )
        for each in entries
    ]


@dataclass(frozen=True, slots=True)
class _Entry:
    """Of a calendar; ``key`` tells it from the others of the meeting."""

    key: str
    starts_at: datetime
    ends_at: datetime
    rooms: str = ""
    title: str = ""
    cancelled: bool = False


def _days(meeting: Meeting, sessions: Sequence[Session], theirs: Sequence[Session], announced: int) -> list[_Entry]:
    groups = list(session_days(meeting, sessions).values())
    wanted = [[each for each in group if each in theirs] for group in groups]
    entries = [
        _Entry(str(number), min(each.starts_at for each in group), max(each.ends_at for each in group), _rooms(group))
        for number, group in enumerate(wanted, start=1)
        if group
    ]
    if not entries:
        start, _ = begins_and_ends(meeting, [])
        entries = [_Entry("1", start, start + timedelta(hours=3))]
    last = entries[-1]
    gone = range(max(len(groups), 1) + 1, announced + 1)
    return entries + [_Entry(str(each), last.starts_at, last.ends_at, cancelled=True) for each in gone]


def _rooms(sessions: Sequence[Session]) -> str:
    return ", ".join(dict.fromkeys(each.room for each in sessions if each.room))

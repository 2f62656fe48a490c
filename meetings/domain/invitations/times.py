"""When a meeting takes place, for letters and calendar files."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from meetings import clock
from meetings.documents.calendar import CalendarEvent
from meetings.enums import MeetingState
from meetings.models import Meeting, Session

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


def calendar_events(meeting: Meeting, sessions: Sequence[Session], host: str, url: str = "") -> list[CalendarEvent]:
    """One entry per day; its UID never changes, its SEQUENCE grows when meeting or sessions do."""
    changed = max([meeting.updated_at, *(session.updated_at for session in sessions)])
    days: dict[str, list[Session]] = {}
    for session in sessions:
        days.setdefault(clock.local(session.starts_at, meeting.timezone).date().isoformat(), []).append(session)
    spans = {
        day: (min(each.starts_at for each in group), max(each.ends_at for each in group)) for day, group in days.items()
    }
    if not spans:
        start, _ = begins_and_ends(meeting, sessions)
        spans = {meeting.starts_on.isoformat(): (start, start + timedelta(hours=3))}
    rooms = {day: ", ".join(dict.fromkeys(each.room for each in group if each.room)) for day, group in days.items()}
    return [
        CalendarEvent(
            uid=f"{meeting.id}-{day}@{host}",
            sequence=max(int(changed.timestamp()) - 1_700_000_000, 0),
            title=meeting.title,
            starts_at=start,
            ends_at=end,
            zone=meeting.timezone,
            changed_at=changed,
            location=", ".join(part for part in (rooms.get(day, ""), meeting.place, meeting.address) if part),
            description=meeting.theme,
            url=url or meeting.map_url,
            organiser_name=meeting.organisation.name,
            organiser_email=meeting.contact_email or meeting.organisation.email,
            cancelled=meeting.state is MeetingState.CANCELLED,
        )
        for day, (start, end) in spans.items()
    ]

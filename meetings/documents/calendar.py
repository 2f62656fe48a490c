"""Calendar files (RFC 5545) for invitations and passes: the same event keeps its UID, a change raises its SEQUENCE."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText, vUri

PRODUCT = "-//Meetings//Rapat resmi//ID"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """`uid` is stable for ever, `sequence` grows with each change, times are aware, `zone` is the meeting's own."""

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    changed_at: datetime
    location: str = ""
    description: str = ""
    url: str = ""
    organiser_name: str = ""
    organiser_email: str = ""
    cancelled: bool = False


def write_calendar(events: Sequence[CalendarEvent], name: str = "") -> bytes:
    """A file for opening or attaching (`text/calendar; method=PUBLISH`, or CANCEL when every event is cancelled).

    Local times with their VTIMEZONE, so a phone in another zone and a changed zone rule both show the right hour."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", calendar_method(events))
    if name:
        calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_component(event))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def calendar_method(events: Sequence[CalendarEvent]) -> str:
    """What the mail part's `method` parameter must say."""
    return "CANCEL" if events and all(event.cancelled for event in events) else "PUBLISH"


def _component(event: CalendarEvent) -> Event:
    zone = ZoneInfo(event.zone)
    component = Event()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", event.changed_at.astimezone(UTC))
    component.add("last-modified", event.changed_at.astimezone(UTC))
    component.add("dtstart", event.starts_at.astimezone(zone))
    component.add("dtend", event.ends_at.astimezone(zone))
    component.add("summary", event.title)
    component.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    component.add("transp", "TRANSPARENT" if event.cancelled else "OPAQUE")
    for key in ("location", "description"):
        if text := getattr(event, key):
            component.add(key, text)
    if event.url:
        component.add("url", vUri(event.url))
    if event.organiser_email:
        organiser = vCalAddress(f"mailto:{event.organiser_email}")
        if event.organiser_name:
            organiser.params["CN"] = vText(event.organiser_name.replace('"', "'"))
        component.add("organizer", organiser)
    return component

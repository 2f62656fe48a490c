"""Day, hours and place: what a letter that was issued says, what holds now, and how the two differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.domain.agenda.queries import list_sessions
from meetings.domain.letters.times import day_and_hours
from meetings.enums import MeetingMode
from meetings.models import Letter, Meeting, Session
from meetings.writing.dates import schedule_lines


@dataclass(frozen=True, slots=True)
class Facts:
    """``hours``: composed from the times; ``time_text``: the committee's own words for them, where it has written some."""

    day: str
    hours: str
    venue: str
    time_text: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a letter that is different now. ``label`` is the letter's own word for it."""

    label: str
    before: str
    after: str


def said_by(letter: Letter, language: str = "id") -> Facts:
    """What an issued letter says; ``language``: of the page that tells it."""
    said = letter.frozen
    ends_at = datetime.fromisoformat(said["ends_at"]) if said.get("ends_at") else None
    day, hours = schedule_lines(datetime.fromisoformat(said["starts_at"]), ends_at, said["zone"], language)
    return Facts(day, hours, said["venue"], said.get("time_text", ""))


def holding_now(meeting: Meeting, sessions: Sequence[Session] | None = None, language: str = "id") -> Facts:
    """What a letter issued now would say."""
    sessions = list_sessions(meeting, with_items=False) if sessions is None else sessions
    day, hours = day_and_hours(meeting, sessions, language)
    return Facts(day, hours, venue_of(meeting))


def differences(before: Facts, after: Facts) -> list[Change]:
    """The lines that are different, in the letter's order. Own words for the same hours are no difference."""
    found = [
        Change("hari/tanggal", before.day, after.day),
        Change("waktu", before.time_text or before.hours, after.time_text or after.hours)
        if before.hours != after.hours
        else None,
        Change("tempat", before.venue, after.venue),
    ]
    return [change for change in found if change is not None and change.before != change.after]


def venue_of(meeting: Meeting) -> str:
    """The place as letters say it."""
    return meeting.venue or ("Daring" if meeting.mode is MeetingMode.ONLINE else "")

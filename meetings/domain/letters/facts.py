"""Day, hours, place and the last moment for an answer: what a letter that was issued says, what holds now, and how the two differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.domain.agenda.queries import list_sessions
from meetings.domain.letters.times import day_and_hours
from meetings.enums import MeetingMode
from meetings.models import Letter, Meeting, Session
from meetings.writing.dates import format_moment_in_sentence, schedule_lines


@dataclass(frozen=True, slots=True)
class Facts:
    """``hours``: composed from the times; ``time_text``: the committee's own words for them, where it has written some. ``until``: the last
    moment for an answer, ``deadline`` in words; of letters from before this was kept nobody knows (None)."""

    day: str
    hours: str
    venue: str
    time_text: str = ""
    until: datetime | None = None
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a letter that is different now. ``label`` is the letter's own word for it. ``misleads``: whoever goes by the letter comes to
    the wrong place or too late; to have more time for an answer misleads nobody."""

    label: str
    before: str
    after: str
    misleads: bool = True


DEADLINE = "jawaban"
NO_DEADLINE = {"id": "tanpa batas waktu", "en": "no deadline"}


def said_by(letter: Letter, language: str = "id") -> Facts:
    """What an issued letter says; ``language``: of the page that tells it."""
    said = letter.frozen
    ends_at = datetime.fromisoformat(said["ends_at"]) if said.get("ends_at") else None
    day, hours = schedule_lines(datetime.fromisoformat(said["starts_at"]), ends_at, said["zone"], language)
    until = datetime.fromisoformat(said["answer_until"]) if said.get("answer_until") else None
    deadline = _deadline(until, said["zone"], language) if "answer_until" in said else None
    return Facts(day, hours, said["venue"], said.get("time_text", ""), until, deadline)


def holding_now(meeting: Meeting, sessions: Sequence[Session] | None = None, language: str = "id") -> Facts:
    """What a letter issued now would say."""
    sessions = list_sessions(meeting, with_items=False) if sessions is None else sessions
    day, hours = day_and_hours(meeting, sessions, language)
    deadline = _deadline(meeting.answer_deadline, meeting.timezone, language)
    return Facts(day, hours, venue_of(meeting), until=meeting.answer_deadline, deadline=deadline)


def _deadline(until: datetime | None, zone: str, language: str) -> str:
    return format_moment_in_sentence(until, zone, language) if until is not None else NO_DEADLINE[language]


def differences(before: Facts, after: Facts) -> list[Change]:
    """The lines that are different, in the letter's order. Own words for the same hours are no difference."""
    found = [
        Change("hari/tanggal", before.day, after.day),
        Change("waktu", before.time_text or before.hours, after.time_text or after.hours)
        if before.hours != after.hours
        else None,
        Change("tempat", before.venue, after.venue),
        Change(DEADLINE, before.deadline, after.deadline, _sooner(before.until, after.until))
        if before.deadline is not None and after.deadline is not None and before.until != after.until
        else None,
    ]
    return [change for change in found if change is not None and change.before != change.after]


def _sooner(before: datetime | None, after: datetime | None) -> bool:
    return after is not None and (before is None or after < before)


def venue_of(meeting: Meeting) -> str:
    """The place as letters say it."""
    return meeting.venue or ("Daring" if meeting.mode is MeetingMode.ONLINE else "")

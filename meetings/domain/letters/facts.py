"""Day, hours, place and the last moment for an answer: what a letter that was issued says, what holds now, and how the two differ."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from meetings.documents.pdf.letter_content import LetterContent, for_sessions
from meetings.domain.agenda.queries import list_sessions
from meetings.domain.documents.freezing import thaw
from meetings.domain.letters.called import ALL, as_called, in_words, read_kept
from meetings.domain.letters.times import day_and_hours
from meetings.enums import MeetingMode
from meetings.models import Letter, Meeting, Session
from meetings.writing.dates import format_moment_in_sentence, schedule_lines
from meetings.writing.reading import with_commas


@dataclass(frozen=True, slots=True)
class Facts:
    """``hours``: composed from the times; ``time_text``: the committee's own words for them, where it has written some. ``until``: the last
    moment for an answer, ``deadline`` in words; of letters from before this was kept nobody knows (None). ``called``: the sessions to which its
    reader is called. ``sessions``: these, each with its room, of somebody who is not called to all; only of what holds now."""

    day: str
    hours: str
    venue: str
    time_text: str = ""
    until: datetime | None = None
    deadline: str | None = None
    called: str = ALL["id"]
    sessions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a letter that is different now. ``label`` is the letter's own word for it. ``misleads``: whoever goes by the letter comes to
    the wrong place or too late; to have more time for an answer misleads nobody."""

    label: str
    before: str
    after: str
    misleads: bool = True


DEADLINE = "jawaban"
SESSIONS = "sesi"
NO_DEADLINE = {"id": "tanpa batas waktu", "en": "no deadline"}


def said_by(letter: Letter, language: str = "id", *, allowed: Collection[str] | None = None, printed: str | None = None) -> Facts:
    """What an issued letter says; ``language``: of the page that tells it. ``printed``: what its reader's own print keeps of their sessions
    (`called.kept`); of a print from before that was kept (None), ``allowed``: ids of the sessions that they are called to; None: all."""
    said, called = letter.frozen, ALL[language]
    theirs = read_kept(printed or "")
    if theirs or (printed is None and allowed is not None):
        content = thaw(LetterContent, said)
        content = for_sessions(replace(content, sessions=theirs) if theirs else content, {e.id for e in theirs} or allowed)
        mine = theirs or [each for each in content.sessions if allowed is not None and each.id in allowed]
        called = in_words(mine, said["zone"], language)
        starts_at, ends_at, time_text = content.starts_at, content.ends_at, content.time_text
    else:
        starts_at = datetime.fromisoformat(said["starts_at"])
        ends_at = datetime.fromisoformat(said["ends_at"]) if said.get("ends_at") else None
        time_text = said.get("time_text", "")
    day, hours = schedule_lines(starts_at, ends_at, said["zone"], language)
    until = datetime.fromisoformat(said["answer_until"]) if said.get("answer_until") else None
    deadline = _deadline(until, said["zone"], language) if "answer_until" in said else None
    return Facts(day, hours, _venue_said(letter), time_text, until, deadline, called)


def holding_now(
    meeting: Meeting,
    sessions: Sequence[Session] | None = None,
    language: str = "id",
    *,
    allowed: Collection[str] | None = None,
) -> Facts:
    """What a letter issued now would say to somebody who is called to the sessions with these ids (``allowed``; None: to all)."""
    every = list_sessions(meeting, with_items=False) if sessions is None else sessions
    sessions = [each for each in every if allowed is None or each.id in allowed] or every
    day, hours = day_and_hours(meeting, sessions, language)
    deadline = _deadline(meeting.answer_deadline, meeting.timezone, language)
    called = in_words(as_called(sessions) if allowed is not None else (), meeting.timezone, language)
    theirs = tuple(map(_with_room, sessions)) if len(sessions) < len(every) else ()
    return Facts(day, hours, venue_of(meeting), until=meeting.answer_deadline, deadline=deadline, called=called, sessions=theirs)


def schedule_mark(meeting: Meeting) -> str:
    """By which the key of a mail tells of which days, hours, rooms and place it speaks, whichever sessions its reader is called to."""
    sessions = list_sessions(meeting, with_items=False)
    said = [f"{each.id}|{each.title}|{each.room}|{each.starts_at.isoformat()}|{each.ends_at.isoformat()}" for each in sessions]
    whole = holding_now(meeting, sessions)
    return sha256("\n".join((whole.day, whole.hours, whole.venue, *said)).encode()).hexdigest()[:12] + ":"


def _with_room(session: Session) -> str:
    return f"{session.title} ({session.room})" if session.room else session.title


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
        Change(SESSIONS, before.called, after.called),
        Change(DEADLINE, before.deadline, after.deadline, _sooner(before.until, after.until))
        if before.deadline is not None and after.deadline is not None and before.until != after.until
        else None,
    ]
    return [change for change in found if change is not None and change.before != change.after]


def _sooner(before: datetime | None, after: datetime | None) -> bool:
    return after is not None and (before is None or after < before)


def _venue_said(letter: Letter) -> str:
    """A letter from before cities were named with the place says no other place without it."""
    said, meeting = str(letter.frozen["venue"]), letter.meeting
    return venue_of(meeting) if said and said == with_commas(meeting.place, meeting.address) else said


def venue_of(meeting: Meeting) -> str:
    """The place as letters say it."""
    return meeting.venue or ("Daring" if meeting.mode is MeetingMode.ONLINE else "")

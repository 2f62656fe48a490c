"""What does not fit in an agenda, each named in a sentence. Warnings, not refusals: the committee knows best."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from flask_babel import gettext as _

from meetings.domain.agenda.timing import timed_items
from meetings.models import Meeting, Session
from meetings.writing.dates import format_clock, format_time, format_time_of


def find_conflicts(meeting: Meeting, sessions: Sequence[Session]) -> list[str]:
    """Overlaps of rooms, speakers and lines, and lines beyond their session (sessions come with items and speakers)."""
    found: list[str] = []
    ordered = sorted(sessions, key=lambda s: (s.starts_at, s.id))
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.starts_at >= one.ends_at:
                break
            found += _between(one, other)
    for session in ordered:
        found += _within(session, meeting.timezone)
    return found


def _between(one: Session, other: Session) -> list[str]:
    found = []
    if one.room and one.room.casefold() == other.room.casefold():
        found.append(
            _(
                "Sesi %(one)s dan %(other)s memakai ruang %(room)s pada saat yang sama.",
                one=one.title,
                other=other.title,
                room=one.room,
            )
        )
    elif not one.room or not other.room:
        found.append(_("Sesi %(one)s dan %(other)s berlangsung bersamaan.", one=one.title, other=other.title))
    names = {speaker.full_name for item in one.items for speaker in item.speakers}
    for name in sorted(names & {speaker.full_name for item in other.items for speaker in item.speakers}):
        found.append(
            _(
                "%(name)s tercantum pada dua sesi yang bersamaan: %(one)s dan %(other)s.",
                name=name,
                one=one.title,
                other=other.title,
            )
        )
    return found


def _within(session: Session, zone: str) -> list[str]:
    found = []
    timed = timed_items(session)
    for before, after in pairwise(timed):
        if after.starts_at < before.ends_at:
            found.append(
                _(
                    "%(after)s (%(start)s) dimulai sebelum %(before)s selesai (%(end)s).",
                    after=after.item.title,
                    start=format_clock(after.starts_at, zone),
                    before=before.item.title,
                    end=format_clock(before.ends_at, zone),
                )
            )
    for line in timed:
        if line.starts_at < session.starts_at:
            found.append(_("%(title)s dimulai sebelum sesi %(session)s.", title=line.item.title, session=session.title))
    if told := beyond_the_end(session, zone):
        found.append(told)
    return found


def beyond_the_end(session: Session, zone: str) -> str:
    """That the rundown goes on after its session, in a sentence; empty where it does not. Needs ``items`` loaded."""
    end = _last_end(session)
    if end is None or end <= session.ends_at:
        return ""
    return _(
        "Acara sesi %(session)s berakhir pukul %(end)s, melewati akhir sesi pukul %(limit)s.",
        session=session.title,
        end=format_time_of(end, session.ends_at, zone),
        limit=format_time(session.ends_at, zone),
    )


def before_the_end(session: Session, zone: str) -> str:
    """That the rundown ends before its session: no fault, but nothing says what comes then. Empty where it does not."""
    end = _last_end(session)
    if end is None or end >= session.ends_at:
        return ""
    return _(
        "Susunan acara ini sampai pukul %(end)s, sesinya sampai pukul %(limit)s.",
        end=format_time_of(end, session.ends_at, zone),
        limit=format_time(session.ends_at, zone),
    )


def end_told(session: Session, zone: str) -> str:
    """Whichever of the two is so: how the end of the rundown and that of its session differ."""
    return beyond_the_end(session, zone) or before_the_end(session, zone)


def _last_end(session: Session) -> datetime | None:
    return max((line.ends_at for line in timed_items(session)), default=None)

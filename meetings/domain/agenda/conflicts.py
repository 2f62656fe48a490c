"""What does not fit in an agenda, each named in a sentence. Warnings, not refusals: the committee knows best."""

from collections.abc import Sequence
from itertools import pairwise

from flask_babel import gettext as _

from meetings.domain.agenda.timing import timed_items
from meetings.models import Meeting, Session
from meetings.writing.dates import format_clock


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
    if timed and timed[-1].ends_at > session.ends_at:
        found.append(
            _(
                "Acara sesi %(session)s berakhir pukul %(end)s, melewati akhir sesi pukul %(limit)s.",
                session=session.title,
                end=format_clock(timed[-1].ends_at, zone),
                limit=format_clock(session.ends_at, zone),
            )
        )
    return found

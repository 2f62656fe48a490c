"""What does not fit in an agenda, each named in a sentence. Warnings, not refusals: the committee knows best."""

from collections.abc import Container, Sequence
from datetime import datetime
from itertools import pairwise

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.agenda.closing import settled_rundowns
from meetings.domain.agenda.queries import list_sessions
from meetings.domain.agenda.timing import timed_items
from meetings.enums import MeetingMode
from meetings.extensions import db
from meetings.models import Meeting, Participant, Session, participant_session, standing
from meetings.models.agenda import session_place
from meetings.writing.dates import format_clock, format_time, format_time_of


def conflicts_now(meeting: Meeting, at: datetime) -> list[str]:
    """What does not fit in the meeting's agenda as it stands."""
    sessions = list_sessions(meeting)
    return find_conflicts(meeting, sessions, settled_rundowns(meeting, sessions, at))


def find_conflicts(meeting: Meeting, sessions: Sequence[Session], settled: Container[str] = ()) -> list[str]:
    """Overlaps of rooms, speakers and lines, lines beyond their session (sessions come with items and speakers), halls too small, and people
    called to two sessions at once. What is ``settled``, by
    id, cannot be changed and is told only where it meets something that can."""
    found: list[str] = []
    at_once: list[tuple[Session, Session]] = []
    ordered = sorted(sessions, key=session_place)
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.starts_at >= one.over_from:  # one that was closed early has left its room
                break
            if one.id not in settled or other.id not in settled:
                found += _between(one, other)
                at_once.append((one, other))
    for session in ordered:
        if session.id not in settled:
            found += _within(session, meeting.timezone)
    return found + _crowded(meeting, [each for each in ordered if each.id not in settled]) + _called_twice(at_once)


def _crowded(meeting: Meeting, sessions: Sequence[Session]) -> list[str]:
    """Halls for fewer than are expected in them; one statement, none where no hall has a capacity."""
    halls = [each for each in sessions if each.capacity and meeting.mode is not MeetingMode.ONLINE]
    if not halls:
        return []
    here = sa.not_(Participant.comes_online) if meeting.mode is MeetingMode.HYBRID else sa.true()
    counts = [sa.func.count(sa.case((standing.admitted(each.id), 1))).label(f"n{place}") for place, each in enumerate(halls)]
    statement = sa.select(*counts).where(Participant.meeting_id == meeting.id, standing.EXPECTED.where(), here)
    return [
        _(
            "Sesi %(session)s: kapasitasnya %(capacity)s, yang diharapkan %(n)s orang.",
            session=each.title,
            capacity=each.capacity,
            n=number,
        )
        for each, number in zip(halls, db.session.execute(statement).one(), strict=True)
        if number > each.capacity
    ]


def _called_twice(at_once: Sequence[tuple[Session, Session]]) -> list[str]:
    """Of sessions at one hour, how many are called to both by name or category, rather than to all there are; one statement, however many
    there are."""
    first, second = participant_session.alias(), participant_session.alias()
    pairs = [sa.and_(first.c.session_id == one.id, second.c.session_id == other.id) for one, other in at_once]
    statement = (
        sa.select(first.c.session_id, second.c.session_id, sa.func.count())
        .join(second, second.c.participant_id == first.c.participant_id)
        .join(Participant, Participant.id == first.c.participant_id)
        .where(sa.or_(sa.false(), *pairs), Participant.limited, standing.EXPECTED.where())
        .group_by(first.c.session_id, second.c.session_id)
    )
    counted = {(one, other): number for one, other, number in db.session.execute(statement)}
    return [
        _(
            "%(n)s orang dipanggil ke dua sesi yang bersamaan: %(one)s dan %(other)s.",
            n=counted[one.id, other.id],
            one=one.title,
            other=other.title,
        )
        for one, other in at_once
        if (one.id, other.id) in counted
    ]


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

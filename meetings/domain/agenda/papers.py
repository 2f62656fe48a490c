"""The rundown on paper."""

from datetime import datetime

from meetings.documents.pdf import rundown as paper
from meetings.documents.pdf.paper import Paper
from meetings.domain.agenda.queries import list_sessions
from meetings.domain.agenda.timing import TimedItem, timed_items
from meetings.domain.organisations.letterhead import letterhead_of
from meetings.enums import AgendaKind, MeetingState
from meetings.models import Meeting, Session
from meetings.writing.names import with_position

QUIET = (AgendaKind.REGISTRATION, AgendaKind.BREAK)


def render_rundown(meeting: Meeting, at: datetime) -> bytes:
    """The meeting's susunan acara as PDF, marked KONSEP while the meeting is a draft."""
    return paper.render_rundown(
        paper.Rundown(
            organisation=meeting.organisation.name,
            letterhead=letterhead_of(meeting.organisation),
            event=meeting.title,
            zone=meeting.timezone,
            sessions=tuple(_session(session) for session in list_sessions(meeting)),
            issued_at=at,
            theme=meeting.theme,
            venue=meeting.site,
            draft=meeting.state is MeetingState.DRAFT,
            paper=Paper(size=meeting.sheet.value),
        )
    )


def _session(session: Session) -> paper.RundownSession:
    return paper.RundownSession(
        title=session.title,
        start=session.starts_at,
        end=session.ends_at,
        lines=tuple(_line(timed) for timed in timed_items(session)),
        room=session.room,
        chair=with_position(session.chair_name, session.chair_position),
    )


def _line(timed: TimedItem) -> paper.RundownLine:
    item = timed.item
    return paper.RundownLine(
        start=timed.starts_at,
        end=timed.ends_at,
        title=item.title,
        person="; ".join(item.performers()),
        people=tuple(f"{speaker.full_name}: {speaker.topic}" for speaker in item.expected_speakers if speaker.topic),
        note=item.notes,
        quiet=item.kind in QUIET,
    )

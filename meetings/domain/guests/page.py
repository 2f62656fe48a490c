"""What a participant's own page shows: who, where and when, what runs now, speakers, links, published minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from meetings.documents.calendar import write_calendar
from meetings.domain import passes
from meetings.domain.agenda.queries import list_sessions
from meetings.domain.agenda.timing import TimedItem, timed_items
from meetings.domain.letters.times import announced_days, calendar_events
from meetings.domain.online.queries import links_for_participants
from meetings.domain.outbox import calendar_domain
from meetings.domain.speakers import list_speakers
from meetings.enums import (
    DocumentKind,
    DocumentState,
    PassState,
    SecurityClass,
    SpeakerState,
)
from meetings.extensions import db
from meetings.models import (
    Document,
    Meeting,
    Participant,
    Pass,
    Session,
    Speaker,
    VirtualLink,
    participant_session,
    standing,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One session with its timed rundown."""

    session: Session
    lines: list[TimedItem]


@dataclass(frozen=True, slots=True)
class PassPage:
    """``valid``: the code opens the door. ``stand_in``: who comes instead, while the code rests. With neither, the page tells when
    and where, and names nobody. ``parts``: the sessions this participant is expected at."""

    issued: Pass
    participant: Participant
    meeting: Meeting
    valid: bool
    stand_in: Participant | None
    parts: list[Part]
    speakers: Sequence[Speaker]
    links: list[VirtualLink]
    minutes: Sequence[Document]


def read_pass_page(issued: Pass, at: datetime) -> PassPage:
    """The page of a pass at a moment; a handful of statements. A pass that is no longer valid shows no links."""
    participant = issued.participant
    meeting = participant.meeting
    valid, instead = opens_the_door(issued), stand_in(issued)
    known = valid or instead is not None
    sessions = _expected_sessions(participant, meeting)
    ids = [session.id for session in sessions] if participant.limited else None
    return PassPage(
        issued=issued,
        participant=participant,
        meeting=meeting,
        valid=valid,
        stand_in=instead,
        parts=[Part(session, timed_items(session) if known else []) for session in sessions],
        speakers=list_speakers(meeting, state=SpeakerState.CONFIRMED) if known else [],
        links=links_for_participants(meeting, at, ids) if valid else [],
        minutes=_published_minutes(meeting) if valid else [],
    )


def opens_the_door(issued: Pass) -> bool:
    """Is the pass active and its participant on the list?"""
    return issued.state is PassState.ACTIVE and not standing.GONE.of(issued.participant)


def stand_in(issued: Pass) -> Participant | None:
    """Who comes instead of the pass's participant; None for a pass that is valid or of no use any more."""
    if issued.state is not PassState.REPLACED or standing.GONE.of(issued.participant):
        return None
    representation = issued.participant.represented_by
    return representation.representative if representation else None


def find_minutes(issued: Pass, document_id: str) -> Document | None:
    """Published minutes of the pass's meeting that its participant may read; None for anything else."""
    if not opens_the_door(issued):
        return None
    return next((each for each in _published_minutes(issued.participant.meeting) if each.id == document_id), None)


def pass_calendar(issued: Pass) -> bytes | None:
    """The calendar file that a participant downloads, of the days they are expected; it leads back to their own page. None for a
    pass that is of no use any more."""
    if not opens_the_door(issued) and stand_in(issued) is None:
        return None
    meeting = issued.participant.meeting
    events = calendar_events(
        meeting,
        list_sessions(meeting),
        calendar_domain(),
        passes.pass_page(issued),
        expected=_expected_ids(issued.participant),
        announced=announced_days(meeting),
    )
    return write_calendar(events, meeting.title)


def _expected_sessions(participant: Participant, meeting: Meeting) -> Sequence[Session]:
    allowed = _expected_ids(participant)
    return [session for session in list_sessions(meeting) if allowed is None or session.id in allowed]


def _expected_ids(participant: Participant) -> set[str] | None:
    """The sessions that the participant is expected at; None: all."""
    if not participant.limited:
        return None
    mine = sa.select(participant_session.c.session_id).where(participant_session.c.participant_id == participant.id)
    return set(db.session.scalars(mine))


def _published_minutes(meeting: Meeting) -> Sequence[Document]:
    statement = sa.select(Document).where(
        Document.meeting_id == meeting.id,
        Document.kind == DocumentKind.MINUTES,
        Document.state == DocumentState.PUBLISHED,
        Document.security == SecurityClass.NORMAL,
        Document.storage_key.is_not(None),
    )
    return db.session.scalars(statement.order_by(Document.published_at)).all()

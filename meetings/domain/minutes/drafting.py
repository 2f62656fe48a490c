"""The draft that a session's end brings: from its rundown and speakers, with the items that its kind of meeting adds, exactly once."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from meetings.domain import documents
from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings.states import ALLOWED, Activity, allows, require
from meetings.domain.minutes.facts import facts_of, session_with_rundown
from meetings.domain.minutes.following import as_taken
from meetings.domain.minutes.templates import added_titles
from meetings.enums import AgendaKind, DocumentKind, DraftOutlook, MeetingState
from meetings.errors import Conflict
from meetings.extensions import db
from meetings.models import Meeting, Minutes, MinutesItem, Session
from meetings.models.agenda import session_over
from meetings.models.base import hold
from meetings.passcode import new_id


def due_sessions(at: datetime, limit: int = 50) -> Sequence[str]:
    """Ids of sessions that are over or closed at ``at`` (UTC), want minutes and have none; the longest waiting first."""
    statement = (
        sa.select(Session.id)
        .join(Meeting, Meeting.id == Session.meeting_id)
        .where(
            Session.wants_minutes,
            session_over(at),
            Meeting.state.in_(ALLOWED[Activity.DRAFTS]),
            Meeting.is_load_test.is_(False),
            ~sa.exists().where(Minutes.session_id == Session.id),
        )
        .order_by(Session.ends_at, Session.id)
        .limit(limit)
    )
    return db.session.scalars(statement).all()


def draft_outlook(session: Session, meeting: Meeting, at: datetime) -> DraftOutlook:
    """When a session that has no minutes gets them; ``SOON`` are those that ``due_sessions`` finds."""
    if not session.wants_minutes:
        return DraftOutlook.UNWANTED
    if not allows(meeting, Activity.DRAFTS):
        return DraftOutlook.NOT_OPEN if meeting.state is MeetingState.DRAFT else DraftOutlook.TOO_LATE
    return DraftOutlook.SOON if session.is_over(at) else DraftOutlook.COMING


def draft_minutes(session_id: str, actor: Actor, at: datetime) -> Minutes | None:
    """Version 1 of the session's minutes, and its PDF queued in the same transaction.

    None when somebody else has just made it, or the session is not over any more: reopened, prolonged, removed. Raises
    WrongState for a meeting whose state allows no minutes.
    """
    session = db.session.get(Session, session_id)
    if session is None:
        return None
    hold(session)
    return _draft(session_id, actor, at) if session.is_over(at) and session.wants_minutes else None


def start_minutes(session_id: str, actor: Actor, at: datetime) -> Minutes:
    """A draft that a secretary asks for before the session's end. Raises Conflict when there is one, WrongState as above."""
    hold(db.session.get_one(Session, session_id))
    minutes = _draft(session_id, actor, at)
    if minutes is None:
        raise Conflict(_("Konsep notula sesi ini sudah ada."))
    return minutes


def _draft(session_id: str, actor: Actor, at: datetime) -> Minutes | None:
    """The draft of a session that the caller holds; None when there is one, (session, version) is unique."""
    session = session_with_rundown(session_id)
    require(session.meeting, Activity.DRAFTS)
    minutes = _minutes_of(session, at)
    try:
        with db.session.begin_nested():
            db.session.add(minutes)
    except IntegrityError:
        return None
    queue_draft(minutes, session.meeting, at)
    record(actor, Action.MINUTES_DRAFTED, at=at, meeting=session.meeting, target=minutes, target_name=minutes.title)
    db.session.flush()
    return minutes


def queue_draft(minutes: Minutes, meeting: Meeting, at: datetime) -> None:
    """Queue the KONSEP PDF of a new draft."""
    document = documents.queue_document(
        DocumentKind.MINUTES,
        minutes.id,
        meeting=meeting,
        title=f"Konsep notula {minutes.title}",
        at=at,
        version=minutes.version,
    )
    db.session.flush()
    minutes.draft_document_id = document.id


def _minutes_of(session: Session, at: datetime) -> Minutes:
    facts = facts_of(session)
    lines = [{"agenda_item_id": line.agenda_id, "title": line.title, "speakers": line.speakers} for line in facts.lines]
    titles = added_titles(session.meeting.organisation, session.meeting.kind, [line.title for line in facts.lines])
    place = len(lines) - _closing_lines(session)
    minutes = Minutes(
        id=new_id(),
        meeting_id=session.meeting_id,
        session_id=session.id,
        created_at=at,
        updated_at=at,
        items=[
            MinutesItem(id=new_id(), position=position, created_at=at, updated_at=at, **values)
            for position, values in enumerate([*lines[:place], *({"title": title} for title in titles), *lines[place:]], start=1)
        ],
        **facts.head,
    )
    minutes.taken = as_taken(minutes, facts)
    return minutes


def _closing_lines(session: Session) -> int:
    """How many lines of the minutes tell of the closing, at the end of the rundown."""
    kinds = [each.kind for each in session.items if each.in_minutes]
    return len(list(takewhile(AgendaKind.CLOSING.__eq__, reversed(kinds))))

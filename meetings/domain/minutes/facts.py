"""What session, rundown and speakers say now, as minutes would hold it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from meetings.domain.people import up_to_date
from meetings.enums import SpeakerRole, SpeakerState
from meetings.extensions import db
from meetings.models import AgendaItem, Meeting, Minutes, Session, Speaker
from meetings.writing.names import with_position

HEAD = (
    "title",
    "room",
    "started_at",
    "ended_at",
    "chair_name",
    "chair_position",
    "secretary_name",
    "recorder_name",
    "signatory",
    "recorder",
)
"""Columns of Minutes that follow the session."""


@dataclass(frozen=True)
class Line:
    """A line of the rundown that belongs into the minutes; ``speakers`` a line each."""

    agenda_id: str
    title: str
    speakers: str


@dataclass(frozen=True)
class Facts:
    """``head`` by column of Minutes (see HEAD), ``lines`` in the order of the rundown."""

    head: dict[str, Any]
    lines: tuple[Line, ...]


def session_with_rundown(session_id: str) -> Session:
    """The session as it is stored, with meeting, items and their speakers."""
    return db.session.scalars(
        sa.select(Session)
        .where(Session.id == session_id)
        .options(
            joinedload(Session.meeting).joinedload(Meeting.organisation),
            selectinload(Session.items).selectinload(AgendaItem.speakers),
        )
        .execution_options(populate_existing=True)
    ).one()


def facts_of(session: Session) -> Facts:
    """The facts of a session whose rundown is loaded."""
    return Facts(
        head={
            "title": session.title,
            "room": session.room,
            "started_at": session.starts_at,
            "ended_at": real_end(session),
            "chair_name": session.chair_name,
            "chair_position": session.chair_position,
            "secretary_name": session.secretary_name,
            "recorder_name": session.recorder_name,
            "signatory": up_to_date(session.chair_signer),
            "recorder": up_to_date(session.recorder_signer) if session.recorder_id else {},
        },
        lines=tuple(
            Line(each.id, each.title, "\n".join(each.performers(offices=True))) for each in session.items if each.in_minutes
        ),
    )


def real_end(session: Session) -> datetime:
    """When it ended: as it was closed, if that was earlier than planned; a closing at the desk days later says nothing."""
    return session.over_from if session.over_from > session.starts_at else session.ends_at


def plain(value: Any) -> Any:
    """A fact as JSON keeps it."""
    return value.isoformat() if isinstance(value, datetime) else value


def around_the_rundown(minutes: Minutes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """«Nama, jabatan» of the moderators, and of the speakers, who belong to no line of the rundown: of the session, or of the whole
    meeting."""
    rows = db.session.scalars(
        sa.select(Speaker)
        .where(
            Speaker.meeting_id == minutes.meeting_id,
            Speaker.agenda_item_id.is_(None),
            sa.or_(Speaker.session_id.is_(None), Speaker.session_id == minutes.session_id),
            Speaker.state != SpeakerState.DECLINED,
        )
        .order_by(Speaker.position, Speaker.id)
    ).all()
    moderators = tuple(_named(each) for each in rows if each.role is SpeakerRole.MODERATOR)
    return moderators, tuple(_named(each) for each in rows if each.role is not SpeakerRole.MODERATOR)


def _named(speaker: Speaker) -> str:
    return with_position(speaker.full_name, speaker.office)

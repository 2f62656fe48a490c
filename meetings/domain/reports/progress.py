"""How far a meeting has come, from draft to published minutes."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from meetings.extensions import db
from meetings.models import (
    AgendaItem,
    Device,
    Invitation,
    Meeting,
    Minutes,
    Participant,
    Session,
    standing,
)
from meetings.models.agenda import session_over
from meetings.models.minutes import minutes_with


@dataclass(frozen=True)
class Progress:
    """What exists of a meeting; counts, not rows."""

    sessions: int
    sessions_over: int
    items: int
    participants: int
    to_invite: int  # `standing.INVITED`: whoever stands in for somebody is not invited once more
    invited: int  # of them, people with a letter
    invitations_sent: int  # of them, people to whom one was sent
    devices: int
    wanted: int  # sessions that want minutes
    published: int  # of them, minutes that hold
    present: int


def meeting_progress(meeting: Meeting, at: datetime, *, present: int) -> Progress:
    """Count in one statement what the meeting's checklist asks for; ``present`` are counted already (`Numbers.present`)."""
    own = Session.meeting_id == meeting.id

    def count(
        column: InstrumentedAttribute[str], *conditions: sa.ColumnElement[bool] | InstrumentedAttribute[bool]
    ) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count(sa.distinct(column))).where(*conditions).scalar_subquery()

    letters = sa.select(sa.func.max(Invitation.sent_at).label("sent_at")).where(Invitation.meeting_id == meeting.id)
    held = letters.group_by(Invitation.participant_id).subquery()
    row = db.session.execute(
        sa.select(
            count(Session.id, own),
            count(Session.id, own, session_over(at)),
            count(AgendaItem.id, AgendaItem.session_id == Session.id, own),
            sa.select(sa.func.count()).where(Participant.meeting_id == meeting.id, standing.LISTED.where()).scalar_subquery(),
            sa.select(sa.func.count()).where(Participant.meeting_id == meeting.id, standing.INVITED.where()).scalar_subquery(),
            sa.func.count() - _uninvited(meeting),
            sa.func.count(held.c.sent_at) - _uninvited(meeting, Invitation.sent_at.is_not(None)),
            count(Device.id, Device.meeting_id == meeting.id, Device.revoked_at.is_(None)),
            count(Session.id, own, Session.wants_minutes),
            count(Minutes.session_id, Minutes.meeting_id == meeting.id, minutes_with()),
        ).select_from(held)
    ).one()
    return Progress(*[*(int(value) for value in row), present])


def _uninvited(meeting: Meeting, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    """How many have a letter and are not among the invited (any more): few, so that they are looked at, not all the others."""
    letter = sa.exists().where(Invitation.meeting_id == meeting.id, Invitation.participant_id == Participant.id, *conditions)
    others = Participant.meeting_id == meeting.id, sa.not_(standing.INVITED.where()), letter.correlate(Participant)
    return sa.select(sa.func.count(Participant.id)).where(*others).scalar_subquery()

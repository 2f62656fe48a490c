"""How far a meeting has come, from draft to published minutes."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from meetings.domain.letters.former import overtaken
from meetings.domain.reports.numbers import Numbers
from meetings.extensions import db
from meetings.models import (
    AgendaItem,
    Device,
    Invitation,
    Letter,
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
    to_invite: (
        int  # `standing.INVITED`, less those who said no, or send somebody, before a letter went to them: they wait for none
    )
    invited: int  # of them, people with a letter
    invitations_sent: int  # of them, people to whom the one that holds was sent
    devices: int  # that were named and not withdrawn
    paired: int  # of them, in whose phone the door is now
    wanted: int  # sessions that want minutes
    published: int  # of them, minutes that hold
    present: int


def meeting_progress(meeting: Meeting, at: datetime, numbers: Numbers) -> Progress:
    """Count in two statements what the meeting's checklist asks for besides the ``numbers`` that are counted already."""
    own = Session.meeting_id == meeting.id
    devices = Device.meeting_id == meeting.id, Device.revoked_at.is_(None)

    def count(
        column: InstrumentedAttribute[str], *conditions: sa.ColumnElement[bool] | InstrumentedAttribute[bool]
    ) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count(sa.distinct(column))).where(*conditions).scalar_subquery()

    letters = db.session.scalars(sa.select(Letter.id).where(Letter.meeting_id == meeting.id).limit(2)).all()
    # Sent counts the letter that holds for them; one that was changed since does not. Of one letter everybody has it once.
    several = len(letters) > 1
    holding = sa.case((Invitation.letter_id.not_in(overtaken(meeting.id)), Invitation.sent_at)) if several else Invitation.sent_at
    each = sa.func.max(holding) if several else holding
    people = sa.select(each.label("sent_at")).where(Invitation.meeting_id == meeting.id)
    grouped = (people.group_by(Invitation.participant_id) if several else people).subquery()
    held = sa.select(sa.func.count().label("number"), sa.func.count(grouped.c.sent_at).label("sent")).subquery()
    # Who has a letter and is not among the invited (any more): few, so that they are looked at, not all the others.
    theirs = Invitation.meeting_id == meeting.id, Invitation.participant_id == Participant.id
    latest = sa.select(sa.func.max(holding)).where(*theirs).correlate(Participant).scalar_subquery()
    others = sa.select(latest.label("sent_at")).where(
        Participant.meeting_id == meeting.id,
        sa.not_(standing.INVITED.where()),
        sa.exists().where(*theirs).correlate(Participant),
    )
    uninvited = others.subquery()
    # One value, not EXISTS: for that PostgreSQL would read everybody's invitation, and these are asked about a few.
    went = sa.select(Invitation.id).where(*theirs, Invitation.sent_at.is_not(None)).correlate(Participant).limit(1)
    settled = sa.select(sa.func.count(Participant.id)).where(
        Participant.meeting_id == meeting.id,
        sa.or_(standing.DECLINED.where(), standing.REPRESENTED.where()),
        went.scalar_subquery().is_(None),
    )
    fewer = sa.select(sa.func.count().label("number"), sa.func.count(uninvited.c.sent_at).label("sent")).subquery()
    row = db.session.execute(
        sa.select(
            count(Session.id, own),
            count(Session.id, own, session_over(at)),
            count(AgendaItem.id, AgendaItem.session_id == Session.id, own),
            sa.literal(numbers.listed),
            sa.literal(numbers.invited) - settled.scalar_subquery(),
            held.c.number - fewer.c.number,
            held.c.sent - fewer.c.sent,
            count(Device.id, *devices),
            count(Device.id, *devices, Device.token_hash.is_not(None)),
            count(Session.id, own, Session.wants_minutes),
            count(Minutes.session_id, Minutes.meeting_id == meeting.id, minutes_with()),
        ).select_from(held.join(fewer, sa.true()))
    ).one()
    return Progress(*[*(int(value) for value in row), numbers.present])

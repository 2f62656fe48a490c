"""Whoever has the link, the code or the pass of a letter that was made again is told so, and by which way the newer one comes."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from meetings.domain import outbox, passes
from meetings.domain.invitations.mails import INVITATION
from meetings.domain.invitations.representatives import told_before
from meetings.enums import Channel, DeliveryState
from meetings.extensions import db
from meetings.models import Delivery, Invitation, Meeting, Pass, standing

NO_WAY = (
    DeliveryState.CANCELLED,
    DeliveryState.FAILED,
    DeliveryState.HANDED,
    DeliveryState.OUTBOX,
    DeliveryState.UNCERTAIN,
)


@dataclass(frozen=True, slots=True)
class ReplacedLetter:
    """Names nobody: the old letter may be in any hands. ``channel``: by which the newer one has left (``sent_at``) or will leave; None
    while nothing of it is on its way (a mail that waits for a mail server, for a person, or of which nobody knows is not), and for somebody who gets none any more."""

    meeting: Meeting
    replaced_at: datetime
    channel: Channel | None = None
    sent_at: datetime | None = None


def find_replaced_letter(text: str) -> ReplacedLetter | None:
    """What there is to say about a link or short code that was replaced; None for any other. Two statements."""
    former = passes.find_replaced(text)
    if former is None:
        return None
    told = ReplacedLetter(former.invitation.meeting, former.replaced_at)
    if standing.GONE.of(former.invitation.participant):
        return told
    letters = Delivery.invitation_id == former.invitation_id, Delivery.kind == INVITATION.name
    return _newest(told, sa.and_(*letters))


def find_newer_pass(issued: Pass) -> ReplacedLetter:
    """What there is to say about a pass that was replaced: by which way the one after it comes, with its letter or, to somebody who comes for
    another, alone. One statement."""
    person = issued.participant
    mine = sa.select(Invitation.id).where(Invitation.participant_id == person.id)
    letters = sa.and_(Delivery.invitation_id.in_(mine), Delivery.kind == INVITATION.name)
    told = ReplacedLetter(person.meeting, issued.ended_at or issued.issued_at)
    return _newest(told, sa.or_(letters, told_before(person)))


def _newest(told: ReplacedLetter, which: sa.ColumnElement[bool]) -> ReplacedLetter:
    since = sa.select(Delivery.channel, Delivery.sent_at).where(
        which,
        Delivery.created_at >= told.replaced_at,
        Delivery.state.not_in(NO_WAY),
        sa.or_(Delivery.sent_at.is_not(None), ~outbox.in_held_run()),
    )
    newest = db.session.execute(since.order_by(Delivery.sent_at.is_(None), Delivery.created_at.desc()).limit(1)).first()
    return replace(told, channel=newest.channel, sent_at=newest.sent_at) if newest else told

"""Whoever types the link or code of a letter that was made again is told so, and by which way the newer one comes."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from meetings.domain import passes
from meetings.domain.invitations.mails import INVITATION
from meetings.enums import Channel, DeliveryState
from meetings.extensions import db
from meetings.models import Delivery, Meeting, standing

NO_WAY = (DeliveryState.CANCELLED, DeliveryState.FAILED, DeliveryState.HANDED)


@dataclass(frozen=True, slots=True)
class ReplacedLetter:
    """Names nobody: the old letter may be in any hands. ``channel``: by which the newer one has left (``sent_at``) or will leave; None
    while nothing of it is on its way, and for somebody who gets none any more."""

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
    since = sa.select(Delivery.channel, Delivery.sent_at).where(
        Delivery.invitation_id == former.invitation_id,
        Delivery.kind == INVITATION.name,
        Delivery.created_at >= former.replaced_at,
        Delivery.state.not_in(NO_WAY),
    )
    newest = db.session.execute(since.order_by(Delivery.sent_at.is_(None), Delivery.created_at.desc()).limit(1)).first()
    return ReplacedLetter(told.meeting, told.replaced_at, newest.channel, newest.sent_at) if newest else told

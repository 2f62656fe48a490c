"""WhatsApp one after the other, on a phone: who is next, what was opened and waits for a word, what has just left.

The place is kept by the rows: whoever goes on, on whatever device, goes on where the last one stopped.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meetings.domain.invitations.mails import INVITATION, REMINDER, why_not_to
from meetings.domain.invitations.messages import has_whatsapp
from meetings.domain.invitations.reminders import WAITING, silent
from meetings.domain.invitations.sending import sendable
from meetings.domain.invitations.states import not_overtaken
from meetings.enums import Channel, DeliveryState, DocumentState
from meetings.extensions import db
from meetings.models import Delivery, Invitation, Letter, Participant
from meetings.models.participant import PROTOCOL

MOST_SKIPPED = 100


@dataclass(frozen=True, slots=True)
class Turn:
    """``left``: how many wait besides those skipped; ``next``: the first of them in protocol order; ``unsure``: a mail of it may have arrived;
    ``refusal``: why nothing is sent to them now, "" where it may be; ``unsigned``: because the letter waits for its signature. ``opened``: a message that somebody
    has opened and not said of that it left, the oldest of ``unsettled``; ``last``: what left last."""

    left: int
    next: Invitation | None
    unsure: bool
    refusal: str
    unsigned: bool
    unsettled: int
    opened: Delivery | None
    last: Delivery | None


def take_turn(letter: Letter, *, remind: bool, skipped: Sequence[str] = ()) -> Turn:
    """How it stands with the letter's invitations, or with reminders of it (``remind``). ``skipped``: ids of invitations that are left for
    later. A handful of statements, however many wait."""
    waiting = sa.select(Invitation).join(Participant, Participant.id == Invitation.participant_id)
    waiting = waiting.where(Invitation.letter_id == letter.id, *_in_turn(letter, remind), Invitation.id.not_in(skipped))
    options = joinedload(Invitation.participant), joinedload(Invitation.document), joinedload(Invitation.letter)
    following = db.session.scalars(waiting.options(*options).order_by(*PROTOCOL).limit(1)).first()
    document = following.document if following else None
    number = db.session.scalar(sa.select(sa.func.count()).select_from(waiting.subquery())) or 0
    opened = _messages(letter, remind, DeliveryState.HANDED)
    unsettled = db.session.scalar(sa.select(sa.func.count()).select_from(opened.subquery())) or 0
    return Turn(
        left=number,
        next=following,
        unsure=following is not None and not remind and bool(db.session.scalar(_unsure(following))),
        refusal=why_not_to(following) if following else "",
        unsigned=document is not None and document.state is DocumentState.SIGNING,
        unsettled=unsettled,
        opened=db.session.scalars(opened.order_by(Delivery.created_at, Delivery.id).limit(1)).first(),
        last=db.session.scalars(
            _messages(letter, remind, DeliveryState.SENT).order_by(Delivery.sent_at.desc(), Delivery.id).limit(1)
        ).first(),
    )


def _in_turn(letter: Letter, remind: bool) -> list[sa.ColumnElement[bool]]:
    """WHERE clauses on Participant and Invitation: has a number, and nothing of the letter has left or is about to; to be reminded: has
    no address, has not answered, and was not reminded lately."""
    kind = REMINDER.name if remind else INVITATION.name
    mine = Delivery.invitation_id == Invitation.id, Delivery.kind == kind
    opened = sa.and_(Delivery.channel == Channel.WHATSAPP, Delivery.state == DeliveryState.HANDED)
    if remind:
        busy = sa.exists().where(*mine, opened).correlate(Invitation)
        return [*silent(letter), has_whatsapp(), Participant.email == "", ~busy]
    mail = sa.and_(Delivery.channel == Channel.EMAIL, Delivery.state.in_(WAITING))
    busy = sa.exists().where(*mine, sa.or_(opened, mail)).correlate(Invitation)
    return [*sendable(letter), has_whatsapp(), Invitation.sent_at.is_(None), ~busy]


def _unsure(invitation: Invitation) -> sa.Select[bool]:
    mails = Delivery.invitation_id == invitation.id, *not_overtaken(DeliveryState.UNCERTAIN)
    return sa.select(sa.exists().where(*mails))


def _messages(letter: Letter, remind: bool, state: DeliveryState) -> sa.Select[Delivery]:
    kind = REMINDER.name if remind else INVITATION.name
    mine = Delivery.meeting_id == letter.meeting_id, Delivery.state == state, Delivery.kind == kind
    theirs = Invitation.id == Delivery.invitation_id
    joined = sa.select(Delivery).join(Invitation, theirs)
    return joined.where(*mine, Delivery.channel == Channel.WHATSAPP, Invitation.letter_id == letter.id)

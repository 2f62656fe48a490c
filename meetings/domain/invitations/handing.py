"""Printed letters that somebody has carried to their recipients: said by a person, for one or for many, and taken back likewise."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain import outbox
from meetings.domain.audit import Action, Actor, record_many
from meetings.domain.invitations.mails import INVITATION
from meetings.domain.letters.corrections import require_current
from meetings.enums import Channel, DeliveryState, DocumentState
from meetings.errors import InvalidInput, Overtaken
from meetings.extensions import db
from meetings.models import Delivery, Document, Invitation, Letter, Participant, standing
from meetings.models.paging import unhurried
from meetings.writing.names import full_name

PRINTED = (DocumentState.READY, DocumentState.PUBLISHED)
ON_PAPER = Delivery.kind == INVITATION.name, Delivery.channel == Channel.PAPER, Delivery.state == DeliveryState.SENT


def to_hand_over(letter: Letter) -> list[sa.ColumnElement[bool]]:
    """WHERE clauses on Participant: on the list, and the letter that holds is printed and was not handed over yet."""
    handed = sa.exists().where(
        Delivery.invitation_id == Invitation.id,
        Delivery.channel == Channel.PAPER,
        unhurried(Delivery.state) == DeliveryState.SENT,
        Delivery.created_at >= Document.created_at,
    )
    printed = sa.exists().where(
        Invitation.letter_id == letter.id,
        Invitation.participant_id == Participant.id,
        Document.id == Invitation.document_id,
        Document.state.in_(PRINTED),
        ~handed.correlate(Invitation, Document),
    )
    return [Participant.meeting_id == letter.meeting_id, standing.LISTED.where(), printed.correlate(Participant)]


def not_sent_at_all(letter: Letter) -> sa.ColumnElement[bool]:
    """WHERE clause on Participant: nothing of the letter has left by any way."""
    unsent = sa.select(Invitation.participant_id).where(Invitation.letter_id == letter.id, Invitation.sent_at.is_(None))
    return Participant.id.in_(unsent)  # gone through once, not asked for each


def count_to_hand_over(letter: Letter, chosen: Sequence[sa.ColumnElement[bool]]) -> int:
    """Of how many of those that ``chosen`` lets through it can be said."""
    # What narrows comes first: SQLite asks in the order of the words, and prints and messages only of whom is left.
    return db.session.scalar(sa.select(sa.func.count(Participant.id)).where(*chosen, *to_hand_over(letter))) or 0


def hand_over_letters(letter: Letter, chosen: Sequence[sa.ColumnElement[bool]], actor: Actor, at: datetime, *, seen: int) -> int:
    """The person says that these printed letters are with their recipients; how many. ``seen``: the number that they have confirmed.

    Raises InvalidInput when there is none, Overtaken when there are more by now, WrongState when a later letter has changed this one.
    """
    require_current(letter)
    names = (Participant.title_front, Participant.name, Participant.title_back)
    statement = sa.select(Participant.id, Invitation.id.label("invitation"), *names).join(
        Invitation, sa.and_(Invitation.participant_id == Participant.id, Invitation.letter_id == letter.id)
    )
    rows: Any = db.session.execute(statement.where(*to_hand_over(letter), *chosen)).all()
    if not rows:
        raise InvalidInput(_("Tidak ada surat tercetak yang belum diserahkan di antara yang dipilih."))
    if len(rows) > seen:
        raise Overtaken(_("Sekarang ada %(n)s surat. Periksa lagi, lalu tandai.", n=len(rows)))
    people = [(row.id, full_name(row.title_front, row.name, row.title_back)) for row in rows]
    content = outbox.Content(letter.subject, "")
    messages = [
        outbox.Message(INVITATION, "", name, content, meeting_id=letter.meeting_id, invitation_id=row.invitation)
        for row, (_id, name) in zip(rows, people, strict=True)
    ]
    outbox.hand_over_many(messages, Channel.PAPER, at, by=actor.name)
    first = sa.update(Invitation).where(Invitation.id.in_([row.invitation for row in rows]), Invitation.sent_at.is_(None))
    db.session.execute(first.values(sent_at=at, updated_at=at).execution_options(synchronize_session=False))
    entries: list[tuple[str, str, dict[str, Any]]] = [(person_id, name, {}) for person_id, name in people]
    record_many(actor, Action.INVITATION_HANDED_OVER, entries, at=at, meeting=letter.meeting, target=Participant)
    db.session.flush()
    return len(rows)


def handed_over(letter: Letter) -> list[sa.ColumnElement[bool]]:
    """WHERE clauses on Participant: somebody has said that the letter is in their hands."""
    handed = sa.exists().where(
        Invitation.letter_id == letter.id,
        Invitation.participant_id == Participant.id,
        Delivery.invitation_id == Invitation.id,
        *ON_PAPER,
    )
    return [Participant.meeting_id == letter.meeting_id, handed.correlate(Participant)]


def count_handed_over(letter: Letter, chosen: Sequence[sa.ColumnElement[bool]]) -> int:
    """Of how many of those that ``chosen`` lets through it was said."""
    return db.session.scalar(sa.select(sa.func.count(Participant.id)).where(*handed_over(letter), *chosen)) or 0


def take_back_letters(letter: Letter, chosen: Sequence[sa.ColumnElement[bool]], actor: Actor, at: datetime, *, seen: int) -> int:
    """The person says that these letters were not handed over after all; how many. What has left by another way stays sent.

    Raises InvalidInput when there is none, Overtaken when there are more by now.
    """
    whose = sa.select(Invitation.id).join(Participant, Participant.id == Invitation.participant_id)
    mine = whose.where(Invitation.letter_id == letter.id, *handed_over(letter), *chosen)
    names = (Participant.id, Participant.title_front, Participant.name, Participant.title_back)
    rows: Any = db.session.execute(mine.add_columns(*names)).all()
    if not rows:
        raise InvalidInput(_("Tidak ada serah terima di antara yang dipilih."))
    if len(rows) > seen:
        raise Overtaken(_("Sekarang ada %(n)s surat. Periksa lagi, lalu batalkan.", n=len(rows)))
    held = [row[0] for row in rows]
    taken = sa.update(Delivery).where(Delivery.invitation_id.in_(held), *ON_PAPER)
    values = {"state": DeliveryState.CANCELLED, "sent_at": None, "by": actor.name[:300], "updated_at": at}
    db.session.execute(taken.values(**values).execution_options(synchronize_session=False))
    left = Delivery.invitation_id == Invitation.id, Delivery.kind == INVITATION.name, Delivery.state == DeliveryState.SENT
    first = sa.select(sa.func.min(Delivery.sent_at)).where(*left).correlate(Invitation).scalar_subquery()
    again = sa.update(Invitation).where(Invitation.id.in_(held)).values(sent_at=first, updated_at=at)
    db.session.execute(again.execution_options(synchronize_session=False))
    entries: list[tuple[str, str, dict[str, Any]]] = [(row.id, full_name(*row[2:]), {}) for row in rows]
    record_many(actor, Action.INVITATION_TAKEN_BACK, entries, at=at, meeting=letter.meeting, target=Participant)
    db.session.flush()
    return len(rows)

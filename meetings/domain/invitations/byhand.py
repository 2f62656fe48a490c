"""Invitations that people deliver themselves: WhatsApp links one by one or as a list, letters to be printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.documents.sheets.xlsx import Column, csv_blocks
from meetings.domain import outbox, passes
from meetings.domain.audit import Action, Actor, record
from meetings.domain.invitations import messages
from meetings.domain.invitations.attached import file_name_for
from meetings.domain.invitations.exports import invitations_to_export, letters_to_export, read_invitations
from meetings.domain.invitations.mails import CANCELLATION, INVITATION, REMINDER, why_not_to
from meetings.domain.invitations.queries import Wanted
from meetings.domain.invitations.reminders import silent
from meetings.domain.invitations.states import is_letter, left
from meetings.domain.letters.corrections import require_current
from meetings.enums import Channel, DeliveryState, MeetingState
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Delivery, Invitation, Letter, Meeting, Participant
from meetings.models.base import lock

BLOCK = 500  # invitations that are in memory at a time
COLUMNS = tuple(
    Column(title) for title in ("Nama", "Jabatan", "Instansi", "Nomor WhatsApp", "Tautan jawaban", "Tautan WhatsApp", "Pesan")
)


@dataclass(frozen=True, slots=True)
class Exported:
    """A CSV file in blocks, and how many rows it has."""

    blocks: Iterator[bytes]
    count: int


def export_letters(letter: Letter, wanted: Wanted, actor: Actor, at: datetime) -> list[tuple[str, str]]:
    """(file name, storage key) of the recipients' printed letters, numbered in protocol order so that they print in it; no key where one is not printed yet.

    Raises WrongState when a later letter has changed this one or when none is printed yet.
    """
    require_current(letter)
    found = letters_to_export(letter, wanted)
    if not any(key for _name, key in found):
        raise WrongState(_("Belum ada surat yang selesai dibuat untuk penerima ini."))
    record(
        actor,
        Action.INVITATION_LETTERS_EXPORTED,
        at=at,
        meeting=letter.meeting,
        target=letter,
        target_name=letter.subject,
        count=sum(bool(key) for _name, key in found),
    )
    db.session.flush()
    width = len(str(len(found)))
    return [(f"{n:0{width}} {file_name_for(letter, name)}", key) for n, (name, key) in enumerate(found, 1)]


def open_whatsapp(invitation: Invitation, actor: Actor, at: datetime, *, remind: bool = False) -> Delivery:
    """The message of an invitation, handed to a person who sends it in WhatsApp; until they say so (``confirm_by_hand``) it has not been
    sent. Asked for twice it is one message, unless it would say something else by now. While the meeting is off it is of another kind, which never counts as an invitation.
    ``remind``: it asks for the answer, in the words of a reminder.

    Raises InvalidInput when the participant has no usable number, WrongState when a later letter has changed this one or it is not
    sent to them any more.
    """
    require_current(invitation.letter)
    participant = invitation.participant
    if not messages.whatsapp_link(participant.phone, ""):
        raise InvalidInput(_("%(name)s: nomor WhatsApp belum diisi.", name=participant.full_name))
    if reason := why_not_to(invitation):
        raise WrongState(reason)
    lock(invitation)
    off = invitation.letter.meeting.state is MeetingState.CANCELLED
    if remind and not off and db.session.scalar(_silent(invitation)) is None:
        raise WrongState(_("%(name)s sudah menjawab, atau pengingatnya sedang menunggu.", name=participant.full_name))
    kind = CANCELLATION if off else REMINDER if remind else INVITATION
    waiting = sa.select(Delivery).where(
        Delivery.invitation_id == invitation.id, Delivery.state == DeliveryState.HANDED, Delivery.kind == kind.name
    )
    kit = messages.kit_for(invitation, at)
    text = kit.whatsapp_text(invitation)
    if kind is REMINDER:
        text = kit.whatsapp_reminder(participant, passes.answer_link(invitation))
    if (open_one := db.session.scalars(waiting.limit(1)).first()) is not None:
        if (open_one.address, outbox.read_body(open_one)[0]) == (participant.phone, text):
            return open_one
        outbox.settle_by_hand(open_one, (DeliveryState.HANDED,), DeliveryState.CANCELLED, at, by=actor.name)
    delivery_id = outbox.hand_over(
        outbox.Message(
            kind=kind,
            address=participant.phone,
            recipient_name=participant.full_name,
            content=outbox.Content(kit.content.subject, text),
            meeting_id=invitation.meeting_id,
            invitation_id=invitation.id,
        ),
        Channel.WHATSAPP,
        at,
    )
    _note(Action.INVITATION_OPENED_BY_HAND, invitation, actor, at)
    return db.session.get_one(Delivery, delivery_id)


def _silent(invitation: Invitation) -> sa.Select[str]:
    return sa.select(Participant.id).where(*silent(invitation.letter), Participant.id == invitation.participant_id)


def link_of(delivery: Delivery) -> str:
    """The wa.me link with this very message; empty where something else holds by now: whether the meeting is off."""
    meeting = db.session.get_one(Meeting, delivery.meeting_id)
    if calls_off(delivery) is not (meeting.state is MeetingState.CANCELLED):
        return ""
    return messages.whatsapp_link(delivery.address, outbox.read_body(delivery)[0])


def calls_off(delivery: Delivery) -> bool:
    """Does the message say that the meeting is off?"""
    return delivery.kind == CANCELLATION.name


def confirm_by_hand(delivery: Delivery, actor: Actor, at: datetime) -> None:
    """The person says that the message has left. Raises WrongState when it does not wait for that (any more), and when it says that the
    meeting is off: that is no invitation, whatever became of the meeting since."""
    if calls_off(delivery):
        raise WrongState(_("Kegiatan ini dibatalkan; kabar pembatalan tidak dicatat sebagai undangan terkirim."))
    outbox.settle_by_hand(delivery, (DeliveryState.HANDED,), DeliveryState.SENT, at, by=actor.name)
    reminds = delivery.kind == REMINDER.name
    _note_sent(delivery, actor, at, Action.REMINDER_BY_HAND if reminds else Action.INVITATION_BY_HAND)


def take_back_by_hand(delivery: Delivery, actor: Actor, at: datetime, *, seen: DeliveryState) -> None:
    """It was not sent or handed over after all (``seen`` HANDED), or by mistake said to be (SENT): it counts as not sent. Raises WrongState
    where it is not in the state that the person saw."""
    outbox.settle_by_hand(delivery, (seen,), DeliveryState.CANCELLED, at, by=actor.name)
    _note_sent(delivery, actor, at, Action.DELIVERY_CANCELLED)


def _note_sent(delivery: Delivery, actor: Actor, at: datetime, action: Action) -> None:
    """An invitation counts as sent since the first of its messages that has left; a reminder is none of them."""
    invitation = delivery.invitation
    assert invitation is not None  # the kind has one
    if delivery.kind != REMINDER.name:
        first = sa.select(sa.func.min(Delivery.sent_at)).where(Delivery.invitation_id == invitation.id, is_letter(), left())
        invitation.sent_at = db.session.scalar(first)
    _note(action, invitation, actor, at)


def _note(action: Action, invitation: Invitation, actor: Actor, at: datetime) -> None:
    name = invitation.participant.full_name
    record(actor, action, at=at, meeting=invitation.letter.meeting, target=invitation, target_name=name)
    db.session.flush()


def export_links(letter: Letter, wanted: Wanted, actor: Actor, at: datetime) -> Exported:
    """The letter's invitations with their personal links, for a tool that sends many WhatsApp messages. Raises WrongState like
    ``open_whatsapp``."""
    require_current(letter)
    ids = invitations_to_export(letter, wanted)
    record(
        actor,
        Action.INVITATION_LINKS_EXPORTED,
        at=at,
        meeting=letter.meeting,
        target=letter,
        target_name=letter.subject,
        count=len(ids),
    )
    db.session.flush()
    return Exported(csv_blocks(COLUMNS, _link_lines(letter, ids, at), letter.meeting.timezone), len(ids))


def _link_lines(letter: Letter, ids: Sequence[str], at: datetime) -> Iterator[tuple[str, ...]]:
    """A line each, read and forgotten in blocks."""
    for start in range(0, len(ids), BLOCK):
        block = read_invitations(ids[start : start + BLOCK])
        kits = messages.kits_for(letter, [each.participant_id for each in block], at)
        for invitation in block:
            participant = invitation.participant
            text = kits[participant.id].whatsapp_text(invitation)
            yield (
                participant.full_name,
                participant.position,
                participant.institution,
                participant.phone.removeprefix("+"),
                passes.answer_link(invitation),
                messages.whatsapp_link(participant.phone, text),
                text,
            )

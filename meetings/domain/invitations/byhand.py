"""Invitations that people deliver themselves: WhatsApp links one by one or as a list, letters to be printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from meetings.documents.sheets.xlsx import Column, csv_blocks
from meetings.domain import outbox, passes
from meetings.domain.audit import Action, Actor, record
from meetings.domain.invitations import messages
from meetings.domain.invitations.mails import INVITATION
from meetings.domain.invitations.queries import Wanted, invitations_to_export, letters_to_export, read_invitations
from meetings.domain.letters.corrections import require_current
from meetings.enums import Channel
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Invitation, Letter

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
    return [(f"{n:0{width}} {messages.file_name_for(name)}", key) for n, (name, key) in enumerate(found, 1)]


def send_by_whatsapp(invitation: Invitation, actor: Actor, at: datetime) -> str:
    """The wa.me link of an invitation; noted as sent by hand (two clicks within a minute count once).

    Raises InvalidInput when the participant has no usable number, WrongState when a later letter has changed this one.
    """
    require_current(invitation.letter)
    kit = messages.Kit(invitation.letter, at)
    link = kit.whatsapp_link(invitation)
    if not link:
        raise InvalidInput(_("%(name)s: nomor WhatsApp belum diisi.", name=invitation.participant.full_name))
    participant = invitation.participant
    outbox.log_by_hand(
        outbox.Message(
            kind=INVITATION,
            address=participant.phone,
            recipient_name=participant.full_name,
            content=outbox.Content(kit.content.subject, kit.whatsapp_text(invitation)),
            meeting_id=invitation.meeting_id,
            invitation_id=invitation.id,
            dedupe_key=f"whatsapp:{invitation.id}:{at:%Y%m%d%H%M}",
        ),
        Channel.WHATSAPP,
        at,
    )
    if invitation.sent_at is None:
        invitation.sent_at = at
    record(
        actor,
        Action.INVITATION_BY_HAND,
        at=at,
        meeting=invitation.letter.meeting,
        target=invitation,
        target_name=participant.full_name,
    )
    db.session.flush()
    return link


def export_links(letter: Letter, wanted: Wanted, actor: Actor, at: datetime) -> Exported:
    """The letter's invitations with their personal links, for a tool that sends many WhatsApp messages. Raises WrongState like
    ``send_by_whatsapp``."""
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
    kit = messages.Kit(letter, at)
    for start in range(0, len(ids), BLOCK):
        for invitation in read_invitations(ids[start : start + BLOCK]):
            participant, text = invitation.participant, kit.whatsapp_text(invitation)
            yield (
                participant.full_name,
                participant.position,
                participant.institution,
                participant.phone.removeprefix("+"),
                passes.answer_link(invitation),
                messages.whatsapp_link(participant.phone, text),
                text,
            )

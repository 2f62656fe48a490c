"""Printed letters that wait for their signature: one file for each recipient. A letter leaves once it is signed, and what was signed is what is sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from meetings.documents.signing.codes import codes_of
from meetings.domain import passes, signing, tasks
from meetings.domain.audit import Actor
from meetings.domain.invitations.printing import queue_mails
from meetings.domain.letters.queries import signer_of
from meetings.domain.letters.review import signing_of
from meetings.domain.meetings import Activity, require
from meetings.domain.people import signed_by
from meetings.enums import DocumentState, PassState
from meetings.errors import InvalidInput, NotFound
from meetings.extensions import db
from meetings.models import Document, Invitation, Letter, Meeting, Participant, Pass, Signature, TaskRun
from meetings.models.paging import unhurried
from meetings.models.participant import PROTOCOL
from meetings.writing.names import full_name


def ask_for_letters(document_ids: Iterable[str], letter: Letter, at: datetime) -> None:
    """Have prints of the letter that were just queued wait for the signature that its organisation wanted when it was issued."""
    if letter.signed_id is not None:
        return  # what is printed is the sheet beside the letter that all have in common
    signing.ask_for_many(document_ids, signing_of(letter), signed_by(signer_of(letter)), at)


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A printed letter that waits for its signature. ``id``: of the signature; ``unsure``: sent to the gateway, and it is not known whether it was
    signed; ``renewed_at``: since when its pass is another than on the first print, so that a paper of before is not taken."""

    id: str
    place: int
    document_id: str
    recipient: str
    unsure: bool
    renewed_at: datetime | None


def _waiting(statement: Any) -> Any:
    printed = signing.wanting(statement).join(Invitation, Invitation.document_id == Document.id)
    return printed.join(Participant, Participant.id == Invitation.participant_id)


def _own(letter: Letter) -> sa.ColumnElement[bool]:
    """WHERE clause on Invitation: of this letter. Looked up from the prints that wait, never the other way: a letter has as many invitations as
    there are people."""
    return unhurried(Invitation.letter_id) == letter.id


def unsigned_letters(letter: Letter, limit: int = signing.MOST) -> list[Unsigned]:
    """The prints of the letter that wait, in protocol order."""
    named = Participant.title_front, Participant.name, Participant.title_back
    meant = Signature.id, Signature.place, Document.id, *named, Signature.sent_at.is_not(None), Pass.issued_at
    newer = Pass.participant_id == Participant.id, Pass.state == PassState.ACTIVE, Pass.issued_at > Signature.created_at
    found = (
        _waiting(sa.select(*meant))
        .outerjoin(Pass, sa.and_(*newer))
        .where(_own(letter))
        .order_by(unhurried(PROTOCOL[0]), *PROTOCOL[1:])
        .limit(limit)
    )
    rows: Sequence[Any] = db.session.execute(found).all()
    return [Unsigned(row[0], row[1], row[2], full_name(*row[3:6]), row[6], row[7]) for row in rows]


def count_unsigned(letter: Letter) -> int:
    """How many prints of the letter wait."""
    return int(db.session.scalar(_waiting(sa.select(sa.func.count())).where(_own(letter))) or 0)


def count_unsigned_of(run: TaskRun) -> int:
    """How many prints of a run wait."""
    waiting = Document.run_id == run.id, Document.state == DocumentState.SIGNING
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(Document).where(*waiting)) or 0)


@dataclass(frozen=True, slots=True)
class LetterToSign:
    """A letter of which ``count`` prints wait for their signature."""

    letter_id: str
    number: str
    subject: str
    meeting_id: str
    meeting_title: str
    count: int


def letters_to_sign(visible: sa.ColumnElement[bool], limit: int = 50) -> list[LetterToSign]:
    """The letters of visible meetings of which prints wait, the oldest first."""
    meant = Letter.id, Letter.number, Letter.subject, Meeting.id, Meeting.title
    found = _waiting(sa.select(*meant, sa.func.count())).join(Letter, Letter.id == Invitation.letter_id)
    found = found.join(Meeting, Meeting.id == Letter.meeting_id).where(visible)
    found = found.group_by(*meant, Letter.issued_at).order_by(Letter.issued_at, Letter.id).limit(limit)
    rows: Sequence[Any] = db.session.execute(found).all()
    return [LetterToSign(*row) for row in rows]


def find_print(letter: Letter, document_id: str) -> Invitation:
    """The invitation whose print of the letter this is, with its document. Raises NotFound for any other."""
    mine = Invitation.letter_id == letter.id, Invitation.document_id == document_id
    options = joinedload(Invitation.document), joinedload(Invitation.participant), joinedload(Invitation.letter)
    found = db.session.scalar(sa.select(Invitation).where(*mine).options(*options))
    if found is None:
        raise NotFound(_("Surat ini tidak menunggu tanda tangan."))
    return found


def desk_of(letter: Letter) -> signing.Desk:
    """Where prints of the letter are signed: what is signed is sent where its run mails it, and was not cancelled."""
    letter_id = letter.id

    def find(document: Document) -> Invitation:
        return find_print(db.session.get_one(Letter, letter_id), document.id)

    def settle(document: Document, at: datetime) -> None:
        invitation = find(document)
        if document.run_id and tasks.goes_on(document.run_id):
            queue_mails(invitation.letter, [invitation.id], at, task_id=document.run_id)

    return signing.Desk(
        admit=lambda document: require(find(document).letter.meeting, Activity.INVITE),
        settle=settle,
        judge=lambda document, data: _judge(find(document), data),
    )


def bring_file(invitation: Invitation, data: bytes, actor: Actor, at: datetime, *, meant: bool = False) -> None:
    """Issue a print with what bears its signature. Raises what ``signing.bring_file`` raises."""
    assert invitation.document is not None  # -- assured
    signing.bring_file(desk_of(invitation.letter), invitation.document, data, actor, at, meant=meant)


def refuse_personal(data: bytes) -> None:
    """Raise InvalidInput for a PDF that is to go to everybody and shows somebody's pass."""
    if shown := passes.find_passes(codes_of(data)):
        told = _("Ini surat untuk %(name)s, dengan tanda masuknya. Unggah cetakan bersama, yang tanpa tanda masuk.")
        raise InvalidInput(told % {"name": shown[0].participant.full_name}, field="file")


def _judge(invitation: Invitation, data: bytes) -> str:
    """A `signing.Judge` by the pass that a print carries."""
    own, shown = passes.active_pass(invitation.participant), passes.find_passes(codes_of(data))
    for each in shown:
        if own is not None and each.id == own.id:
            continue
        if each.participant_id == invitation.participant_id:
            told = _(
                "Ini pindaian cetakan lama: kode QR tanda masuknya sudah diganti. Unduh surat yang baru dan tandatangani yang itu."
            )
        elif each.meeting_id != invitation.meeting_id:
            told = _("Ini surat kegiatan lain: kode QR-nya bukan tanda masuk kegiatan ini.")
        else:
            names = {"name": each.participant.full_name, "other": invitation.participant.full_name}
            told = _("Ini surat untuk %(name)s, bukan untuk %(other)s.", **names)
        raise InvalidInput(told, field="file")
    return signing.no_code_read() if own is not None and not shown else ""

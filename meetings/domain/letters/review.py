"""A letter's way through initials and approval (``domain.approvals``): what it says there, and what it may not be without."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.documents.pdf.letter_content import RundownRow
from meetings.domain import approvals, signing
from meetings.domain.audit import Actor
from meetings.domain.letters.facts import holding_now
from meetings.domain.letters.papers import compose_content
from meetings.domain.letters.queries import missing_parts
from meetings.domain.meetings import Activity, follows_facts, require
from meetings.enums import N_, ApprovalState, DocumentKind, LetterState, SigningMethod
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Approval, Letter, Meeting
from meetings.writing.dates import format_date, format_time_range

KIND = DocumentKind.LETTER
PARTS = {
    "subject": N_("Hal"),
    "place": N_("Tempat surat"),
    "urgency": N_("Sifat"),
    "security": N_("Klasifikasi keamanan"),
    "attachment": N_("Lampiran"),
    "addressee_place": N_("Tempat tujuan"),
    "opening": N_("Pembuka"),
    "day": N_("Hari/tanggal"),
    "hours": N_("Waktu"),
    "venue": N_("Tempat"),
    "event": N_("Acara"),
    "dress": N_("Pakaian"),
    "online": N_("Media daring"),
    "former": N_("Keterangan lama"),
    "rundown": N_("Susunan acara"),
    "closing": N_("Penutup"),
    "greeting": N_("Salam keagamaan"),
    "signer": N_("Penanda tangan"),
    "copies": N_("Tembusan"),
}


def as_paper(letter: Letter, at: datetime) -> approvals.Paper:
    """The letter as it would be printed now, for its round."""
    return approvals.Paper(KIND, letter, letter.meeting, letter.subject, said_in(letter, at), PARTS)


def said_in(letter: Letter, at: datetime) -> dict[str, str]:
    """What a draft says now, by part (`PARTS`), without number and date, which come with its issue; empty parts are left out."""
    content = compose_content(letter, at)
    now, block = holding_now(letter.meeting), content.signatory.block(content.kind)
    rows = [
        " · ".join(filter(None, (_hours(row, content.zone), row.session, row.title, row.person, row.note)))
        for row in content.rundown
    ]
    said = {
        "subject": content.subject,
        "place": content.place,
        "urgency": letter.urgency.label,
        "security": letter.security.label,
        "attachment": letter.attachment_text,
        "addressee_place": letter.addressee_place,
        "opening": "\n".join(content.opening),
        "day": now.day,
        "hours": letter.time_text or now.hours,
        "venue": content.venue,
        "event": content.event,
        "dress": content.dress,
        "online": content.virtual.platform if content.virtual else "",
        "former": "\n".join(": ".join(each) for each in content.former),
        "rundown": "\n".join(rows),
        "closing": "\n".join(content.closing),
        "greeting": "ya" if letter.religious_greeting else "",
        "signer": "\n".join((*block.offices, block.name, *block.below)),
        "copies": "\n".join(content.cc),
    }
    return {name: text for name, text in said.items() if text}


def _hours(row: RundownRow, zone: str) -> str:
    if row.start is None:
        return ""
    return f"{format_date(row.start, zone)} {format_time_range(row.start, row.end, zone)}"


def differences(before: dict[str, str], after: dict[str, str]) -> list[approvals.Difference]:
    """The parts that say something else, in the letter's order."""
    return approvals.differences(PARTS, before, after)


@follows_facts
def follow_meeting(meeting: Meeting, _sessions: Collection[str] | None, at: datetime) -> None:
    """Drafts on their way that say something else now wait for nobody but their writers: what was initialled is not what would be printed."""
    drafts = sa.select(Letter).where(
        Letter.meeting_id == meeting.id,
        Letter.state == LetterState.DRAFT,
        sa.exists().where(
            Approval.kind == KIND,
            Approval.about_id == Letter.id,
            Approval.state.in_((ApprovalState.IN_REVIEW, ApprovalState.APPROVED)),
        ),
    )
    for letter in db.session.scalars(drafts.order_by(Letter.id)).all():
        approvals.overtake(as_paper(letter, at), at)


def approval_for(letter: Letter) -> Approval | None:
    """The latest round of the letter."""
    return approvals.approval_of(KIND, letter.id)


def needs_approval(letter: Letter) -> bool:
    """Whether the organisation wants letters initialled or approved."""
    return bool(approvals.chain_for(letter.meeting.organisation, KIND))


def issued_apart(letter: Letter) -> bool:
    """Whether issuing and sending are two steps: where somebody approves it, or signs it."""
    return to_be_signed(letter) or needs_approval(letter)


def to_be_signed(letter: Letter) -> bool:
    """Whether letters issued now are signed, and not approved in the service alone."""
    return signing_now(letter) is not SigningMethod.APPROVAL


def signing_now(letter: Letter) -> SigningMethod:
    """How letters that are issued now are signed."""
    return signing.method_for(letter.meeting.organisation, KIND)


def signing_of(letter: Letter) -> SigningMethod:
    """How prints of an issued letter are signed: as its organisation wanted when it was issued."""
    return SigningMethod(letter.frozen.get("signing", SigningMethod.APPROVAL.value))


def submit_letter(letter: Letter, actor: Actor, at: datetime) -> Approval:
    """Hand a draft in. Raises InvalidInput where something is missing, and what ``approvals.submit`` raises."""
    require(letter.meeting, Activity.INVITE)
    if letter.state is not LetterState.DRAFT:
        raise WrongState(_("Surat ini sudah terbit."))
    if missing := missing_parts(letter):
        raise InvalidInput(_("Surat belum lengkap: %(parts)s.", parts=", ".join(missing)))
    return approvals.submit(as_paper(letter, at), actor, at)


def require_approved(letter: Letter, at: datetime) -> Approval | None:
    """The round in which a draft was approved as it stands; None where nobody has to. Raises WrongState for any other."""
    if not needs_approval(letter):
        return None
    approval = approval_for(letter)
    if approval is None or approval.state not in (ApprovalState.APPROVED, ApprovalState.OVERTAKEN):
        raise WrongState(_("Surat ini belum disetujui. Ajukan dahulu untuk diperiksa."))
    if approval.state is ApprovalState.OVERTAKEN or approvals.differs(as_paper(letter, at), approval):
        raise WrongState(_("Surat atau kegiatannya berubah sejak surat ini disetujui. Ajukan lagi."))
    return approval


def is_approved(letter: Letter, at: datetime) -> bool:
    """Whether a draft may be numbered as far as `require_approved` goes."""
    try:
        require_approved(letter, at)
    except WrongState:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Settled:
    """A draft whose round is over: approved and to be issued, or back with its writers."""

    letter_id: str
    subject: str
    meeting_id: str
    meeting_title: str
    state: ApprovalState


def letters_settled(visible: sa.ColumnElement[bool], limit: int = 20) -> Sequence[Settled]:
    """Drafts of visible meetings that are to be issued, or to be written again, the oldest first."""
    later = sa.orm.aliased(Approval)
    newer = sa.exists().where(later.kind == KIND, later.about_id == Approval.about_id, later.round > Approval.round)
    states = ApprovalState.APPROVED, ApprovalState.RETURNED, ApprovalState.OVERTAKEN
    statement = (
        sa.select(Letter.id, Letter.subject, Meeting.id, Meeting.title, Approval.state)
        .select_from(Approval)
        .join(Letter, sa.and_(Letter.id == Approval.about_id, Approval.kind == KIND))
        .join(Meeting, Meeting.id == Letter.meeting_id)
        .where(visible, Approval.state.in_(states), Letter.state == LetterState.DRAFT, ~newer)
        .order_by(Approval.created_at, Approval.id)
        .limit(limit)
    )
    return [Settled(*row) for row in db.session.execute(statement)]

"""The kinds of mails that invite, and what may have come up against one while it waited."""

from datetime import datetime

import sqlalchemy as sa

from meetings.domain import outbox
from meetings.domain.meetings.states import ALLOWED, Activity
from meetings.enums import N_, DocumentState, LetterState, MeetingState
from meetings.extensions import db
from meetings.models import Delivery, Document, Invitation, Letter, Meeting, Participant, standing

OLD_PRINT = "Tanda masuk penerima sudah diganti; kirim surat yang baru dari daftar undangan."
OLD_ADDRESS = "Surat ini memuat alamat layanan yang lama; surat yang dicetak ulang menggantikannya."


def _why_not(delivery: Delivery) -> str:
    """Its meeting is off, its recipient off the list, its letter carries an old pass or was corrected."""
    if delivery.meeting_id and db.session.get_one(Meeting, delivery.meeting_id).state is MeetingState.CANCELLED:
        return "Kegiatan ini dibatalkan; undangannya tidak dikirim."
    if delivery.invitation is not None and standing.GONE.of(delivery.invitation.participant):
        return "Penerima sudah dicabut dari daftar peserta; undangannya tidak dikirim."
    letters = [entry["document_id"] for entry in delivery.attachments if "document_id" in entry]
    superseded = sa.exists().where(Document.id.in_(letters), Document.state == DocumentState.SUPERSEDED)
    if letters and db.session.scalar(sa.select(superseded)):
        return OLD_PRINT
    if delivery.invitation is not None:
        corrected = Letter.corrects_id == delivery.invitation.letter_id, Letter.state == LetterState.ISSUED
        number = db.session.scalar(sa.select(Letter.number).where(*corrected))
        if number:
            return f"Surat ini sudah diubah dengan surat nomor {number}; kirim surat itu."
    return ""


def _note_sent(delivery_id: str, at: datetime) -> None:
    invitation = sa.select(Delivery.invitation_id).where(Delivery.id == delivery_id)
    db.session.execute(
        sa.update(Invitation)
        .where(Invitation.id.in_(invitation), Invitation.sent_at.is_(None))
        .values(sent_at=at)
        .execution_options(synchronize_session=False)
    )


_address_now = (
    sa.select(Participant.email)
    .join(Invitation, Invitation.participant_id == Participant.id)
    .where(Invitation.id == Delivery.invitation_id, Participant.email != "")
    .correlate(Delivery)
    .scalar_subquery()
)
_meeting_ahead = Delivery.meeting_id.in_(sa.select(Meeting.id).where(Meeting.state.in_(ALLOWED[Activity.INVITE])))

INVITATION = outbox.register_kind(
    "invitation",
    N_("Undangan"),
    why_not=_why_not,
    address=sa.func.coalesce(_address_now, Delivery.address),
    in_bulk=_meeting_ahead,
    sent=_note_sent,
)
REPRESENTATIVE = outbox.register_kind("representative", N_("Tanda masuk wakil"), why_not=_why_not, in_bulk=_meeting_ahead)

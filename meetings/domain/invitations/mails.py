"""The kinds of mails that invite, and what may have come up against one while it waited."""

from datetime import datetime

import sqlalchemy as sa

from meetings import clock
from meetings.domain import base_address, outbox
from meetings.domain.invitations.answers import may_answer
from meetings.domain.letters.former import tells_change
from meetings.domain.meetings.states import ALLOWED, Activity
from meetings.enums import N_, DocumentState, LetterState, MeetingState, ParticipantStatus
from meetings.extensions import db
from meetings.models import Delivery, Document, Invitation, Letter, Meeting, Participant, Representation, standing

OLD_PRINT = "Tanda masuk penerima sudah diganti; kirim surat yang baru dari daftar undangan."
OLD_LINK = "Tautan jawaban penerima sudah diganti; kirim suratnya yang baru dari daftar undangan."
OLD_ADDRESS = "Surat ini memuat alamat layanan yang lama; surat yang dicetak ulang menggantikannya."
OLD_QR = (
    "Surat ini dicetak dengan alamat layanan yang lama; kirim ulang dari daftar undangan, supaya dicetak dengan alamat sekarang."
)
OFF = "Kegiatan ini dibatalkan; undangannya tidak dikirim."
ON_AGAIN = "Kegiatan ini tidak lagi dibatalkan."
OFF_AGAIN = "Kegiatan ini dibatalkan lagi."
OFF_THE_LIST = "Penerima sudah dicabut dari daftar peserta; undangannya tidak dikirim."
NO_LONGER_ASKED = "Penerima sudah menjawab tidak hadir atau diwakilkan; undangan ini tidak dikirim lagi."
ANSWERED = "Penerima sudah menjawab; pengingatnya tidak dikirim."
NOTHING_TO_ANSWER = "Undangan ini tidak dapat dijawab lagi, jadi penerimanya tidak diingatkan."


def _why_not(delivery: Delivery) -> str:
    """Its meeting is off, its recipient off the list, its letter carries an old pass or was corrected."""
    if delivery.meeting_id and db.session.get_one(Meeting, delivery.meeting_id).state is MeetingState.CANCELLED:
        return OFF
    if delivery.invitation is not None and standing.GONE.of(delivery.invitation.participant):
        return OFF_THE_LIST
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


def why_not_to(invitation: Invitation) -> str:
    """Why its letter is not sent to this person any more, by whatever way: they are off the list; or, as `sendable` asks of who gets a
    first letter, not awaited. Empty when it may be. That a meeting is off is told to everybody on the list."""
    if standing.GONE.of(invitation.participant):
        return OFF_THE_LIST
    off = invitation.letter.meeting.state is MeetingState.CANCELLED
    awaited = off or tells_change(invitation.letter) or standing.EXPECTED.of(invitation.participant)
    return "" if awaited else NO_LONGER_ASKED


def _why_not_invited(delivery: Delivery) -> str:
    """The same, and that they are not awaited; and no print may lead to a former address."""
    if reason := _why_not(delivery):
        return reason
    if delivery.invitation is not None and (reason := why_not_to(delivery.invitation)):
        return reason
    spans = base_address.former_spans()
    letters = [entry["document_id"] for entry in delivery.attachments if "document_id" in entry]
    if not spans or not letters:
        return ""
    old = sa.exists().where(Document.id.in_(letters), base_address.under_former(Document.published_at, spans))
    return OLD_QR if db.session.scalar(sa.select(old)) else ""


def _why_not_reminded(delivery: Delivery) -> str:
    """They have answered meanwhile, or no answer is taken any more; or nothing is sent for the letter."""
    if reason := _why_not(delivery):
        return reason
    invitation = delivery.invitation
    if invitation is None or invitation.participant.status is not ParticipantStatus.INVITED:
        return ANSWERED
    return NOTHING_TO_ANSWER if may_answer(invitation.participant, clock.now()) else ""


def told_to(participant_id: str, kind: str = "representative") -> str:
    """How the ``dedupe_key`` of the mails to a representative begins; it says whose they are."""
    return f"{kind}:{participant_id}:"


def _why_not_representative(delivery: Delivery) -> str:
    """The same, and that they do not come for anybody (any more): their pass would open no door."""
    person_id = (delivery.dedupe_key or "::").split(":")[1]
    standing_in = sa.exists().where(Representation.representative_id == person_id, Representation.ended_at.is_(None))
    if not db.session.scalar(sa.select(standing_in)):
        return "Penerima tidak lagi mewakili siapa pun; tanda masuknya tidak dikirim."
    return _why_not(delivery)


def _why_not_cancelled(delivery: Delivery) -> str:
    """The meeting takes place after all."""
    return "" if _state_of(delivery) is MeetingState.CANCELLED else ON_AGAIN


def _why_not_revived(delivery: Delivery) -> str:
    """The meeting is off again."""
    return OFF_AGAIN if _state_of(delivery) is MeetingState.CANCELLED else ""


def _state_of(delivery: Delivery) -> MeetingState:
    return db.session.get_one(Meeting, delivery.meeting_id).state


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
    why_not=_why_not_invited,
    address=sa.func.coalesce(_address_now, Delivery.address),
    in_bulk=_meeting_ahead,
    sent=_note_sent,
)
REMINDER = outbox.register_kind(
    "reminder",
    N_("Pengingat"),
    why_not=_why_not_reminded,
    address=sa.func.coalesce(_address_now, Delivery.address),
    in_bulk=_meeting_ahead,
)
REPRESENTATIVE = outbox.register_kind(
    "representative", N_("Tanda masuk wakil"), why_not=_why_not_representative, in_bulk=_meeting_ahead
)
RELEASED = outbox.register_kind("released", N_("Perwakilan berakhir"), in_bulk=_meeting_ahead, open_body=True)
CANCELLATION = outbox.register_kind(
    "cancellation", N_("Pembatalan kegiatan"), why_not=_why_not_cancelled, in_bulk=sa.true(), open_body=True
)
REVIVAL = outbox.register_kind(
    "revival", N_("Kegiatan jadi dilaksanakan"), why_not=_why_not_revived, in_bulk=_meeting_ahead, open_body=True
)

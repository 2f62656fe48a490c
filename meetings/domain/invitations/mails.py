"""The kinds of mails that invite, and what may have come up against one while it waited."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from meetings import clock
from meetings.domain import base_address, outbox
from meetings.domain.invitations.answers import may_answer
from meetings.domain.letters.former import beside, tells_change
from meetings.domain.meetings.states import ALLOWED, Activity
from meetings.domain.participants import turned_down
from meetings.enums import N_, DeliveryState, DocumentState, LetterState, MeetingState, ParticipantStatus
from meetings.extensions import db
from meetings.models import Delivery, Document, Invitation, Letter, Meeting, Participant, Representation, TaskRun, standing
from meetings.models.paging import unhurried

OLD_PRINT = N_("Tanda masuk penerima sudah diganti; kirim surat yang baru dari daftar undangan.")
OLD_LINK = N_("Tautan jawaban penerima sudah diganti; kirim suratnya yang baru dari daftar undangan.")
OLD_FACTS = N_("Data penerima atau sesinya sudah berubah; surat yang dicetak ulang menggantikannya.")
OLD_ADDRESS = N_("Surat ini memuat alamat layanan yang lama; surat yang dicetak ulang menggantikannya.")
OLD_QR = N_(
    "Surat ini dicetak dengan alamat layanan yang lama; kirim ulang dari daftar undangan, supaya dicetak dengan alamat sekarang."
)
OFF = N_("Kegiatan ini dibatalkan; undangannya tidak dikirim.")
ON_AGAIN = N_("Kegiatan ini tidak lagi dibatalkan.")
OFF_AGAIN = N_("Kegiatan ini dibatalkan lagi.")
OFF_THE_LIST = N_("Penerima sudah dicabut dari daftar peserta; undangannya tidak dikirim.")
BY_HAND = N_("Penerima sudah mendapat surat ini dengan cara lain; surelnya tidak dikirim.")
OFF_THE_LIST_ALREADY = N_("Penerima sudah dicabut dari daftar peserta; kabar ini tidak dikirim kepadanya.")
STANDS_IN_AGAIN = N_("Penerima kembali mewakili seorang undangan; kabar bahwa perwakilannya berakhir tidak dikirim.")
ANOTHER_NAMED = N_("Penerima sudah menjawab lagi; kabar tentang wakilnya tidak dikirim.")
UNSIGNED = N_("Surat ini menunggu tanda tangan; ia dikirim sesudah ditandatangani.")
NO_LONGER_ASKED = N_("Penerima sudah menjawab tidak hadir atau diwakilkan; undangan ini tidak dikirim lagi.")
ANSWERED = N_("Penerima sudah menjawab; pengingatnya tidak dikirim.")
NOTHING_TO_ANSWER = N_("Undangan ini tidak dapat dijawab lagi, jadi penerimanya tidak diingatkan.")


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
    if invitation.document is not None and invitation.document.state is DocumentState.SIGNING:
        return UNSIGNED
    off = invitation.letter.meeting.state is MeetingState.CANCELLED
    awaited = off or tells_change(invitation.letter) or standing.EXPECTED.of(invitation.participant)
    return "" if awaited else NO_LONGER_ASKED


def went_since() -> sa.ColumnElement[bool]:
    """On Delivery: something of its letter has left since by another way."""
    other = aliased(Delivery)
    since = sa.exists().where(
        other.invitation_id == Delivery.invitation_id,
        other.kind == INVITATION.name,
        unhurried(other.state) == DeliveryState.SENT,
        other.created_at >= Delivery.created_at,
        other.id != Delivery.id,
    )
    return since.correlate(Delivery)


def _why_not_invited(delivery: Delivery) -> str:
    """The same, that they are not awaited, and that they have got it meanwhile; and no print may lead to a former address."""
    if reason := _why_not(delivery):
        return reason
    if delivery.invitation is not None and (reason := why_not_to(delivery.invitation)):
        return reason
    if db.session.scalar(sa.select(went_since()).where(Delivery.id == delivery.id)):
        return BY_HAND
    if reason := _why_not_beside(delivery):
        return reason
    spans = base_address.former_spans()
    letters = [entry["document_id"] for entry in delivery.attachments if "document_id" in entry]
    if not spans or not letters:
        return ""
    old = sa.exists().where(Document.id.in_(letters), base_address.under_former(Document.published_at, spans))
    return OLD_QR if db.session.scalar(sa.select(old)) else ""


def _why_not_beside(delivery: Delivery) -> str:
    """Its recipient has got another letter since somebody ordered this one: they wait for this one no more (`states.served_otherwise`). Who
    held it before was chosen with open eyes."""
    invitation = delivery.invitation
    if invitation is None or tells_change(invitation.letter):
        return ""
    ordered = db.session.scalar(sa.select(TaskRun.created_at).where(TaskRun.id == delivery.task_id)) or delivery.created_at
    left = Delivery.kind == INVITATION.name, Delivery.state == DeliveryState.SENT, Delivery.created_at >= ordered
    held = sa.select(Letter.number).join(Invitation, Invitation.letter_id == Letter.id)
    held = held.join(Delivery, Delivery.invitation_id == Invitation.id)
    mine = Invitation.participant_id == invitation.participant_id, *beside(invitation.letter)
    number = db.session.scalar(held.where(*mine, *left).order_by(Delivery.created_at.desc()).limit(1))
    return f"Penerima sudah mendapat surat nomor {number} sesudah surat ini dipesan; surelnya tidak dikirim." if number else ""


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
    if not _stands_in(delivery):
        return N_("Penerima tidak lagi mewakili siapa pun; tanda masuknya tidak dikirim.")
    return _why_not(delivery)


def _why_not_released(delivery: Delivery) -> str:
    """They come for somebody again."""
    return STANDS_IN_AGAIN if _stands_in(delivery) else _why_not(delivery)


def _stands_in(delivery: Delivery) -> bool:
    person_id = (delivery.dedupe_key or "::").split(":")[1]
    open_now = sa.exists().where(Representation.representative_id == person_id, Representation.ended_at.is_(None))
    return bool(db.session.scalar(sa.select(open_now)))


def _why_not_cancelled(delivery: Delivery) -> str:
    """The meeting takes place after all, or its recipient is off the list."""
    return _why_not_told(delivery) if _state_of(delivery) is MeetingState.CANCELLED else ON_AGAIN


def _why_not_revived(delivery: Delivery) -> str:
    """The meeting is off again, or its recipient off the list."""
    return OFF_AGAIN if _state_of(delivery) is MeetingState.CANCELLED else _why_not_told(delivery)


def _why_not_turned_down(delivery: Delivery) -> str:
    """They have answered meanwhile, or named somebody else; or no answer is taken any more."""
    person = db.session.get_one(Participant, (delivery.dedupe_key or "::").split(":")[1])
    if turned_down(person) is None:
        return ANOTHER_NAMED
    return _why_not(delivery) or may_answer(person, clock.now())


def notice_to(participant_id: str, kind: str, run_id: str) -> str:
    """The ``dedupe_key`` of the notice to one person; it says whose it is."""
    return f"{kind}:{run_id}:{participant_id}"


def _why_not_told(delivery: Delivery) -> str:
    person = db.session.get(Participant, (delivery.dedupe_key or "").rpartition(":")[2])
    return OFF_THE_LIST_ALREADY if person is not None and standing.GONE.of(person) else ""


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


def _note_returned(delivery_id: str) -> None:
    """What has left of the letter by another way still counts, and nothing else."""
    invitation = sa.select(Delivery.invitation_id).where(Delivery.id == delivery_id)
    went = aliased(Delivery)
    first = sa.select(sa.func.min(went.sent_at)).where(
        went.invitation_id == Invitation.id, went.kind == INVITATION.name, went.state == DeliveryState.SENT
    )
    changed = sa.update(Invitation).where(Invitation.id.in_(invitation)).values(sent_at=first.scalar_subquery())
    db.session.execute(changed.execution_options(synchronize_session=False))


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
    returned=_note_returned,
)
TRIAL = outbox.register_kind("invitation_trial", N_("Percobaan undangan"))
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
RELEASED = outbox.register_kind(
    "released", N_("Perwakilan berakhir"), why_not=_why_not_released, in_bulk=_meeting_ahead, open_body=True
)
TURNED_DOWN = outbox.register_kind("turned_down", N_("Wakil perlu diganti"), why_not=_why_not_turned_down, in_bulk=_meeting_ahead)
CANCELLATION = outbox.register_kind(
    "cancellation", N_("Pembatalan kegiatan"), why_not=_why_not_cancelled, in_bulk=sa.true(), open_body=True
)
REVIVAL = outbox.register_kind(
    "revival", N_("Kegiatan jadi dilaksanakan"), why_not=_why_not_revived, in_bulk=_meeting_ahead, open_body=True
)

"""A message's way out, so that a crash at any moment sends nothing twice and loses nothing.

queued → sending (claimed and committed) → transmitting (committed right before the body goes out) → sent. What a dead
worker leaves in ``sending`` has not left and is queued again; what it leaves in ``transmitting`` may have arrived and
becomes ``uncertain``: only a person decides to send it once more. Each step asks for the claim it was made under, so a
worker that was thought dead cannot interfere with its successor. The callers commit after each step.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from meetings import worker
from meetings.enums import Channel, DeliveryState, DocumentState, LetterState, MeetingState, ParticipantStatus
from meetings.extensions import db, nudges
from meetings.models import Delivery, Document, Invitation, Letter, Meeting

S = DeliveryState
MOST_ATTEMPTS = 12
LONGEST_PAUSE = timedelta(hours=4)
SERVER_PAUSE = timedelta(minutes=2)
OLD_PRINT = "Tanda masuk penerima sudah diganti; kirim surat yang baru dari daftar undangan."
INVITING = ("invitation", "representative")


def claim_deliveries(at: datetime, limit: int) -> tuple[str, list[str]]:
    """(claim, ids) of up to ``limit`` due mails, oldest first, now this worker's."""
    due: sa.Select[str] = sa.select(Delivery.id).where(*_due(at)).order_by(Delivery.next_attempt_at, Delivery.id).limit(limit)
    if db.session.get_bind().dialect.name == "postgresql":
        # A CTE is run once; a subquery behind IN may run again for each row, and each time skip what it has locked.
        locked = due.with_for_update(skip_locked=True).cte("locked")
        due = sa.select(locked.c.id)
    claim = worker.claim_name()
    rows = db.session.execute(
        sa.update(Delivery)
        .where(Delivery.id.in_(due), Delivery.state == S.QUEUED)
        .values(state=S.SENDING, claimed_at=at, claimed_by=claim, attempts=Delivery.attempts + 1, updated_at=at)
        .returning(Delivery.id, Delivery.next_attempt_at)
        .execution_options(synchronize_session=False)
    ).all()
    return claim, [row.id for row in sorted(rows, key=lambda row: (row.next_attempt_at, row.id))]


def why_not_any_more(delivery: Delivery) -> str:
    """Why an invitation that waited must not leave now: its meeting is off, its recipient off the list, its letter carries an old
    pass or was corrected. Empty: it may."""
    if delivery.kind not in INVITING:
        return ""
    if delivery.meeting_id and db.session.get_one(Meeting, delivery.meeting_id).state is MeetingState.CANCELLED:
        return "Kegiatan ini dibatalkan; undangannya tidak dikirim."
    gone = (ParticipantStatus.WITHDRAWN, ParticipantStatus.DELETED)
    if delivery.invitation is not None and delivery.invitation.participant.status in gone:
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


def begin_transmission(delivery_id: str, claim: str, at: datetime) -> bool:
    """From here on the message may arrive. False when the claim was lost: then nothing may be sent."""
    return _move(delivery_id, claim, S.SENDING, S.TRANSMITTING, at, claimed_at=at)


def finish_delivery(delivery_id: str, claim: str, at: datetime) -> bool:
    """The server has accepted the message (even when the sweep has meanwhile called it uncertain)."""
    done = any(_move(delivery_id, claim, before, S.SENT, at, sent_at=at, error="") for before in (S.TRANSMITTING, S.UNCERTAIN))
    if done:
        _note_sent([delivery_id], at)
    return done


def back_to_queue(delivery_id: str, claim: str, at: datetime, error: str, *, transmitting: bool = False) -> bool:
    """The message has not left: try again after a pause that doubles each time; after many attempts give up."""
    attempts = db.session.scalar(sa.select(Delivery.attempts).where(Delivery.id == delivery_id)) or 1
    if attempts >= MOST_ATTEMPTS:
        return fail_delivery(delivery_id, claim, at, error, transmitting=transmitting)
    pause = min(timedelta(seconds=30 * 2 ** (attempts - 1)), LONGEST_PAUSE)
    before = S.TRANSMITTING if transmitting else S.SENDING
    return _move(delivery_id, claim, before, S.QUEUED, at, next_attempt_at=at + pause, error=error[:2000])


def give_back(delivery_ids: Sequence[str], claim: str, at: datetime, *, error: str = "") -> None:
    """Return claimed messages that have not left; no attempt counts. The queue goes on with them at once or, with the ``error``
    of a server that cannot be used, after a pause: however long it is away, nothing is given up."""
    later = {"next_attempt_at": at + SERVER_PAUSE, "error": error[:2000]} if error else {}
    db.session.execute(
        sa.update(Delivery)
        .where(Delivery.id.in_(delivery_ids), Delivery.state.in_((S.SENDING, S.TRANSMITTING)), Delivery.claimed_by == claim)
        .values(state=S.QUEUED, attempts=Delivery.attempts - 1, updated_at=at, **later)
        .execution_options(synchronize_session=False)
    )


def fail_delivery(delivery_id: str, claim: str, at: datetime, error: str, *, transmitting: bool = False) -> bool:
    """The message was refused for good; the reason is kept for the committee."""
    return _move(delivery_id, claim, S.TRANSMITTING if transmitting else S.SENDING, S.FAILED, at, error=error[:2000])


def leave_uncertain(delivery_id: str, claim: str, at: datetime, error: str) -> bool:
    """The connection broke while the body was going out: it may have arrived, so it is not sent again by itself."""
    return _move(delivery_id, claim, S.TRANSMITTING, S.UNCERTAIN, at, error=error[:2000])


def keep_in_outbox(at: datetime) -> int:
    """Without a mail server: move everything queued to the outbox, where the administrator reads it; how many."""
    moved = db.session.scalars(
        sa.update(Delivery)
        .where(Delivery.state == S.QUEUED, Delivery.channel == Channel.EMAIL)
        .values(state=S.OUTBOX, updated_at=at)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(moved)


def release_stale_deliveries(at: datetime, stale_after: timedelta) -> tuple[int, int]:
    """Clear up after dead workers; (queued again, now uncertain). A dead process of this machine is known at once."""
    claimed = Delivery.state.in_((S.SENDING, S.TRANSMITTING))
    claims = db.session.scalars(sa.select(Delivery.claimed_by).where(claimed).distinct()).all()
    gone = [claim for claim in claims if worker.is_gone(claim)]
    left = sa.or_(Delivery.claimed_by.in_(gone), Delivery.claimed_at < at - stale_after)

    def move(before: DeliveryState, **values: object) -> int:
        result = db.session.execute(
            sa.update(Delivery)
            .where(Delivery.state == before, left)
            .values(updated_at=at, **values)
            .execution_options(synchronize_session=False)
        )
        return int(result.rowcount)  # type: ignore[attr-defined]

    requeued = move(S.SENDING, state=S.QUEUED)
    uncertain = move(S.TRANSMITTING, state=S.UNCERTAIN, error="Proses pengirim berhenti saat pesan sedang dikirim.")
    if requeued:
        nudges.remember(db.session(), "send_deliveries")
    return requeued, uncertain


def _due(at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return Delivery.state == S.QUEUED, Delivery.channel == Channel.EMAIL, Delivery.next_attempt_at <= at


def _move(delivery_id: str, claim: str, before: DeliveryState, after: DeliveryState, at: datetime, **values: object) -> bool:
    moved = db.session.execute(
        sa.update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state == before, Delivery.claimed_by == claim)
        .values(state=after, updated_at=at, **values)
        .execution_options(synchronize_session=False)
    )
    return bool(moved.rowcount)  # type: ignore[attr-defined]


def _note_sent(delivery_ids: Sequence[str], at: datetime) -> None:
    invitations = sa.select(Delivery.invitation_id).where(Delivery.id.in_(delivery_ids))
    db.session.execute(
        sa.update(Invitation)
        .where(Invitation.id.in_(invitations), Invitation.sent_at.is_(None))
        .values(sent_at=at)
        .execution_options(synchronize_session=False)
    )

"""A message's way out, so that a crash at any moment sends nothing twice and loses nothing.

queued → sending (claimed and committed) → transmitting (committed right before the body goes out) → sent. What a dead
worker leaves in ``sending`` has not left and is queued again; what it leaves in ``transmitting`` may have arrived and
becomes ``uncertain``: only a person decides to send it once more. Each step asks for the claim it was made under, so a
worker that was thought dead cannot interfere with its successor. The callers commit after each step.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from meetings.config import current_settings
from meetings.domain.claims import Claimed, Claims
from meetings.domain.outbox.kinds import find_kind
from meetings.domain.outbox.pacing import waiting_runs
from meetings.enums import N_, Channel, DeliveryState, Task
from meetings.extensions import db, nudges
from meetings.models import Delivery

S = DeliveryState
CLAIMS = Claims(
    Delivery, waiting=S.QUEUED, held=S.SENDING, order=(Delivery.next_attempt_at, Delivery.id), due=Delivery.next_attempt_at
)
MOST_ATTEMPTS = 12
LONGEST_PAUSE = timedelta(hours=4)
SERVER_PAUSE = timedelta(minutes=2)


def mail_leaves() -> bool:
    """Is there a mail server? Without one every mail is kept in the outbox, and what promises one says by which way it goes instead."""
    return bool(current_settings().smtp_url)


def claim_deliveries(at: datetime, limit: int) -> Claimed:
    """Take up to ``limit`` due mails, the oldest, of runs that are not held and whose slot has come; their ids with the oldest first."""
    free = sa.or_(Delivery.task_id.is_(None), Delivery.task_id.not_in(waiting_runs(at)))
    due = Delivery.channel == Channel.EMAIL, Delivery.next_attempt_at <= at, free
    claim, ids = CLAIMS.claim(at, limit, *due, attempts=Delivery.attempts + 1)
    ordered = sa.select(Delivery.id).where(Delivery.id.in_(ids)).order_by(*CLAIMS.order)
    return Claimed(claim, list(db.session.scalars(ordered)) if ids else [])


def why_not_any_more(delivery: Delivery) -> str:
    """Why a message that waited must not leave now, in the words of its kind. Empty: it may."""
    kind = find_kind(delivery.kind)
    return kind.why_not(delivery) if kind else "Layanan ini tidak lagi mengirim pesan jenis ini."


def begin_transmission(delivery_id: str, claim: str, at: datetime) -> bool:
    """From here on the message may arrive. False when the claim was lost: then nothing may be sent."""
    return _move(delivery_id, claim, S.SENDING, S.TRANSMITTING, at, claimed_at=at)


def finish_delivery(delivery_id: str, claim: str, at: datetime) -> bool:
    """The server has accepted the message (even when the sweep has meanwhile called it uncertain)."""
    done = any(_move(delivery_id, claim, before, S.SENT, at, sent_at=at, error="") for before in (S.TRANSMITTING, S.UNCERTAIN))
    kind = find_kind(db.session.scalar(sa.select(Delivery.kind).where(Delivery.id == delivery_id)) or "")
    if done and kind:
        kind.sent(delivery_id, at)
    return done


def back_to_queue(delivery_id: str, claim: str, at: datetime, error: str, *, transmitting: bool = False) -> bool:
    """The message has not left: try again after a pause that doubles each time; after many attempts give up."""
    attempts = db.session.scalar(sa.select(Delivery.attempts).where(Delivery.id == delivery_id)) or 1
    if attempts >= MOST_ATTEMPTS:
        return fail_delivery(delivery_id, claim, at, error, transmitting=transmitting)
    pause = min(timedelta(seconds=30 * 2 ** (attempts - 1)), LONGEST_PAUSE)
    before = S.TRANSMITTING if transmitting else S.SENDING
    return _move(delivery_id, claim, before, S.QUEUED, at, next_attempt_at=at + pause, error=error[:2000])


def give_back(claimed: Claimed, at: datetime, *, error: str = "") -> None:
    """Return what was not begun of the claimed messages; no attempt counts. The queue goes on with them at once or, with the ``error``
    of a server that cannot be used, after a pause: however long it is away, nothing is given up."""
    later = {"next_attempt_at": at + SERVER_PAUSE, "error": error[:2000]} if error else {}
    CLAIMS.give_back(claimed, at, attempts=Delivery.attempts - 1, **later)


def fail_delivery(delivery_id: str, claim: str, at: datetime, error: str, *, transmitting: bool = False) -> bool:
    """The message was refused for good; the reason is kept for the committee."""
    return _move(delivery_id, claim, S.TRANSMITTING if transmitting else S.SENDING, S.FAILED, at, error=error[:2000])


def drop_delivery(delivery_id: str, claim: str, at: datetime, reason: str) -> bool:
    """The message must not leave any more: nothing has failed, and nobody needs to mend it."""
    return _move(delivery_id, claim, S.SENDING, S.CANCELLED, at, error=reason[:2000])


def leave_uncertain(delivery_id: str, claim: str, at: datetime, error: str) -> bool:
    """The connection broke while the body was going out: it may have arrived, so it is not sent again by itself."""
    return _move(delivery_id, claim, S.TRANSMITTING, S.UNCERTAIN, at, error=error[:2000])


def keep_in_outbox(at: datetime) -> int:
    """Without a mail server: move everything queued to the outbox, where it waits for one (`queue.send_kept`); how many."""
    moved = db.session.scalars(
        sa.update(Delivery)
        .where(Delivery.state == S.QUEUED, Delivery.channel == Channel.EMAIL)
        .values(state=S.OUTBOX, error="", updated_at=at)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(moved)


def release_stale_deliveries(at: datetime, stale_after: timedelta) -> tuple[int, int]:
    """Clear up after dead workers; (queued again, now uncertain)."""
    requeued = CLAIMS.release_stale(at, stale_after)
    uncertain = CLAIMS.release_stale(
        at,
        stale_after,
        held=S.TRANSMITTING,
        state=S.UNCERTAIN,
        error=N_("Proses pengirim berhenti saat pesan sedang dikirim."),
        claimed_by=Delivery.claimed_by,  # whoever was only slow may still say that it has left
    )
    if requeued:
        nudges.remember(db.session(), Task.SEND_DELIVERIES)
    return requeued, uncertain


def _move(delivery_id: str, claim: str, before: DeliveryState, after: DeliveryState, at: datetime, **values: object) -> bool:
    return bool(CLAIMS.change([delivery_id], claim, held=before, state=after, updated_at=at, **values))

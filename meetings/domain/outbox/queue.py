"""Putting messages into the queue, and the committee's second try."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite

from meetings.domain.audit import SYSTEM, Action, Actor, record
from meetings.domain.outbox.kinds import Kind, all_kinds, find_kind
from meetings.domain.outbox.messages import Content, Message, mail_domain, one_line
from meetings.domain.outbox.sealing import seal_text
from meetings.domain.outbox.sending import why_not_any_more
from meetings.enums import Channel, DeliveryState, Task
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db, nudges
from meetings.models import Delivery, Meeting
from meetings.models.base import change_rows
from meetings.passcode import new_id

S = DeliveryState
RETRIED = (S.FAILED, S.UNCERTAIN, S.OUTBOX, S.CANCELLED)
CHUNK = 200
# Kept only because there was no mail server: nobody doubts that it has not left, as with what a backup brought back.
_KEPT = sa.and_(Delivery.state == S.OUTBOX, Delivery.error == "", Delivery.meeting_id.is_not(None))


def queue_message(
    *,
    kind: Kind,
    address: str,
    recipient_name: str,
    subject: str,
    text: str,
    html: str = "",
    at: datetime,
    attachments: Sequence[dict[str, Any]] = (),
    meeting_id: str | None = None,
    invitation_id: str | None = None,
    dedupe_key: str | None = None,
) -> None:
    """Queue one mail in the caller's transaction; it leaves after the commit. With a known ``dedupe_key`` nothing happens."""
    content = Content(one_line(subject), text, html)
    message = Message(kind, address, recipient_name, content, list(attachments), meeting_id, invitation_id, None, dedupe_key)
    queue_messages([message], at)


def queue_messages(messages: Sequence[Message], at: datetime) -> int:
    """Queue mails in the caller's transaction; how many were new. Those whose ``dedupe_key`` is known are left alone."""
    rows = [_row(message, at) for message in messages]
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    new = 0
    for start in range(0, len(rows), CHUNK):
        insert = dialect.insert(Delivery).on_conflict_do_nothing(index_elements=["dedupe_key"])
        chunk = rows[start : start + CHUNK]
        new += len(db.session.scalars(insert.returning(Delivery.id), chunk).all())
    if new:
        nudges.remember(db.session(), Task.SEND_DELIVERIES)
    return new


def hand_over(message: Message, channel: Channel, at: datetime) -> str:
    """Note that a person has this message open in another program (WhatsApp) and sends it themselves; its id."""
    row = _row(message, at) | {"channel": channel, "state": S.HANDED}
    db.session.execute(sa.insert(Delivery), [row])
    return str(row["id"])


def hand_over_many(messages: Sequence[Message], channel: Channel, at: datetime, *, by: str) -> None:
    """Note that a person (``by``) has delivered all of these themselves."""
    done = {"channel": channel, "state": S.SENT, "sent_at": at, "by": by[:300]}
    if messages:
        db.session.execute(sa.insert(Delivery), [_row(message, at) | done for message in messages])


def settle_by_hand(
    delivery: Delivery, before: Sequence[DeliveryState], after: DeliveryState, at: datetime, *, by: str = ""
) -> None:
    """What became of a message that a person sends: it has left (``SENT``) or has not (``CANCELLED``), as ``by`` says. Raises WrongState
    for another."""
    changed = change_rows(
        sa.update(Delivery)
        .where(Delivery.id == delivery.id, Delivery.state.in_(before), Delivery.channel != Channel.EMAIL)
        .values(state=after, sent_at=at if after is S.SENT else None, by=by[:300], updated_at=at)
        .execution_options(synchronize_session=False)
    )
    if not changed:
        raise WrongState(_("Pesan ini tidak menunggu konfirmasi lagi."))
    db.session.refresh(delivery)


def retry_delivery(delivery: Delivery, actor: Actor, at: datetime) -> None:
    """Send a failed, uncertain, kept or cancelled message (once more), to the address that its kind knows now.

    Raises WrongState when the message is on its way or has left, or must not leave any more, InvalidInput when there is no address.
    """
    kind = find_kind(delivery.kind)
    reason = why_not_any_more(delivery)
    if kind is None or reason:
        raise WrongState(reason)
    target = db.session.scalar(sa.select(kind.address).where(Delivery.id == delivery.id))
    if not target:
        raise InvalidInput(_("Penerima ini tidak mempunyai alamat surel."))
    changed = change_rows(
        sa.update(Delivery)
        .where(Delivery.id == delivery.id, Delivery.state.in_(RETRIED), Delivery.channel == Channel.EMAIL)
        .values(**_queued_anew(at), address=target)
        .execution_options(synchronize_session=False)
    )
    if not changed:
        raise WrongState(_("Pesan ini sedang atau sudah dikirim."))
    _record(Action.DELIVERY_RETRIED, delivery, actor, at)
    nudges.remember(db.session(), Task.SEND_DELIVERIES)


def free_keys(*which: sa.ColumnElement[bool]) -> None:
    """Of these messages (WHERE clauses), those that were cancelled stay in the outbox and do not stand in the way of what is sent instead."""
    cancelled = Delivery.state == DeliveryState.CANCELLED, Delivery.dedupe_key.is_not(None)
    statement = sa.update(Delivery).where(*which, *cancelled).values(dedupe_key=None)
    db.session.execute(statement.execution_options(synchronize_session=False))


def send_again(
    scope: sa.ColumnElement[bool], state: DeliveryState, actor: Actor, at: datetime, meeting: Meeting | None = None
) -> int:
    """Queue all within ``scope`` that was kept while there was no mail server (``OUTBOX``), or that was refused (``FAILED``), of the kinds
    and as far as they may be sent all together, to the addresses of now; how many. ``meeting``: the one that it is all about."""
    if state not in (S.OUTBOX, S.FAILED):
        raise InvalidInput(_("Hanya pesan tersimpan atau gagal yang dikirim sekaligus."), field="state")
    count = 0
    for kind in all_kinds():
        moved = db.session.scalars(
            sa.update(Delivery)
            .where(scope, Delivery.kind == kind.name, Delivery.state == state, Delivery.channel == Channel.EMAIL, kind.in_bulk)
            .values(**_queued_anew(at), address=kind.address)
            .returning(Delivery.id)
            .execution_options(synchronize_session=False)
        )
        count += len(moved.all())
    if count:
        record(actor, Action.OUTBOX_SENT, at=at, meeting=meeting, count=count)
        nudges.remember(db.session(), Task.SEND_DELIVERIES)
    return count


def meetings_with_kept(at: datetime) -> Sequence[str]:
    """The ids of meetings with mails that only waited for a mail server; not of those whose last day is over, however they stand."""
    kept = sa.exists().where(_KEPT, Delivery.meeting_id == Meeting.id)
    return db.session.scalars(sa.select(Meeting.id).where(Meeting.ends_on >= at.date(), kept).order_by(Meeting.id)).all()


def send_kept(meeting_id: str, at: datetime) -> int:
    """There is a mail server now: queue what a meeting's mails waited for it, of the kinds and as far as they may be sent all together;
    how many."""
    meeting = db.session.get_one(Meeting, meeting_id)
    return send_again(sa.and_(_KEPT, Delivery.meeting_id == meeting_id), S.OUTBOX, SYSTEM, at, meeting)


def _queued_anew(at: datetime) -> dict[str, Any]:
    return {"state": S.QUEUED, "attempts": 0, "next_attempt_at": at, "claimed_by": "", "error": "", "updated_at": at}


def cancel_delivery(delivery: Delivery, actor: Actor, at: datetime) -> None:
    """Keep a queued, failed, uncertain or kept message from being sent. Raises WrongState when it is on its way."""
    changed = change_rows(
        sa.update(Delivery)
        .where(Delivery.id == delivery.id, Delivery.state.in_((S.QUEUED, S.FAILED, S.UNCERTAIN, S.OUTBOX)))
        .values(state=S.CANCELLED, updated_at=at)
        .execution_options(synchronize_session=False)
    )
    if not changed:
        raise WrongState(_("Pesan ini sedang atau sudah dikirim."))
    _record(Action.DELIVERY_CANCELLED, delivery, actor, at)


UNSENT = (S.QUEUED, S.SENDING, S.FAILED, S.OUTBOX)


def withdraw_messages(
    which: sa.ColumnElement[bool], at: datetime, reason: str, waiting: Sequence[DeliveryState] = UNSENT
) -> list[str | None]:
    """Cancel what has not left of these mails (WHERE clause on Delivery), also what a worker has just taken up: it finds its claim
    gone. ``waiting``: of these states alone. Returns the ``dedupe_key`` of each."""
    withdrawn = db.session.scalars(
        sa.update(Delivery)
        .where(which, Delivery.state.in_(waiting), Delivery.channel == Channel.EMAIL)
        .values(state=S.CANCELLED, error=reason, claimed_by="", updated_at=at)
        .returning(Delivery.dedupe_key)
        .execution_options(synchronize_session=False)
    )
    return list(withdrawn.all())


def bring_back(which: sa.ColumnElement[bool], at: datetime, reason: str) -> int:
    """Queue again, to the addresses of now, what of these mails (WHERE clause on Delivery) was cancelled for this reason; how many. Each is
    asked once more whether it may leave when its turn comes."""
    cancelled = Delivery.state == S.CANCELLED, Delivery.error == reason, Delivery.channel == Channel.EMAIL
    count = 0
    for kind in all_kinds():
        queued = sa.update(Delivery).where(which, *cancelled, Delivery.kind == kind.name).returning(Delivery.id)
        queued = queued.values(**_queued_anew(at), address=kind.address).execution_options(synchronize_session=False)
        count += len(db.session.scalars(queued).all())
    if count:
        nudges.remember(db.session(), Task.SEND_DELIVERIES)
    return count


def _record(action: Action, delivery: Delivery, actor: Actor, at: datetime) -> None:
    meeting = db.session.get(Meeting, delivery.meeting_id) if delivery.meeting_id else None
    name, before = delivery.recipient_name, delivery.state.value
    record(actor, action, at=at, meeting=meeting, target=delivery, target_name=name, before=before)
    db.session.expire(delivery)


def _row(message: Message, at: datetime) -> dict[str, Any]:
    delivery_id = new_id()
    return {
        "id": delivery_id,
        "meeting_id": message.meeting_id,
        "invitation_id": message.invitation_id,
        "task_id": message.task_id,
        "kind": message.kind.name,
        "channel": Channel.EMAIL,
        "recipient_name": message.recipient_name[:300],
        "address": message.address[:255],
        "subject": message.content.subject,
        "body_text": seal_text(message.content.text),
        "body_html": seal_text(message.content.html),
        "attachments": message.attachments,
        "dedupe_key": message.dedupe_key,
        "message_id": f"<{delivery_id}@{mail_domain()}>",
        "state": S.QUEUED,
        "attempts": 0,
        "next_attempt_at": at,
        "claimed_by": "",
        "error": "",
        "created_at": at,
        "updated_at": at,
    }

"""Sending queued mails: claimed in small batches over one connection, every step committed before the next."""

from collections.abc import Iterable

import structlog
from sqlalchemy.orm import joinedload

from meetings import clock
from meetings.channels import smtp
from meetings.config import current_settings
from meetings.domain import outbox
from meetings.domain.claims import Claimed
from meetings.errors import in_words
from meetings.extensions import db
from meetings.jobs.lanes import stopping
from meetings.models import Delivery, Invitation, Meeting
from meetings.outages import is_outage

log = structlog.get_logger("meetings.jobs")
BATCH = 20
LONGEST_WAIT = 5  # seconds with an idle connection; a longer pause is for the timetable


class _NotAnyMore(Exception):
    """What the message says is not true any more; it says why."""


def send_deliveries() -> None:
    """Send what is due until nothing is left or the server cannot be used; without a server keep it in the outbox."""
    settings = current_settings()
    if not outbox.mail_leaves():
        outbox.keep_in_outbox(clock.now())
        db.session.commit()
        return
    with smtp.Connection(settings.smtp_url) as connection:
        usable = True
        while usable and not stopping.is_set():
            claimed = outbox.claim_deliveries(clock.now(), BATCH)
            db.session.commit()
            if not claimed.ids:
                if not _await_slot():
                    return
                continue
            usable = _send_batch(connection, settings.mail_from, claimed)


def send_kept() -> None:
    """What waited for a mail server leaves once there is one."""
    if not outbox.mail_leaves():
        return
    for meeting_id in outbox.meetings_with_kept(clock.now()):
        count = outbox.send_kept(meeting_id, clock.now())
        db.session.commit()
        if count:
            log.info("kept_mails_queued", meeting=meeting_id, count=count)


def _send_batch(connection: smtp.Connection, sender: str, claimed: Claimed) -> bool:
    """False when the server cannot be used now. However a batch breaks off, what was not begun is given back at once."""
    try:
        paces = outbox.paces_of(claimed.ids)
        for delivery_id in claimed.ids:
            if stopping.is_set():
                _give_back(claimed)
                return False
            if delivery_id in paces and not outbox.take_slot(*paces[delivery_id], clock.now()):
                _give_back(Claimed(claimed.claim, [delivery_id]))
                continue
            db.session.commit()
            _send_one(connection, sender, claimed.claim, delivery_id)
    except smtp.ServerDown as error:
        log.warning("mail_server_down", error=str(error))
        _give_back(claimed, str(error))
        return False
    except Exception:
        db.session.rollback()
        _give_back(claimed)
        raise
    return True


def _await_slot() -> bool:
    """Wait for the next mail of a run with a pace, where that is soon; False: there is none, or the timetable is early enough."""
    soon = outbox.next_slot(clock.now())
    db.session.rollback()
    if soon is None or (wait := (soon - clock.now()).total_seconds()) > LONGEST_WAIT:
        return False
    return not stopping.wait(max(wait, 0.05))


def _give_back(claimed: Claimed, error: str = "") -> None:
    outbox.give_back(claimed, clock.now(), error=error)
    db.session.commit()


def _send_one(connection: smtp.Connection, sender: str, claim: str, delivery_id: str) -> None:
    began = False

    def begin() -> bool:
        nonlocal began
        began = outbox.begin_transmission(delivery_id, claim, clock.now())
        db.session.commit()
        return began

    try:
        connection.send(_mail(delivery_id, sender), begin)
        outbox.finish_delivery(delivery_id, claim, clock.now())
    except _NotAnyMore as error:
        outbox.drop_delivery(delivery_id, claim, clock.now(), str(error))
    except smtp.Refused as error:
        outbox.fail_delivery(delivery_id, claim, clock.now(), str(error), transmitting=began)
    except smtp.TryLater as error:
        outbox.back_to_queue(delivery_id, claim, clock.now(), str(error), transmitting=began)
    except smtp.Uncertain as error:
        outbox.leave_uncertain(delivery_id, claim, clock.now(), str(error))
    except smtp.ClaimLost:
        log.warning("delivery_claim_lost", delivery=delivery_id)
    except smtp.ServerDown:
        raise
    except Exception as error:
        db.session.rollback()
        if is_outage(error) and not began:
            raise
        log.error("delivery_failed", delivery=delivery_id, exc_info=error)
        words = in_words(error)
        if began:
            outbox.leave_uncertain(delivery_id, claim, clock.now(), words)
        else:
            outbox.back_to_queue(delivery_id, claim, clock.now(), words)
    db.session.commit()


def _mail(delivery_id: str, sender: str) -> smtp.Mail:
    with_recipient = joinedload(Delivery.invitation).joinedload(Invitation.participant)
    delivery = db.session.get_one(Delivery, delivery_id, options=[with_recipient], populate_existing=True)
    if reason := outbox.why_not_any_more(delivery):
        raise _NotAnyMore(reason)
    text, html = outbox.read_body(delivery)
    return smtp.Mail(
        sender=sender,
        recipient_name=outbox.one_line(delivery.recipient_name),
        recipient=delivery.address,
        subject=delivery.subject,
        text=text,
        html=html,
        message_id=delivery.message_id,
        date=clock.now(),
        reply_to=_reply_to(delivery),
        attachments=tuple(_attachments(delivery.attachments)),
    )


def _attachments(entries: Iterable[dict[str, str]]) -> Iterable[smtp.Attachment]:
    for entry in entries:
        yield smtp.Attachment(entry["name"], entry["type"], outbox.read_attachment(entry))


def _reply_to(delivery: Delivery) -> str:
    """Answers go to the committee."""
    if delivery.meeting_id is None:
        return ""
    meeting = db.session.get_one(Meeting, delivery.meeting_id, options=[joinedload(Meeting.organisation)])
    return meeting.contact_email or meeting.organisation.email

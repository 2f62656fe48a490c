"""Mails that came back, from the mailbox of their sender to the rows that say they had left."""

import structlog

from meetings import clock
from meetings.channels import bounces
from meetings.config import current_settings
from meetings.domain import outbox
from meetings.extensions import db
from meetings.jobs.lanes import stopping

log = structlog.get_logger("meetings.jobs")


def read_returned() -> None:
    """Note each unread delivery report, committed before it is marked as read: one that is read twice changes nothing."""
    url = current_settings().bounce_url
    if not url:
        return
    try:
        with bounces.Reports(url) as reports:
            for number, found in reports.unread():
                noted = sum(outbox.note_returned(each.message_id, each.recipient, each.reason, clock.now()) for each in found)
                db.session.commit()
                reports.settle(number)
                log.info("mail_returned", recipients=len(found), noted=noted)
                if stopping.is_set():
                    return
    except bounces.MailboxDown as error:
        log.warning("bounce_mailbox_down", error=str(error))

"""Mails that come back: noted once, seen by the committee, whatever the mailbox does."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain import invitations, outbox
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations.queries import count_invitations
from meetings.enums import DeliveryState
from meetings.extensions import db
from meetings.jobs.returned import read_returned
from meetings.jobs.tasks import render_letters, run_tasks, send_deliveries
from meetings.models import AuditEntry, Delivery, Invitation, Letter
from tests.factories import make_letter, make_meeting, make_participant, make_session
from tests.support.imap import MailboxServer, ordinary_mail, report


@pytest.fixture
def box(mail_app: Flask) -> Iterator[MailboxServer]:
    made = MailboxServer()
    mail_app.config["SETTINGS"] = replace(mail_app.config["SETTINGS"], bounce_url=made.url)
    yield made
    made.stop()


@pytest.fixture
def sent(mail_app: Flask) -> Delivery:
    """An invitation that the server took."""
    meeting = make_meeting(title="Rakerda")
    make_session(meeting)
    make_participant(meeting, "Budi", email="Budi@example.go.id")
    invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now(), number="1/Uji")
    db.session.commit()
    run_tasks()
    render_letters()
    send_deliveries()
    return db.session.scalars(sa.select(Delivery)).one()


def test_a_mail_that_came_back_counts_as_failed_with_its_reason_and_is_noted_once(box: MailboxServer, sent: Delivery) -> None:
    twice = report(sent.message_id, "budi@example.go.id")
    box.mails = [ordinary_mail(), twice, twice]

    read_returned()
    read_returned()

    db.session.expire_all()
    letter = db.session.scalars(sa.select(Letter)).one()
    assert (sent.state, sent.error) == (DeliveryState.FAILED, "Surel kembali: 5.1.1 550 5.1.1 User unknown")
    assert db.session.scalars(sa.select(Invitation.sent_at)).one() is None
    assert (count_invitations(letter).sent, count_invitations(letter).failed) == (0, 1)
    assert box.seen == {2, 3}  # what a person wrote stays unread
    told = sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.action == "delivery.returned")
    assert db.session.scalar(told) == 1
    outbox.retry_delivery(sent, SYSTEM, clock.now())
    db.session.commit()
    send_deliveries()
    assert count_invitations(letter).sent == 1


def test_reports_about_others_change_nothing_and_are_read_once(box: MailboxServer, sent: Delivery) -> None:
    box.mails = [
        report("<lain@x>", "budi@example.go.id"),
        report(sent.message_id, "orang@example.go.id"),
        report(sent.message_id, "budi@example.go.id", action="delayed"),
    ]

    read_returned()

    db.session.expire_all()
    assert sent.state is DeliveryState.SENT and box.seen == {1, 2, 3}


@pytest.mark.parametrize("breaks_at", ["LOGIN", "SEARCH", "FETCH", "STORE"])
def test_a_mailbox_that_breaks_off_loses_nothing(box: MailboxServer, sent: Delivery, breaks_at: str) -> None:
    box.mails = [report(sent.message_id, "budi@example.go.id")]
    box.breaks_at = breaks_at
    read_returned()
    box.breaks_at = ""

    read_returned()

    db.session.expire_all()
    assert sent.state is DeliveryState.FAILED and box.seen == {1}


def test_without_a_mailbox_nothing_is_asked(mail_app: Flask) -> None:
    assert mail_app.config["SETTINGS"].bounce_url == ""
    read_returned()

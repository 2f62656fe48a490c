"""What waited for a mail server leaves by itself once there is one; what may have left already, or has run out, does not."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.cli.backup import _hold_mail
from meetings.domain import outbox
from meetings.domain.accounts import MAILS
from meetings.domain.invitations.mails import INVITATION
from meetings.enums import DeliveryState, MeetingState
from meetings.extensions import db
from meetings.jobs.deliveries import send_deliveries, send_kept
from meetings.models import AuditEntry, Delivery
from tests.factories import make_invitation, make_letter, make_meeting, make_participant, make_session

S = DeliveryState


@pytest.fixture
def without_server(mail_app: Flask) -> Flask:
    """The app before its mail server was configured; the test puts ``mail_app``'s settings back."""
    settings = mail_app.config["SETTINGS"]
    mail_app.config["SETTINGS"] = replace(settings, smtp_url="")
    mail_app.config["WITH_SERVER"] = settings
    return mail_app


def _server_comes(app: Flask) -> None:
    app.config["SETTINGS"] = app.config.pop("WITH_SERVER")


def _keep(address: str = "budi@example.go.id", *, days: int = 7, **values) -> None:
    """An invitation that finds no mail server."""
    today = clock.local(clock.now(), "Asia/Jakarta").date()
    day = today + timedelta(days=days)
    meeting = make_meeting(state=MeetingState.OPEN, starts_on=day, ends_on=day)
    make_session(meeting)
    letter = make_letter(meeting, dated=min(day, today))
    invitation = make_invitation(make_participant(meeting, email=address), letter)
    db.session.flush()
    outbox.queue_message(
        kind=INVITATION,
        address=address,
        recipient_name="Budi",
        subject="Undangan",
        text="Isi\n",
        at=clock.now(),
        meeting_id=meeting.id,
        invitation_id=invitation.id,
    )
    db.session.commit()
    send_deliveries()
    send_kept()


def _states() -> dict[str, DeliveryState]:
    db.session.expire_all()
    return dict(db.session.execute(sa.select(Delivery.address, Delivery.state)).all())


def test_kept_invitations_leave_with_the_first_tick_after_the_server_was_set(without_server, inbox):
    _keep()
    assert _states() == {"budi@example.go.id": S.OUTBOX}

    _server_comes(without_server)
    send_kept()
    send_deliveries()
    send_kept()

    assert _states() == {"budi@example.go.id": S.SENT} and len(inbox.messages) == 1
    told = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "outbox.sent")).one()
    assert told.meeting_id == db.session.scalar(sa.select(Delivery.meeting_id))


def test_an_invitation_to_a_meeting_that_is_over_and_a_link_that_ran_out_stay(without_server, inbox):
    _keep(days=-3)
    outbox.queue_message(
        kind=MAILS["reset_instructions"], address="a@example.go.id", recipient_name="A", subject="x", text="x", at=clock.now()
    )
    db.session.commit()
    send_deliveries()

    _server_comes(without_server)
    send_kept()
    send_deliveries()

    assert set(_states().values()) == {S.OUTBOX} and inbox.messages == []


def test_nothing_that_a_backup_brought_back_leaves_by_itself(without_server, inbox):
    """The archive may be older than the server: what it says is kept may have left since."""
    _keep()
    assert _hold_mail() == 1

    _server_comes(without_server)
    send_kept()
    send_deliveries()

    assert set(_states().values()) == {S.OUTBOX} and inbox.messages == []

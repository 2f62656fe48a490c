"""A laptop's clock is put right while letters are being sent: by hours, back or forward, and nothing stops."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import invitations
from meetings.domain.audit import SYSTEM
from meetings.enums import DeliveryState
from meetings.extensions import db
from meetings.models import Delivery, Machine, Minutes, Session
from tests.factories import make_letter, make_meeting, make_participant, make_session
from tests.support import clock_hands
from tests.support.databases import SQLITE
from tests.support.live import Service
from tests.support.mail import Inbox

HOURS = 3 * 3600
PATIENCE = 240.0  # seconds; far below the hours that the clock was moved by


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    made = Inbox().start()
    yield made
    made.stop()


@pytest.mark.parametrize("by", [-HOURS, HOURS], ids=["back", "forward"])
def test_letters_mails_and_drafts_go_on(start_service: Callable[..., Service], inbox: Inbox, tmp_path: Path, by: int) -> None:
    hands = tmp_path / "hands"
    path = os.pathsep.join([*clock_hands.__path__, *filter(None, [os.environ.get("PYTHONPATH")])])
    service = start_service(SQLITE, start=False, MEETINGS_SMTP_URL=inbox.url, PYTHONPATH=path, TEST_CLOCK_FILE=str(hands))
    with service.data():
        meeting = make_meeting()
        session = make_session(meeting)
        make_participant(meeting, email="sebelum@example.go.id")
        invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now())
        db.session.commit()
        service.start_jobs()
        _wait(service, lambda: inbox.recipients == ["sebelum@example.go.id"])
        _wait(service, lambda: db.session.scalar(sa.select(Machine.jumped_by)) == 0)

        hands.write_text(str(by))
        _wait(service, lambda: abs((db.session.scalar(sa.select(Machine.jumped_by)) or 0) - by) < 60)
        make_participant(meeting, email="sesudah@example.go.id")
        invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now())
        db.session.get_one(Session, session.id).closed_at = clock.now()
        db.session.commit()

        _wait(service, lambda: "sesudah@example.go.id" in inbox.recipients)
        _wait(service, lambda: db.session.scalar(sa.select(sa.func.count(Minutes.id))) == 1)
        sent = Delivery.state == DeliveryState.SENT
        _wait(service, lambda: db.session.scalar(sa.select(sa.func.count(Delivery.id)).where(sent)) == len(inbox.recipients))


def _wait(service: Service, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        db.session.rollback()
        assert time.monotonic() < deadline, service.log("jobs")[-3000:]
        time.sleep(0.1)
    db.session.rollback()

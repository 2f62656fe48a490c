"""The clock is set back or forward by hours while work waits."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain import documents, machines, outbox
from meetings.domain.invitations.mails import INVITATION
from meetings.enums import DocumentKind, Role
from meetings.extensions import db
from meetings.jobs.watch import ClockWatch
from meetings.models import Delivery, Document, LimitCount, Machine
from tests.factories import make_meeting, make_membership, make_user

HOURS = timedelta(hours=3)


class Hands:
    """The clock's hands: ``turn`` sets the clock, ``wait`` lets time go by."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.ticks = clock.now(), 1000.0
        monkeypatch.setattr(clock, "now", lambda: self.now)
        monkeypatch.setattr(clock, "ticks", lambda: self.ticks)

    def turn(self, by: timedelta) -> None:
        self.now += by

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.ticks += seconds


@pytest.fixture
def hands(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Hands:
    return Hands(monkeypatch)


@pytest.fixture
def watch(app: Flask, hands: Hands) -> tuple[ClockWatch, list[datetime]]:
    """A watch that has looked once, and when it woke the timetable."""
    woken: list[datetime] = []
    made = ClockWatch(app, lambda: woken.append(clock.now()))
    made.look()
    return made, woken


def _queue() -> None:
    meeting = make_meeting()
    documents.queue_document(DocumentKind.RUNDOWN, "uji", meeting=meeting, title="Uji", at=clock.now())
    outbox.queue_message(kind=INVITATION, address="a@example.go.id", recipient_name="", subject="", text="", at=clock.now())
    db.session.commit()


@pytest.mark.parametrize("by", [-HOURS, -timedelta(seconds=30), HOURS])
def test_what_waits_is_due_after_the_clock_was_set(watch: tuple[ClockWatch, list[datetime]], hands: Hands, by: timedelta) -> None:
    made, woken = watch
    _queue()
    hands.wait(1)
    hands.turn(by)

    made.look()

    assert woken == [hands.now]
    assert len(documents.claim_documents(clock.now()).ids) == 1
    assert len(outbox.claim_deliveries(clock.now(), 5).ids) == 1


def test_a_claim_and_a_pause_are_not_counted_from_a_moment_to_come(
    watch: tuple[ClockWatch, list[datetime]], hands: Hands
) -> None:
    _queue()
    [document_id] = documents.claim_documents(clock.now()).ids
    db.session.execute(sa.update(Delivery).values(next_attempt_at=clock.now() + timedelta(hours=1)))
    db.session.execute(sa.update(Document).values(claimed_by="mesin-lain/1.1#x"))
    db.session.execute(sa.insert(LimitCount).values(key_hash="a" * 64, count=20, expires_at=clock.now() + timedelta(minutes=1)))
    db.session.commit()
    hands.turn(-HOURS)

    watch[0].look()

    assert db.session.get_one(Document, document_id).claimed_at == hands.now
    assert len(outbox.claim_deliveries(clock.now(), 5).ids) == 1
    assert db.session.scalar(sa.select(sa.func.count(LimitCount.key_hash))) == 0
    hands.wait(601)
    assert documents.release_stale_documents(clock.now(), timedelta(minutes=10)) == 1


@pytest.mark.parametrize("seconds", [1, 7200])
def test_time_that_goes_by_is_no_jump_and_pauses_stay(
    watch: tuple[ClockWatch, list[datetime]], hands: Hands, seconds: int
) -> None:
    _queue()
    later = clock.now() + timedelta(hours=3)
    db.session.execute(sa.update(Delivery).values(next_attempt_at=later))
    db.session.commit()

    hands.wait(seconds)  # two hours: the laptop slept
    watch[0].look()

    assert watch[1] == []
    assert db.session.scalar(sa.select(Delivery.next_attempt_at)) == later
    assert machines.clocks_set(clock.now()) == []


def test_a_clock_that_went_back_while_nothing_ran_is_seen_at_the_next_start(app: Flask, hands: Hands) -> None:
    ClockWatch(app, lambda: None).look()
    _queue()
    woken: list[bool] = []
    hands.turn(-HOURS)

    ClockWatch(app, lambda: woken.append(True)).look()

    assert woken == [True]
    assert len(documents.claim_documents(clock.now()).ids) == 1
    [sentence] = machines.clocks_set(clock.now())
    assert "dimundurkan 3 jam" in sentence


def test_the_time_is_noted_once_a_minute(watch: tuple[ClockWatch, list[datetime]], hands: Hands) -> None:
    first = hands.now
    for _second in range(59):
        hands.wait(1)
        watch[0].look()
    assert db.session.scalar(sa.select(Machine.seen_at)) == first
    hands.wait(2)
    watch[0].look()
    db.session.expire_all()
    assert db.session.scalar(sa.select(Machine.seen_at)) == hands.now


def test_a_database_that_does_not_answer_is_told_at_the_next_look(
    watch: tuple[ClockWatch, list[datetime]], hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.turn(-HOURS)
    with monkeypatch.context() as broken:
        broken.setattr(machines, "note_clock", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            watch[0].look()
    assert watch[1] == []

    hands.wait(1)
    watch[0].look()

    assert len(watch[1]) == 1
    assert "dimundurkan 3 jam" in machines.clocks_set(clock.now())[0]


def test_the_administrator_is_told_for_a_week(watch: tuple[ClockWatch, list[datetime]], hands: Hands, sign_in: Callable) -> None:
    admin, other = make_user(), make_user()
    meeting = make_meeting()
    make_membership(admin, meeting.organisation, Role.ADMINISTRATOR)
    make_membership(other, meeting.organisation, Role.COMMITTEE)
    db.session.commit()
    hands.turn(timedelta(minutes=50))
    watch[0].look()

    for address in ("/", "/administrasi/"):
        assert "dimajukan 50 menit" in sign_in(admin).get(address).text, address
    assert "dimajukan" not in sign_in(other).get("/").text
    hands.wait(8 * 86400)
    assert machines.clocks_set(clock.now()) == []

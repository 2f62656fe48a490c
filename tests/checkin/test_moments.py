"""When a scan happened, when it arrived, and with which others: offline scans, clocks, leaving, batches."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.meetings import change_state
from meetings.domain.passes import replace_pass
from meetings.enums import MeetingState, ScanStatus
from meetings.extensions import db
from meetings.models import Attendance
from tests.checkin.door import Door, ago, answered, rfc3339
from tests.factories import make_session


def test_a_late_scan_that_happened_earlier_becomes_the_first_attendance(door: Door) -> None:
    person, code = door.add()
    _device, token = door.add_device("Meja 2", gate="Pintu B")
    online = door.scan(code)
    answer = door.send(online)
    earlier = clock.now() - timedelta(minutes=30)

    late = door.one(code, token=token, scanned_at=rfc3339(earlier), offline=True)

    assert late["status"] == "accepted"
    assert door.attended(person)[door.session.id] == answered(earlier)
    result = door.one(code)
    assert (result["status"], result["first"]["gate"], result["first"]["by"]) == ("already", "Pintu B", "Meja 2")
    assert door.send(online) == answer


def test_a_pass_that_was_exchanged_after_an_offline_scan_was_good_then(door: Door) -> None:
    person, code = door.add()
    before = clock.now() - timedelta(minutes=5)
    replace_pass(person, SYSTEM, clock.now(), "hilang")
    db.session.commit()

    assert door.one(code, scanned_at=rfc3339(before))["reason"] == "revoked"
    assert door.one(code, scanned_at=rfc3339(clock.now()), offline=True)["reason"] == "revoked"
    assert door.one(code, scanned_at=rfc3339(before), offline=True)["status"] == "accepted"
    assert door.attended(person)[door.session.id] == answered(before)


def test_the_earliest_of_offline_scans_wins_by_however_little(door: Door) -> None:
    person, code = door.add()
    _device, token = door.add_device("Meja 2", gate="Pintu B")
    moment = clock.now() - timedelta(minutes=5)
    door.one(code, scanned_at=rfc3339(moment), offline=True)

    late = door.one(code, token=token, scanned_at=rfc3339(moment - timedelta(seconds=1)), offline=True)

    assert (late["status"], late["first"]) == ("accepted", None)
    assert door.attended(person)[door.session.id] == answered(moment - timedelta(seconds=1))


def test_online_scans_within_a_few_seconds_are_told_apart_by_arrival(door: Door) -> None:
    person, code = door.add()
    moment = clock.now() - timedelta(minutes=5)
    door.one(code, scanned_at=rfc3339(moment))

    assert door.one(code, scanned_at=rfc3339(moment - timedelta(seconds=1)))["status"] == "already"
    assert door.attended(person)[door.session.id] == answered(moment)


def test_a_later_offline_scan_is_already(door: Door) -> None:
    person, code = door.add()
    first = clock.now() - timedelta(minutes=40)
    door.one(code, scanned_at=rfc3339(first), offline=True)

    assert door.one(code, scanned_at=ago(minutes=20), offline=True)["status"] == "already"
    assert door.attended(person)[door.session.id] == answered(first)


def test_a_clock_that_runs_ahead_is_set_to_the_time_of_receipt_and_flagged(door: Door) -> None:
    person, code = door.add()
    ahead = clock.now() + timedelta(hours=3)

    assert door.one(code, scanned_at=rfc3339(ahead))["status"] == "accepted"

    (scan,) = door.kept()
    assert scan.clock_ahead and scan.scanned_at == scan.received_at
    assert scan.device_time is not None and abs(scan.device_time - ahead) < timedelta(milliseconds=2)
    assert door.attended(person)[door.session.id] <= rfc3339(clock.now() + timedelta(seconds=1))


def test_a_finished_meeting_lets_nobody_in_and_loses_nobody_who_came_before(door: Door) -> None:
    early, late = door.add("Ani")[1], door.add("Budi")[1]
    door.meeting.state = MeetingState.RUNNING
    door.session.ends_at = clock.now() - timedelta(minutes=6)
    db.session.commit()
    assert door.one(door.add()[1])["status"] == "accepted"  # the door stays open for a while
    change_state(door.meeting, MeetingState.FINISHED, actor=SYSTEM, at=clock.now() - timedelta(minutes=5))
    db.session.commit()

    assert door.roster()["sessions"][0]["checkin_closes_at"] < ago(minutes=4)
    assert door.one(late)["reason"] == "too_late"
    assert door.one(early, scanned_at=ago(minutes=10), offline=True)["status"] == "accepted"
    batch = door.send(
        door.scan(late, scanned_at=ago(minutes=9), offline=True), door.scan(late, scanned_at=ago(minutes=1), offline=True)
    )
    assert [result["status"] for result in batch] == ["accepted", "already"]

    change_state(door.meeting, MeetingState.RUNNING, actor=SYSTEM, at=clock.now())
    db.session.commit()
    assert door.one(door.add("Cici")[1])["status"] == "accepted"


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.OPEN, MeetingState.RUNNING])
def test_before_the_end_the_sessions_hours_alone_open_the_door(door: Door, state: MeetingState) -> None:
    """A committee that forgot to press a button must not stand before a closed door: the contract knows hours, no states."""
    door.meeting.state = state
    db.session.commit()

    assert door.one(door.add()[1])["status"] == "accepted"
    hall = make_session(door.meeting, clock.now() + timedelta(hours=20))
    assert door.one(door.add()[1], session=hall.id)["reason"] == "too_early"


def test_more_than_a_day_before_the_meeting_is_invalid(door: Door) -> None:
    _person, code = door.add()
    begins = door.session.starts_at

    assert door.one(code, scanned_at=rfc3339(begins - timedelta(hours=24, minutes=1)))["reason"] == "invalid"
    assert door.one(code, scanned_at=rfc3339(begins - timedelta(hours=23)))["reason"] == "too_early"


def test_out_closes_the_presence_and_a_later_in_opens_another(door: Door) -> None:
    person, code = door.add()
    times = {"in": 50, "out": 40, "again": 25, "away": 10}
    door.one(code, scanned_at=ago(minutes=times["in"]))
    assert door.one(code, scanned_at=ago(minutes=times["out"]), direction="out")["status"] == "accepted"
    assert door.one(code, scanned_at=ago(minutes=39), direction="out")["status"] == "already"
    assert door.one(code, scanned_at=ago(minutes=times["again"]))["status"] == "accepted"
    assert door.one(code, scanned_at=ago(minutes=20))["status"] == "already"
    assert door.one(code, scanned_at=ago(minutes=times["away"]), direction="out")["status"] == "accepted"

    row = db.session.scalars(select(Attendance)).one()
    assert row.participant_id == person.id
    assert row.minutes_present == 25 and not row.inside
    assert row.last_out_at is not None and row.last_out_at > row.first_in_at
    assert db.session.scalar(select(func.count(Attendance.id))) == 1


def test_arrival_order_does_not_matter_for_the_minutes(door: Door) -> None:
    _person, code = door.add()
    seen = [(50, "in"), (40, "out"), (25, "in"), (10, "out")]

    for minutes, direction in (seen[3], seen[0], seen[2], seen[1]):
        assert door.one(code, scanned_at=ago(minutes=minutes), direction=direction, offline=True)["status"] != "refused"

    row = db.session.scalars(select(Attendance)).one()
    assert (row.minutes_present, row.inside) == (25, False)


def test_every_scan_is_kept_with_both_times(door: Door) -> None:
    _person, code = door.add()
    door.send(door.scan(code), door.scan(code), door.scan("salah"), door.scan(code, session="tidakada"))

    scans = door.kept()
    assert [scan.status for scan in scans].count(ScanStatus.REFUSED) == 2
    assert all(scan.received_at and scan.device_time and scan.result["id"] == scan.id for scan in scans)


def test_one_bad_scan_stops_none_of_the_others(door: Door) -> None:
    _person, code = door.add()
    bad = [
        door.scan(code, direction="sideways"),
        door.scan(code, scanned_at="kemarin"),
        door.scan(code, scanned_at="2026-04-30T09:00:00"),
        door.scan(code, id="bukan-uuid"),
        door.scan(code, force="ya"),
        door.scan(code, method="telepati"),
        door.scan(None),
        door.scan(code, id="\ud800"),
        {},
    ]

    results = door.send(*bad, door.scan(code))

    assert [r["reason"] for r in results[:-1]] == ["invalid"] * len(bad)
    assert results[-1]["status"] == "accepted"
    assert [r["id"] for r in results[:4]] == [scan["id"] for scan in bad[:4]]
    for scan in bad:
        assert door.send(scan)[0]["reason"] == "invalid"


def test_a_batch_may_repeat_itself_and_arrive_twice(door: Door) -> None:
    people = [door.add() for _ in range(3)]
    batch = [door.scan(code, offline=True) for _person, code in people]

    first = door.send(*batch, *batch)
    again = door.send(*reversed(batch))

    assert first[:3] == first[3:]
    assert again == list(reversed(first[:3]))
    assert [r["status"] for r in first] == ["accepted"] * 6
    assert len(door.kept()) == 3


def test_a_thousand_scans_in_one_call(door: Door) -> None:
    codes = [door.add()[1] for _ in range(5)]
    batch = [door.scan(codes[n % 5], id=str(uuid.uuid4()), offline=True) for n in range(1000)]

    results = door.send(*batch)

    assert sum(r["status"] == "accepted" for r in results) == 5
    assert [r["id"] for r in results] == [scan["id"] for scan in batch]

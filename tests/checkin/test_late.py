"""Scans that arrive long after they were made: by another device, after somebody has taken the attendance back, or against the rules."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings import clock
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Attendance, Participant
from tests.checkin.door import Door, ago
from tests.checkin.test_pages import Enter, place, staff


@pytest.fixture
def committee(door: Door, sign_in: Enter) -> FlaskClient:
    return sign_in(staff(door, Role.COMMITTEE))


def take_back(door: Door, committee: FlaskClient, person: Participant) -> None:
    address = place(door, f"kehadiran/{door.session.id}/{person.id}/batal")
    assert committee.post(address, data={"reason": "Salah orang"}).status_code == 302


def gates(person: Participant) -> list[tuple[str, str]]:
    db.session.expire_all()
    rows = db.session.scalars(select(Attendance).where(Attendance.participant_id == person.id))
    return [(row.first_gate, row.first_by) for row in rows]


@pytest.mark.parametrize("offline", [True, False])
def test_an_older_scan_does_not_bring_back_what_was_taken_back(door: Door, committee: FlaskClient, offline: bool) -> None:
    person, code = door.add()
    door.one(code)
    take_back(door, committee, person)

    late = door.one(code, scanned_at=ago(minutes=20), offline=offline)

    assert (late["status"], late["reason"], door.attended(person)) == ("refused", "undone", {})
    assert door.one(code, scanned_at=ago(minutes=15), offline=True, force=True)["reason"] == "undone"
    assert door.one(code)["status"] == "accepted"
    since = door.attended(person)
    assert door.one(code, scanned_at=ago(minutes=10), offline=True)["reason"] == "undone"
    assert door.attended(person) == since


def test_who_enters_a_paper_after_the_undo_knows_of_it(door: Door, committee: FlaskClient) -> None:
    person, code = door.add()
    door.one(code)
    take_back(door, committee, person)
    begun = clock.local(door.session.starts_at, door.meeting.timezone).strftime("%Y-%m-%dT%H:%M")

    committee.post(place(door, f"kehadiran/{door.session.id}/daftar-kertas"), data={"ids": [person.id], "arrived": begun})

    assert gates(person) == [("", "Siti Panitia")]


def test_what_a_revoked_device_still_held_belongs_to_it_whichever_device_brings_it(door: Door) -> None:
    old, _token = door.add_device("Meja 7", gate="Pintu B", paired_at=clock.now(), revoked_at=clock.now())
    elsewhere = Door(door.app).device
    elsewhere.paired_at = clock.now()
    people = [door.add() for _ in range(4)]

    brought = [
        door.scan(code, device=device, offline=True, scanned_at=ago(minutes=5))
        for (_person, code), device in zip(people, (old.id, elsewhere.id, "tidakada", None), strict=True)
    ]
    door.send(*brought)

    own = [("Pintu A", "Meja 1")]
    assert [gates(person) for person, _code in people] == [[("Pintu B", "Meja 7")], own, own, own]
    assert [scan.device_id == old.id for scan in sorted(door.kept(), key=lambda each: each.gate)] == [False, False, False, True]
    person, code = door.add()
    assert door.one(code, device=old.id)["status"] == "accepted"
    assert gates(person) == [("Pintu B", "Meja 7")]

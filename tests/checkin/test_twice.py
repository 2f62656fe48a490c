"""A pass that comes in at two doors: nobody is refused for it, and the committee's page tells it until somebody has looked."""

import pytest
from flask.testing import FlaskClient

from meetings.domain.checkin.twice import count_twice, list_twice
from meetings.enums import Role
from meetings.extensions import db
from tests.checkin.door import Door, Enter, ago, place, staff

TITLE = "Satu tanda masuk, dua pintu"


@pytest.fixture
def other(door: Door) -> str:
    """The token of a device at another door."""
    return door.add_device("Meja 2", gate="Pintu B")[1]


def told(door: Door) -> dict[str, list[str]]:
    db.session.rollback()
    found = list_twice(door.session)
    assert count_twice(door.session) == len(found)
    return {each.name: [seen.gate for seen in each.doors] for each in found}


def test_in_again_at_another_door_is_told_with_who_where_and_when_and_nobody_is_refused(
    door: Door, other: str, sign_in: Enter
) -> None:
    registrar = sign_in(staff(door, Role.REGISTRAR, "Dewi"))
    person, code = door.add("Bambang Sutrisno", position="Camat")
    same, twice_here = door.add("Di Pintu Sama")
    door.one(code, scanned_at=ago(minutes=9))
    door.one(twice_here, scanned_at=ago(minutes=9))
    assert door.one(twice_here)["status"] == "already"
    page = registrar.get(place(door, "check-in")).text
    assert TITLE not in page

    assert door.one(code, token=other)["status"] == "already"

    assert told(door) == {"Bambang Sutrisno": ["Pintu A", "Pintu B"]} and door.attended(same) and door.attended(person)
    page = registrar.get(place(door, "check-in")).text
    assert f"{TITLE}: 1 orang" in page and '<details class="card fold"><summary' in page  # one line that opens
    card = page.partition(TITLE)[2].partition("</ul>")[0]
    assert "Bambang Sutrisno" in card and "Camat" in card and "Pintu A · Meja 1" in card and "Pintu B · Meja 2" in card
    numbers = place(door, f"check-in/angka/{door.session.id}")
    assert [registrar.get(f"{numbers}?menunggu={seen}").json["news"] for seen in (0, 1)] == [True, False]

    scan = list_twice(door.session)[0].id
    done = registrar.post(
        place(door, "check-in/pindaian/ditangani"), data={"scan": scan, "note": "Lupa memindai keluar"}, follow_redirects=True
    )
    assert "Ditandai sudah ditangani" in done.text and TITLE not in done.text and told(door) == {}
    assert "ditangani oleh Dewi: Lupa memindai keluar" in registrar.get(place(door, "check-in/pindaian")).text
    door.one(code, token=other)  # and again: that is news
    assert told(door) == {"Bambang Sutrisno": ["Pintu A", "Pintu B"]}


def test_who_goes_out_first_or_is_taken_back_may_come_in_elsewhere(door: Door, other: str, sign_in: Enter) -> None:
    committee: FlaskClient = sign_in(staff(door, Role.COMMITTEE))
    (_left, left), (undone, undone_code) = door.add("Keluar dulu"), door.add("Dibatalkan")
    door.one(left, scanned_at=ago(minutes=9))
    door.one(left, direction="out", scanned_at=ago(minutes=6))
    door.one(left, token=other, scanned_at=ago(minutes=3))
    door.one(left, token=other)
    door.one(undone_code, scanned_at=ago(minutes=9))
    committee.post(place(door, f"kehadiran/{door.session.id}/{undone.id}/batal"), data={"reason": "Salah orang"})
    door.one(undone_code, token=other)

    assert told(door) == {}

    door.one(left, token=door.token)  # this time without a way out
    assert told(door) == {"Keluar dulu": ["Pintu B", "Pintu A"]}


@pytest.mark.parametrize("earlier_arrives", ["first", "last"])
def test_two_doors_without_a_network_are_told_in_whichever_order_they_arrive(
    door: Door, other: str, earlier_arrives: str
) -> None:
    _person, code = door.add("Bambang")
    calls = [(door.token, 9), (other, 8)]
    for token, minutes in calls if earlier_arrives == "first" else calls[::-1]:
        assert door.one(code, token=token, offline=True, scanned_at=ago(minutes=minutes))["status"] != "refused"

    assert told(door) == {"Bambang": ["Pintu A", "Pintu B"]}


def test_what_the_committee_recorded_at_its_own_screen_is_no_door(door: Door, sign_in: Enter) -> None:
    person, code = door.add("Bambang")
    sign_in(staff(door, Role.COMMITTEE)).post(place(door, f"kehadiran/{door.session.id}/{person.id}/hadir"))

    assert door.one(code)["status"] == "already" and told(door) == {}

"""The board that counts along, and the devices that guests use themselves, as the committee sees them."""

import hashlib

import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings import clock
from meetings.domain.checkin.devices import pairing_code
from meetings.extensions import db
from meetings.models import Device
from tests.checkin.door import Door, place
from tests.factories import make_session


def test_a_kiosk_is_made_with_a_pin_that_is_kept_as_a_hash(door: Door, committee: FlaskClient) -> None:
    form = {
        "name": "Kios 1",
        "gate": "Lobi",
        "kind": "kiosk",
        "scope": "all",
        "pin": "246813",
        "prints_badges": "y",
        "may_force": "y",
    }

    refused = committee.post(place(door, "check-in/perangkat/tambah"), data={**form, "pin": "24681"})
    committee.post(place(door, "check-in/perangkat/tambah"), data=form)

    device = db.session.scalars(select(Device).where(Device.name == "Kios 1")).one()
    code = pairing_code(device, device.created_at)
    paired = door.client.post("/api/v1/devices/pair", json={"code": code}).json["device"]
    assert refused.status_code == 422 and "6 sampai 8 angka" in refused.text
    assert "246813" not in device.pin_hash and not device.may_force
    assert (paired["kind"], paired["pin"], paired["prints_badges"]) == ("kiosk", device.pin_hash, True)
    rounds, salt, made = device.pin_hash.split("$")
    assert hashlib.pbkdf2_hmac("sha256", b"246813", bytes.fromhex(salt), int(rounds)).hex() == made


def test_the_board_shows_gates_sessions_devices_and_the_institution_that_is_looked_for(
    door: Door, committee: FlaskClient
) -> None:
    other = make_session(door.meeting, title="Komisi A")
    for name in ("Dinas Kesehatan", "Dinas Pendidikan", "Kecamatan Bogor Tengah"):
        door.one(door.add(institution=name)[1])
    address = place(door, f"check-in/angka/{door.session.id}")
    door.roster_told(3)

    shown = committee.get(address).json
    found = committee.get(f"{address}?instansi=dinas kes").json
    page = committee.get(place(door, f"check-in?sesi={door.session.id}&instansi=kesehatan")).text

    assert shown["gates"] == [{"name": "Pintu A", "present": 3, "of": 3}]
    assert shown["sessions"] == {door.session.id: 3, other.id: 0}
    assert shown["devices"][door.device.id]["queue"].startswith("3 menunggu dikirim, menurut kabar pukul ")
    assert [each["name"] for each in found["institutions"]] == ["Dinas Kesehatan"]
    assert "Dinas Pendidikan" not in page and f'data-live-text="sessions.{other.id}"' in page


def test_the_board_answers_304_until_a_scan_a_device_or_a_refusal_changes_it(door: Door, committee: FlaskClient) -> None:
    address = place(door, f"check-in/angka/{door.session.id}")
    code = door.add()[1]
    with time_machine.travel(clock.now(), tick=False) as travelled:
        marks = [committee.get(address).headers["ETag"]]
        assert committee.get(address, headers={"If-None-Match": marks[0]}).status_code == 304
        for change in (
            lambda: door.one(code),
            lambda: door.roster_told(2),
            lambda: door.one("M1SALAH"),
            lambda: door.roster_told(0),
        ):
            travelled.shift(1)
            change()
            marks.append(committee.get(address, headers={"If-None-Match": marks[-1]}).headers["ETag"])

    assert len(set(marks)) == 5

"""What a device may say and is told follows its kind."""

import uuid

from sqlalchemy import delete

from meetings import clock
from meetings.enums import DeviceKind
from meetings.extensions import db
from meetings.models import Attendance
from tests.checkin.door import Door, rfc3339


def test_a_device_says_only_what_its_kind_may(door: Door) -> None:
    person, code = door.add()
    _kiosk, guests = door.add_device("Kios", kind=DeviceKind.KIOSK)
    own = {"token": guests, "method": "kiosk"}
    walk_in = {"id": str(uuid.uuid4()), "name": "Tamu Baru", "session": door.session.id, "scanned_at": rfc3339(clock.now())}
    address = f"/api/v1/meetings/{door.meeting.id}/walk-ins"

    for said in ({"method": "qr"}, {"method": "search"}, {"method": "self"}, {"direction": "out"}):
        assert door.one(code, **{**own, **said})["reason"] == "device_not_allowed"
    desk = door.client.post(address, json={"walk_ins": [walk_in]}, headers={"Authorization": f"Bearer {guests}"}).json
    assert desk["results"][0]["reason"] == "device_not_allowed"
    for claimed in ("self", "kiosk"):
        for more in ((), (door.scan(code),)):  # alone and in a batch: the short way and the long one
            assert door.send(door.scan(code, method=claimed), *more)[0]["reason"] == "device_not_allowed"
            db.session.execute(delete(Attendance))
            db.session.commit()
    assert door.one(participant=person.id, **own)["status"] == "accepted"


def test_a_kiosk_holds_no_more_of_people_than_it_needs(door: Door) -> None:
    _kiosk, token = door.add_device("Kios", kind=DeviceKind.KIOSK)
    twins = [door.add("Budi", position=each, institution="Dinas Satu")[0] for each in ("Camat", "Lurah")]
    alone, code = door.add("Siti", position="Kepala Dinas", institution="Dinas Dua", seat="A-1")
    door.one(code)
    since = door.roster(token=token)["cursor"]

    held = {entry["id"]: entry for entry in door.roster(token=token)["participants"]}
    assert [held[each.id]["position"] for each in (*twins, alone)] == ["Camat", "Lurah", ""]
    assert held[alone.id]["attended"] == {} and "notes" not in held[alone.id]
    assert door.roster(since, token)["participants"] == [] and door.attended(alone)

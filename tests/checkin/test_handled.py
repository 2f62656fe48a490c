"""What a device tells besides scans: late refusals that were dealt with at the door; and what ends with it in the middle of a call."""

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin import walk_ins
from meetings.domain.checkin.devices import revoke_device
from meetings.domain.checkin.log import OPEN, LogFilters, list_scans
from meetings.domain.participants import withdraw_participant
from meetings.enums import DeviceKind
from meetings.extensions import db
from meetings.models import AuditEntry, Device, SettledScan
from tests.checkin.door import Door
from tests.checkin.test_walk_ins import listed, send, walk_in
from tests.factories import make_session


def late_refusal(door: Door) -> str:
    """A scan that its device had let in, and the service refused when it came."""
    person, code = door.add()
    withdraw_participant(person, SYSTEM, clock.now())
    db.session.commit()
    scan = door.scan(code, offline=True)
    assert door.send(scan)[0]["status"] == "refused"
    return scan["id"]


def tell(door: Door, *scans: str, token: str | None = None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token or door.token}"}
    answer = door.client.post(f"/api/v1/meetings/{door.meeting.id}/handled", json={"scans": list(scans)}, headers=headers)
    return answer.status_code, answer.json


def waiting(door: Door) -> int:
    return list_scans(door.meeting.id, LogFilters(outcome=OPEN), 1, 25).total or 0


def test_what_was_dealt_with_at_the_door_waits_for_nobody_at_the_committees_page(door: Door) -> None:
    scan, unknown = late_refusal(door), str(uuid.uuid4())
    assert waiting(door) == 1

    assert tell(door, scan, unknown) == (200, {"scans": [scan, unknown]})
    assert tell(door, scan)[0] == 200

    (settled,) = db.session.scalars(select(SettledScan))
    assert (settled.scan_id, settled.by, settled.note) == (scan, "Meja 1", "Ditangani di perangkat")
    assert waiting(door) == 0
    assert db.session.scalars(select(AuditEntry.action)).all().count("scan.settled") == 1


def test_a_device_deals_with_what_is_of_its_sessions_and_a_kiosk_with_nothing(door: Door) -> None:
    scan, other = late_refusal(door), make_session(door.meeting, title="Komisi A")
    _elsewhere, elsewhere = door.add_device("Meja 2", sessions=[other])
    _kiosk, kiosk = door.add_device("Kios", kind=DeviceKind.KIOSK)

    assert tell(door, scan, token=elsewhere)[0] == 200
    assert tell(door, scan, token=kiosk)[0] == 403
    assert tell(door)[0] == tell(door, "x")[0] == 422

    assert waiting(door) == 1


def test_a_device_that_is_revoked_in_the_middle_ends_with_the_piece(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = [walk_in(door, f"Tamu {word}") for word in ("Ani", "Budi", "Citra", "Dedi", "Eka", "Fajar", "Gita")]
    device_id = door.device.id

    def revoke() -> None:
        revoke_device(db.session.get_one(Device, device_id), SYSTEM, clock.now())
        db.session.commit()

    monkeypatch.setattr(walk_ins, "pass_turn_on", revoke)
    results = send(door, *sent)

    assert [each["id"] for each in results] == [each["id"] for each in sent[: walk_ins.PIECE]]
    assert len(listed()) == walk_ins.PIECE
    send(door, *sent[walk_ins.PIECE :], status=401)
    assert len(listed()) == walk_ins.PIECE

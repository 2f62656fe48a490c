"""Signatures on the screen of the door: what is one, whose it is, and where it stands."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings import clock
from meetings.domain.attendance.choices import Form
from meetings.domain.attendance.papers import compose_attendance
from meetings.domain.checkin.signatures import is_signature
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import AuditEntry, SignedArrival
from tests.checkin.door import Door, rfc3339
from tests.checkin.test_pages import Enter, place, staff
from tests.factories import make_session

DRAWN, AGAIN = "M20 60l30 -40 20 55 30 -45 25 20", "M10 50l60 -40 60 70M150 20l40 40"


@pytest.fixture(autouse=True)
def asked(door: Door) -> None:
    door.meeting.sign_on_screen = True
    db.session.commit()


@pytest.fixture
def committee(door: Door, sign_in: Enter) -> FlaskClient:
    return sign_in(staff(door, Role.COMMITTEE))


def drawing(scan: str, strokes: str = DRAWN, **ago: float) -> dict[str, str]:
    return {"scan": scan, "strokes": strokes, "signed_at": rfc3339(clock.now() - timedelta(**ago))}


def sign(door: Door, *drawings: dict[str, str], token: str | None = None, status: int = 200) -> Any:
    headers = {"Authorization": f"Bearer {token or door.token}"}
    body = {"signatures": list(drawings)}
    answer = door.client.post(f"/api/v1/meetings/{door.meeting.id}/signatures", json=body, headers=headers)
    assert answer.status_code == status, answer.text
    return [each["status"] for each in answer.json["results"]] if status == 200 else None


def kept() -> list[tuple[str, str]]:
    db.session.expire_all()
    return [(row.participant_id, row.strokes) for row in db.session.scalars(select(SignedArrival))]


def told_replaced() -> list[tuple[str | None, str]]:
    lines = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "checkin.signature_replaced"))
    return [(line.target_id, line.data["session"]) for line in lines]


def come(door: Door, code: str, **changes: Any) -> str:
    scan = door.scan(code, **changes)
    assert door.send(scan)[0]["status"] in ("accepted", "already")
    return scan["id"]


def listed(door: Door, form: Form | None = None) -> Any:
    return compose_attendance(door.meeting, door.session, form or Form(), clock.now())


@pytest.mark.parametrize(
    ("strokes", "good"),
    [
        (DRAWN, True),
        (AGAIN, True),
        ("", False),
        ("M20 60l1 1", False),  # a dot
        ("M20 60l30 -70 20 55", False),  # out of its field
        ("M280 60l30 -40 20 30", False),
        ('M20 60l30 -40"/><script>', False),
        ("M20 60L30 40 90 90", False),
        ("M20 60l" + " ".join(["9 0", "-9 0"] * 600), False),  # too long
    ],
)
def test_what_is_a_signature(strokes: str, good: bool) -> None:
    assert is_signature(strokes) is good


def test_a_signature_is_of_who_came_in_and_the_first_stays_unless_it_is_replaced(door: Door) -> None:
    person, code = door.add("Ani")
    first = come(door, code)
    again = come(door, code)
    away = door.scan(code, direction="out")
    door.send(away)

    assert sign(door, drawing(first, minutes=5), drawing(str(uuid.uuid4())), drawing(away["id"])) == [
        "kept",
        "refused",
        "refused",
    ]
    assert sign(door, drawing(first, minutes=5)) == ["kept"]  # sent twice
    assert kept() == [(person.id, DRAWN)]
    assert sign(door, drawing(again, AGAIN)) == ["signed"]
    assert kept() == [(person.id, DRAWN)] and told_replaced() == []
    for _twice in range(2):
        assert sign(door, drawing(again, AGAIN, minutes=1) | {"replaces": True}) == ["kept"]
    assert kept() == [(person.id, AGAIN)] and told_replaced() == [(person.id, door.session.title)]
    assert sign(door, drawing(first, minutes=5) | {"replaces": True}) == ["signed"]  # comes late, and is older
    assert kept() == [(person.id, AGAIN)]
    assert sign(door, drawing(first, "M1 1l1 1")) == ["refused"]
    sign(door, {"scan": first}, status=422)


def test_nobody_signs_where_nobody_is_asked_or_at_another_door(door: Door) -> None:
    _person, code = door.add()
    scan = come(door, code)
    _device, elsewhere = door.add_device("Meja 2", sessions=[make_session(door.meeting, title="Komisi A")])

    assert sign(door, drawing(scan), token=elsewhere) == ["refused"]
    door.meeting.sign_on_screen = False
    db.session.commit()
    assert sign(door, drawing(scan)) == ["refused"]
    roster = door.client.get(f"/api/v1/meetings/{door.meeting.id}/roster", headers={"Authorization": f"Bearer {door.token}"})
    assert "signatures" not in roster.json and kept() == []


def test_it_stands_on_the_filled_list_alone_and_goes_with_the_attendance(door: Door, committee: FlaskClient) -> None:
    person, code = door.add("Ani Lestari")
    door.add("Budi")
    sign(door, drawing(come(door, code)))

    paper = listed(door)
    assert paper.signed and {row.name: row.signature for row in paper.rows} == {"Ani Lestari": DRAWN, "Budi": ""}
    blank = listed(door, Form(blank=True))
    assert not blank.signed and not any(row.signature for row in blank.rows)
    bearer = {"Authorization": f"Bearer {door.token}"}
    told = door.client.get(f"/api/v1/meetings/{door.meeting.id}/roster", headers=bearer)
    assert told.json["signatures"] is True
    pages = [told.text] + [
        committee.get(place(door, path)).text for path in ("kehadiran", "kehadiran/unduh.csv", "check-in/pindaian", "jejak-audit")
    ]
    assert not any(re.search("M20 60l", page) for page in pages)
    assert not any("M20 60l" in str(entry.data) for entry in db.session.scalars(select(AuditEntry)))

    committee.post(place(door, f"kehadiran/{door.session.id}/{person.id}/batal"), data={"reason": "Salah orang"})
    assert kept() == []

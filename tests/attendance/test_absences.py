"""Somebody told the committee why they do not come: noted for one session, and told by every list in one word."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings import clock
from meetings.domain.attendance.annex import list_attendance
from meetings.domain.attendance.queries import totals_of
from meetings.enums import DeclineReason, MeetingState, ParticipantStatus, Presence, Role
from meetings.extensions import db
from meetings.models import Absence, AuditEntry, Participant
from tests.checkin.door import Door
from tests.checkin.test_pages import Enter, place, staff
from tests.factories import make_session


@pytest.fixture
def registrar(door: Door, sign_in: Enter) -> FlaskClient:
    return sign_in(staff(door, Role.REGISTRAR, "Dewi"))


def excuse(door: Door, client: FlaskClient, person: Participant, reason: str) -> str:
    address = place(door, f"kehadiran/{door.session.id}/{person.id}/berhalangan")
    return client.post(address, data={"reason": reason}, follow_redirects=True).get_data(as_text=True)


def told(door: Door) -> dict[str, tuple[Presence, str]]:
    return {row.name: (row.presence, row.reason) for row in list_attendance(door.session, clock.now())}


def numbers(door: Door) -> tuple[int, int, int, int]:
    totals = totals_of([door.session])[door.session.id]
    return totals.present, totals.absent, totals.excused, totals.listed


def test_every_list_says_unable_with_the_reason_that_was_given(door: Door, registrar: FlaskClient, sign_in: Enter) -> None:
    people = {name: door.add(name)[0] for name in ("Bertugas", "Sakit", "Diam")}
    make_session(door.meeting, title="Sesi lain")
    db.session.commit()
    assert numbers(door) == (0, 3, 0, 3)

    assert "Bertugas dicatat berhalangan." in excuse(door, registrar, people["Bertugas"], "duty")
    excuse(door, registrar, people["Sakit"], "sick")

    page = registrar.get(place(door, f"kehadiran?hadir=excused&sesi={door.session.id}")).get_data(as_text=True)
    assert "Dinas luar · dicatat Dewi" in page and "Sakit" in page and 'row-title">Diam' not in page
    # Public copies of the minutes carry this list: no reason is told, or whoever has none would be known to be ill.
    assert told(door) == {
        "Bertugas": (Presence.EXCUSED, ""),
        "Sakit": (Presence.EXCUSED, ""),
        "Diam": (Presence.AWAITED, ""),
    }
    assert numbers(door) == (0, 1, 2, 3)
    committee = sign_in(staff(door, Role.COMMITTEE))
    sheet = committee.get(place(door, f"kehadiran/{door.session.id}/unduh.csv")).data.decode("utf-8-sig")
    lines = {line[1]: line for line in csv.reader(io.StringIO(sheet), delimiter=";")}
    assert "Berhalangan (Dinas luar)" in lines["Bertugas"] and "Berhalangan (Sakit)" in lines["Sakit"]
    assert "absence.noted" in set(db.session.scalars(select(AuditEntry.action)))


def test_without_a_reason_nothing_is_noted_and_a_later_one_takes_the_place_of_the_earlier(
    door: Door, registrar: FlaskClient
) -> None:
    person, _code = door.add("Bambang")

    assert "Pilih alasannya." in excuse(door, registrar, person, "")
    assert db.session.scalars(select(Absence)).all() == []
    for reason in ("leave", "duty", "duty"):
        excuse(door, registrar, person, reason)
    db.session.expire_all()
    assert [row.reason for row in db.session.scalars(select(Absence))] == [DeclineReason.DUTY]
    assert list(db.session.scalars(select(AuditEntry.action))).count("absence.noted") == 2

    registrar.post(place(door, f"kehadiran/{door.session.id}/{person.id}/berhalangan/hapus"))
    assert told(door) == {"Bambang": (Presence.AWAITED, "")}
    assert numbers(door) == (0, 1, 0, 1)


def test_who_comes_all_the_same_is_present_and_who_is_present_or_not_awaited_is_not_noted(
    door: Door, registrar: FlaskClient
) -> None:
    person, code = door.add("Bambang")
    excuse(door, registrar, person, "leave")

    assert door.one(code)["status"] == "accepted"

    assert told(door) == {"Bambang": (Presence.PRESENT, "")}
    assert numbers(door) == (1, 0, 0, 1)
    assert "sudah tercatat hadir" in excuse(door, registrar, person, "duty")
    declined, _code = door.add("Menolak", status=ParticipantStatus.DECLINED)
    assert "tidak ditunggu di sesi ini" in excuse(door, registrar, declined, "duty")
    door.meeting.state = MeetingState.ARCHIVED
    db.session.commit()
    late, _code = door.add("Terlambat")
    excuse(door, registrar, late, "duty")
    assert len(db.session.scalars(select(Absence)).all()) == 1

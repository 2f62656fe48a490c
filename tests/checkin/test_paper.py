"""Attendance entered from a list that was signed on paper."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings import clock
from meetings.domain.attendance import annex
from meetings.domain.attendance.listing import Filters, list_attendance
from meetings.domain.checkin.log import LogFilters, list_scans
from meetings.enums import MeetingState, ParticipantStatus, Role, ScanMethod
from meetings.extensions import db
from meetings.models import Attendance, AuditEntry, Participant
from meetings.writing.dates import format_time
from tests.checkin.door import Door, Enter, place, rfc3339, staff


@pytest.fixture
def desk(door: Door, sign_in: Enter) -> FlaskClient:
    """The session began two hours ago and ended one hour ago; the meeting is finished."""
    now = clock.now()
    door.session.starts_at, door.session.ends_at = now - timedelta(hours=2), now - timedelta(hours=1)
    door.meeting.state, door.meeting.finished_at = MeetingState.FINISHED, now
    db.session.commit()
    return sign_in(staff(door, Role.COMMITTEE))


def hour(door: Door, **after: float) -> str:
    return clock.local(door.session.starts_at + timedelta(**after), door.meeting.timezone).strftime("%Y-%m-%dT%H:%M")


def address(door: Door) -> str:
    return place(door, f"kehadiran/{door.session.id}/daftar-kertas")


def test_many_are_recorded_at_once_at_the_hour_of_the_paper_and_as_such(door: Door, desk: FlaskClient) -> None:
    people = [door.add(f"Tamu {n}")[0] for n in range(4)]
    assert "Masukkan dari daftar kertas" in desk.get(place(door, "kehadiran")).get_data(as_text=True)

    ticked = {"ids": [person.id for person in people[:3]], "arrived": hour(door, minutes=10)}
    page = desk.post(address(door), data=ticked, follow_redirects=True).get_data(as_text=True)

    assert "3 orang dicatat hadir." in page
    assert "Tamu 3" in page and "Tamu 2</span>" not in page
    rows = db.session.scalars(select(Attendance)).all()
    assert {row.participant_id for row in rows} == {person.id for person in people[:3]}
    assert {row.method for row in rows} == {ScanMethod.PAPER}
    assert {clock.local(row.first_in_at, door.meeting.timezone).strftime("%Y-%m-%dT%H:%M") for row in rows} == {ticked["arrived"]}
    assert {row.first_by for row in rows} == {"Siti Panitia"}
    assert "Daftar kertas" in desk.get(place(door, "kehadiran")).get_data(as_text=True)
    assert "checkin.paper_entered" in set(db.session.scalars(select(AuditEntry.action)))

    again = desk.post(address(door), data=ticked, follow_redirects=True).get_data(as_text=True)
    assert "3 orang sudah tercatat." in again
    assert len(db.session.scalars(select(Attendance)).all()) == 3


@pytest.mark.parametrize(("when", "told"), [({"hours": -3}, "antara"), ({"hours": 30}, "antara"), ({}, "Pilih sedikitnya")])
def test_an_hour_at_which_the_door_was_shut_and_nobody_ticked_are_refused(
    door: Door, desk: FlaskClient, when: dict[str, float], told: str
) -> None:
    person, _code = door.add("Tamu")
    ids = [person.id] if when else []

    answer = desk.post(address(door), data={"ids": ids, "arrived": hour(door, **when)})

    assert answer.status_code == 422 and told in answer.get_data(as_text=True)
    assert db.session.scalars(select(Attendance)).all() == []


def test_whom_the_rules_refuse_is_named_and_recorded_on_the_committees_word(door: Door, desk: FlaskClient) -> None:
    waiting, _code = door.add("Menunggu", status=ParticipantStatus.PENDING)
    stranger, _code = Door(door.app).add("Orang lain")
    ticked = {"ids": [waiting.id, stranger.id], "arrived": hour(door)}

    page = desk.post(address(door), data=ticked, follow_redirects=True).get_data(as_text=True)
    assert "Menunggu: Belum mengonfirmasi" in page and "Orang lain" not in page

    asked = desk.post(address(door), data={**ticked, "force": "y"})
    assert asked.status_code == 422 and "Pilih alasan memaksa masuk." in asked.get_data(as_text=True)
    assert db.session.scalars(select(Attendance)).all() == []

    desk.post(address(door), data={**ticked, "force": "y", "force_reason": "mistake"})
    assert [row.participant_id for row in db.session.scalars(select(Attendance))] == [waiting.id]


def test_before_the_door_opens_and_in_the_archive_nothing_is_entered(door: Door, desk: FlaskClient) -> None:
    person, _code = door.add("Tamu")
    door.meeting.state = MeetingState.ARCHIVED
    db.session.commit()

    assert "tidak dapat dicatat lagi" in desk.get(address(door)).get_data(as_text=True)
    assert desk.post(address(door), data={"ids": [person.id], "arrived": hour(door)}).status_code in (409, 422)
    assert db.session.scalars(select(Attendance)).all() == []


def test_only_whom_a_rule_refused_counts_as_let_in_by_a_person(door: Door, desk: FlaskClient) -> None:
    door.add("Belum Menjawab", status=ParticipantStatus.INVITED)  # a warning at the door, no refusal
    door.add("Menunggu Persetujuan", status=ParticipantStatus.PENDING)
    ids = list(db.session.scalars(select(Participant.id)))

    desk.post(address(door), data={"ids": ids, "arrived": hour(door), "force": "y", "force_reason": "letter"})

    shown = {line.name: line.forced for line in list_attendance(door.session, Filters(), 1, 25).items}
    logged = {line.name: line.forced for line in list_scans(door.meeting.id, LogFilters(), 1, 25).items}
    printed = {row.name: "diterima petugas" in row.recorded for row in annex.list_attendance(door.session, clock.now())}
    assert shown == logged == printed == {"Belum Menjawab": False, "Menunggu Persetujuan": True}


def test_the_journal_does_not_call_a_paper_list_scanned_offline(door: Door, desk: FlaskClient) -> None:
    person, _code = door.add("Tamu")
    desk.post(address(door), data={"ids": [person.id], "arrived": hour(door)})

    (line,) = list_scans(door.meeting.id, LogFilters(), 1, 25).items

    assert line.method is ScanMethod.PAPER and line.remarks == []


def test_an_exit_that_did_not_count_is_called_so_and_said_when_a_paper_makes_it_count(door: Door, desk: FlaskClient) -> None:
    door.meeting.state, door.meeting.finished_at = MeetingState.RUNNING, None
    db.session.commit()
    person, code = door.add("Keluar Dulu")
    left = door.session.starts_at + timedelta(minutes=40)
    door.one(code, direction="out", scanned_at=rfc3339(left), offline=True)

    journal = desk.get(place(door, "check-in/pindaian")).get_data(as_text=True)
    assert "Belum masuk" in journal and "terhitung sebagai jam pulang" not in journal
    sheet = desk.get(place(door, "check-in/pindaian/unduh.csv")).get_data(as_text=True)
    assert "Belum masuk" in sheet and "Sudah tercatat" not in sheet

    ticked = {"ids": [person.id], "arrived": hour(door, minutes=10)}
    page = desk.post(address(door), data=ticked, follow_redirects=True).get_data(as_text=True)

    assert f"jam pulangnya sekarang terhitung: Keluar Dulu ({format_time(left, door.meeting.timezone)})" in page
    assert "terhitung sebagai jam pulang" in desk.get(place(door, "check-in/pindaian")).get_data(as_text=True)


def test_a_presence_that_was_taken_back_after_the_tick_is_not_recorded_by_it(door: Door, desk: FlaskClient) -> None:
    undone, other = (door.add(name)[0] for name in ("Batal", "Tetap"))
    begun = re.search(r'name="seen" value="([^"]+)"', desk.get(address(door)).get_data(as_text=True))
    assert begun
    ticked = {"ids": [undone.id, other.id], "arrived": hour(door), "seen": begun[1]}
    desk.post(address(door), data={**ticked, "ids": [undone.id]})
    desk.post(place(door, f"kehadiran/{door.session.id}/{undone.id}/batal"), data={"reason": "Salah orang"})

    page = desk.post(address(door), data=ticked, follow_redirects=True).get_data(as_text=True)

    assert "Batal: Kehadiran ini sudah dibatalkan panitia" in page and "1 orang dicatat hadir." in page
    assert [row.participant_id for row in db.session.scalars(select(Attendance))] == [other.id]
    desk.post(address(door), data={**ticked, "seen": clock.iso(clock.now())})  # ticked anew, with the undo in sight
    assert len(db.session.scalars(select(Attendance)).all()) == 2


def test_whoever_was_unable_to_come_is_shown_so_and_named_when_a_tick_says_otherwise(door: Door, desk: FlaskClient) -> None:
    told, declined = door.add("Sakit")[0], door.add("Menolak", status=ParticipantStatus.DECLINED)[0]
    other, _code = door.add("Biasa")
    desk.post(place(door, f"kehadiran/{door.session.id}/{told.id}/berhalangan"), data={"reason": "sick"})

    page = desk.get(address(door)).get_data(as_text=True)
    assert page.count("Berhalangan") == 2 and "dicatat Siti Panitia" in page

    ticked = {"ids": [told.id, declined.id, other.id], "arrived": hour(door)}
    page = desk.post(address(door), data=ticked, follow_redirects=True).get_data(as_text=True)
    assert "Sebelumnya berhalangan, sekarang tercatat hadir: " in page
    named = page.partition("sekarang tercatat hadir: ")[2].partition(".")[0]
    assert set(named.split("; ")) == {"Sakit", "Menolak"}

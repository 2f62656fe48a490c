"""The log of scans: all of them as they were answered, narrowed, exported."""

import csv
import io
from datetime import timedelta

import pytest

from meetings import clock
from meetings.domain.attendance.live import live_numbers
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin import log
from meetings.domain.checkin.log import LogFilters, export_scans, list_scans
from meetings.domain.participants import withdraw_participant
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Participant
from meetings.passcode import derive_code
from tests.checkin.door import Door, Enter, ago, place, rfc3339, staff
from tests.factories import make_session


@pytest.fixture
def busy(door: Door) -> Door:
    """Somebody came and was taken back, somebody withdrawn was refused, a forged code was scanned, a late one arrived from offline."""
    (_ani, ani_code), (gone, gone_code), (_late, late_code) = (door.add(name) for name in ("Ani", "Gunawan", "Lestari"))
    door.session.starts_at = clock.now() - timedelta(hours=1)
    withdraw_participant(gone, SYSTEM, clock.now())
    db.session.commit()
    door.one(ani_code)
    door.one(gone_code)
    door.one(derive_code(b"somebody else's key", "x"))
    door.one(late_code, scanned_at=ago(minutes=30), offline=True)
    return door


def find(name: str) -> Participant:
    return db.session.scalars(db.select(Participant).filter_by(name=name)).one()


def told(door: Door, **filters: str) -> list[tuple[str, str, str | None]]:
    page = list_scans(door.meeting.id, LogFilters(**filters), 1, 25)
    return [(row.name, row.status.value, row.reason and row.reason.value) for row in page.items]


def test_every_scan_is_listed_newest_first_refused_ones_too(busy: Door) -> None:
    everything = told(busy)

    assert everything == [
        ("", "refused", "unknown"),
        ("Gunawan", "refused", "revoked"),
        ("Ani", "accepted", None),
        ("Lestari", "accepted", None),
    ]
    assert told(busy, outcome="refused") == everything[:2]
    assert told(busy, outcome="accepted") == everything[2:]
    assert told(busy, text="gunaw") == [everything[1]]
    assert told(busy, session=busy.session.id) == everything
    assert told(busy, session=make_session(busy.meeting).id) == []
    assert told(busy, outcome="undo") == []


def test_the_page_says_what_was_answered_and_why(busy: Door, sign_in: Enter) -> None:
    committee = sign_in(staff(busy, Role.COMMITTEE))
    ani = find("Ani")
    committee.post(place(busy, f"kehadiran/{busy.session.id}/{ani.id}/batal"), data={"reason": "Salah orang"})

    page = committee.get(place(busy, "check-in/pindaian")).get_data(as_text=True)

    for word in (
        "Tanda masuk dicabut atau diganti",
        "Kode tidak dikenal",
        "dipindai luring",
        "diterima ",
        "Salah orang",
        "Dibatalkan",
    ):
        assert word in page, word
    assert page.index("Salah orang") < page.index("Gunawan") < page.index("Lestari")
    undone = committee.get(place(busy, "check-in/pindaian"), query_string={"hasil": "undo"}).get_data(as_text=True)
    assert "Salah orang" in undone and "Lestari" not in undone
    assert "Tidak ada yang cocok" in committee.get(place(busy, "check-in/pindaian?q=tidakada")).get_data(as_text=True)
    assert place(busy, "check-in/pindaian") in committee.get(place(busy, "check-in")).get_data(as_text=True)


def test_the_export_holds_the_narrowed_lines_in_blocks(busy: Door, sign_in: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "BLOCK", 2)
    committee = sign_in(staff(busy, Role.COMMITTEE))
    busy.one(busy.code(find("Ani")), scanned_at=rfc3339(clock.now()))

    text = committee.get(place(busy, "check-in/pindaian/unduh.csv")).get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))

    assert [row["Nama"] for row in rows] == ["Ani", "", "Gunawan", "Ani", "Lestari"]
    assert [row["Hasil"] for row in rows] == ["Sudah tercatat", "Ditolak", "Ditolak", "Diterima", "Diterima"]
    assert len(list(export_scans(busy.meeting.id, LogFilters(outcome="refused")))) == 2
    assert committee.get(place(busy, "check-in/pindaian/unduh.xlsx?hasil=refused")).status_code == 200
    assert committee.get(place(busy, "check-in/pindaian/unduh.pdf")).status_code == 404


def test_only_whom_the_door_concerns_reads_it(busy: Door, sign_in: Enter) -> None:
    for role, page, export in ((Role.REGISTRAR, 200, 403), (Role.SECRETARY, 403, 200), (Role.VIEWER, 403, 403)):
        person = sign_in(staff(busy, role, role.value))
        assert person.get(place(busy, "check-in/pindaian")).status_code == page, role
        assert person.get(place(busy, "check-in/pindaian/unduh.csv")).status_code == export, role


def test_who_came_when_it_was_over_is_said_in_the_log_and_among_the_latest(door: Door) -> None:
    (_early, early), (_late, late) = door.add("Tepat"), door.add("Belakangan")
    door.one(early, scanned_at=ago(minutes=20))
    door.session.ends_at = clock.now() - timedelta(minutes=10)  # and its door is open for some time more
    db.session.commit()
    door.one(late)

    lines = list_scans(door.meeting.id, LogFilters(), 1, 25).items
    assert {line.name: "sesudah acara berakhir" in line.remarks for line in lines} == {"Tepat": False, "Belakangan": True}
    assert {row["name"]: row["late"] for row in live_numbers(door.session)["latest"]} == {"Tepat": False, "Belakangan": True}


def test_what_a_revoked_device_still_read_is_told_in_the_log_and_beside_the_devices(door: Door, sign_in: Enter) -> None:
    committee = sign_in(staff(door, Role.COMMITTEE))
    door.device.paired_at = clock.now() - timedelta(hours=1)
    revoked, told_word = clock.now() - timedelta(minutes=10), "dibuat sesudah perangkat dicabut"
    (_ani, before), (_budi, after) = door.add("Ani"), door.add("Budi")
    door.device.revoked_at = revoked
    _new, token = door.add_device("Meja 1 baru", gate="Pintu A")
    assert told_word not in committee.get(place(door, "check-in")).text

    for code, minutes in ((before, 15), (after, 5)):
        sent = door.scan(code, scanned_at=ago(minutes=minutes), device=door.device.id)
        assert door.send(sent, token=token)[0]["status"] == "accepted"

    lines = list_scans(door.meeting.id, LogFilters(), 1, 25).items
    assert {line.name: told_word in line.remarks for line in lines} == {"Ani": False, "Budi": True}
    assert f"1 pindaian {told_word}" in committee.get(place(door, "check-in")).text
    assert told(door, outcome="unpermitted") == [("Budi", "accepted", None)]

"""The committee's pages about the door."""

import csv
import io
import re
import zipfile
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from python_calamine import load_workbook
from sqlalchemy import select

from meetings import clock
from meetings.domain.attendance.annex import list_attendance
from meetings.domain.checkin.devices import pairing_code
from meetings.domain.checkin.manual import OWN_UNDO
from meetings.enums import MeetingState, ParticipantStatus, Role
from meetings.extensions import db
from meetings.models import Attendance, AuditEntry, Device, Participant, Scan
from meetings.writing.dates import format_clock, format_moment_in_sentence
from tests.checkin.door import Door, Enter, place, rfc3339, staff
from tests.factories import make_category, make_session


def test_a_device_that_let_go_is_called_so_and_can_be_paired_again(door: Door, committee: FlaskClient) -> None:
    door.device.paired_at = door.device.last_seen_at = clock.now()
    db.session.commit()
    address, bearer = f"/api/v1/meetings/{door.meeting.id}/release", {"Authorization": f"Bearer {door.token}"}

    assert door.client.post(address, headers=bearer).json == {"device": door.device.id}

    assert door.client.post(address, headers=bearer).status_code == 401
    page = committee.get(place(door, "check-in")).get_data(as_text=True)
    assert "Dilepas" in page and "Terpasang" not in page and "Ya, cabut perangkat" not in page
    own = committee.get(place(door, f"check-in/perangkat/{door.device.id}")).get_data(as_text=True)
    assert "Perangkat sudah dilepas" in own and "belum terkirim tetap tersimpan di ponselnya" in own
    assert "Ya, cabut perangkat" not in own
    assert db.session.scalars(db.select(AuditEntry.action)).all().count("device.released") == 1


def test_overview_shows_numbers_devices_and_the_scanners_address(door: Door, committee: FlaskClient) -> None:
    _person, code = door.add("Bambang <b>Tebal</b>")
    door.add()
    door.one(code)

    page = committee.get(place(door, "check-in")).get_data(as_text=True)

    assert "Meja 1" in page and "Terpasang" in page and "http://localhost/pindai/" in page
    assert 'data-live-text="present">1<' in page and 'data-live-text="listed">2<' in page


def test_a_device_that_calls_is_seen_within_a_quarter_of_a_minute(door: Door) -> None:
    door.device.last_seen_at = before = clock.now() - timedelta(seconds=16)
    db.session.commit()

    door.roster_told(waiting=0)

    db.session.refresh(door.device)
    assert door.device.last_seen_at > before + timedelta(seconds=15)


def test_live_numbers_are_json_with_an_etag(door: Door, committee: FlaskClient) -> None:
    _person, code = door.add("Bambang <b>Tebal</b>", position="Camat")
    door.one(code)
    address = place(door, f"check-in/angka/{door.session.id}")

    answer = committee.get(address)
    again = committee.get(address, headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.json["present"] == 1 and answer.json["latest"][0]["name"] == "Bambang <b>Tebal</b>"
    assert sum(answer.json["arrivals"]) == 1
    assert again.status_code == 304
    door.one(door.add()[1])
    assert committee.get(address, headers={"If-None-Match": answer.headers["ETag"]}).json["present"] == 2


def test_every_number_that_the_overview_keeps_true_is_sent(door: Door, committee: FlaskClient) -> None:
    category = make_category(door.meeting, "Camat", colour="#0b5d8f")
    _person, code = door.add(category=category, position="Camat", institution="Kecamatan Bogor Tengah")
    door.one(code)
    place_in_answer = re.compile(r'data-live-(?:text|time|show|colour|max|value|bars)="([^"]+)"')
    whole_list = re.compile(r'data-live-list="([^"]+)"[^>]*>\s*<template>(.*?)</template>', re.DOTALL)

    page = committee.get(place(door, "check-in")).get_data(as_text=True)
    sent = committee.get(place(door, f"check-in/angka/{door.session.id}")).json
    lists = whole_list.findall(page)

    assert len(lists) == page.count("data-live-list=") > 0
    assert {each.partition(".")[0] for each in place_in_answer.findall(whole_list.sub("", page))} <= set(sent)
    for name, template in lists:
        assert sent[name] and all(set(place_in_answer.findall(template)) <= set(row) for row in sent[name]), name


def test_a_device_is_made_paired_by_its_code_and_revoked(door: Door, committee: FlaskClient) -> None:
    hall = make_session(door.meeting, title="Komisi A")
    form = {"name": "Meja 7", "gate": "Pintu C", "kind": "scanner", "scope": "some", "sessions": [hall.id], "may_force": "y"}

    page = committee.post(place(door, "check-in/perangkat/tambah"), data=form, follow_redirects=True)

    device = db.session.scalars(select(Device).where(Device.name == "Meja 7")).one()
    code = pairing_code(device, device.created_at)
    assert code is not None and code in page.get_data(as_text=True) and "<svg" in page.get_data(as_text=True)
    paired = door.client.post("/api/v1/devices/pair", json={"code": code, "name": ""})
    assert paired.status_code == 201 and paired.json["device"]["name"] == "Meja 7"
    token = paired.json["token"]
    state = committee.get(place(door, f"check-in/perangkat/{device.id}/keadaan")).get_data(as_text=True)
    assert "Perangkat terpasang" in state and "hx-trigger" not in state
    assert [s["id"] for s in door.roster(token=token)["sessions"]] == [hall.id]

    committee.post(place(door, f"check-in/perangkat/{device.id}/cabut"))

    assert door.post(door.scan("x"), token=token).status_code == 401
    actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"device.created", "device.paired", "device.revoked"} <= actions


def test_a_device_needs_a_name_and_a_session(door: Door, committee: FlaskClient) -> None:
    address = place(door, "check-in/perangkat/tambah")

    assert committee.post(address, data={"name": " ", "kind": "scanner", "scope": "all"}).status_code == 422
    answer = committee.post(address, data={"name": "Meja 9", "kind": "scanner", "scope": "some"})
    assert answer.status_code == 422 and "Pilih sedikitnya satu sesi" in answer.get_data(as_text=True)


def test_the_list_filters_sorts_and_searches(door: Door, committee: FlaskClient) -> None:
    _first, code = door.add("Zainal", institution="Dinas Arsip")
    door.add("Ani", institution="Dinas Zakat")
    door.add("Gugun", status=ParticipantStatus.WITHDRAWN)
    door.one(code)

    def names(**query: str) -> list[str]:
        text = committee.get(place(door, "kehadiran"), query_string=query).get_data(as_text=True)
        return [part.split("<")[0] for part in text.split('class="row-title">')[1:]]

    assert names(sort="name") == ["Ani", "Zainal"]
    assert names(sort="-name") == ["Zainal", "Ani"]
    assert names(sort="institution") == ["Zainal", "Ani"]
    assert names(sort="arrival") == ["Zainal", "Ani"]
    assert names(hadir="present") == ["Zainal"]
    assert names(hadir="absent") == ["Ani"]
    assert names(q="zakat") == ["Ani"]


def test_checking_in_by_hand_and_taking_it_back_keeps_every_scan(door: Door, committee: FlaskClient) -> None:
    person, code = door.add("Bambang")
    base = f"kehadiran/{door.session.id}/{person.id}"
    cursor = door.roster()["cursor"]

    page = committee.post(place(door, f"{base}/hadir"), follow_redirects=True).get_data(as_text=True)
    assert "Bambang dicatat hadir" in page
    assert door.session.id in door.attended(person)

    assert "alasan" in committee.post(place(door, f"{base}/batal"), data={"reason": " "}, follow_redirects=True).get_data(
        as_text=True
    )
    assert door.session.id in door.attended(person)
    committee.post(place(door, f"{base}/batal"), data={"reason": "Salah orang"})

    assert door.attended(person) == {}
    assert door.roster(cursor)["participants"][0]["attended"] == {}
    scans = list(db.session.scalars(select(Scan).order_by(Scan.received_at)))
    assert [scan.direction.value for scan in scans] == ["in", "undo"]
    assert (scans[1].undoes_id, scans[1].undo_reason) == (scans[0].id, "Salah orang")
    assert {"checkin.manual", "checkin.undone"} <= set(db.session.scalars(select(AuditEntry.action)))
    assert door.one(code)["status"] == "accepted"
    assert door.one(code)["status"] == "already"


def test_a_refusal_by_hand_says_why_and_force_overrules_it(door: Door, committee: FlaskClient) -> None:
    person, _code = door.add("Bambang")
    door.session.capacity = 0
    db.session.commit()
    address = place(door, f"kehadiran/{door.session.id}/{person.id}/hadir")

    assert "Paksa masuk" not in committee.get(place(door, "kehadiran")).get_data(as_text=True)
    refused = committee.post(address, follow_redirects=True).get_data(as_text=True)
    assert "Ruang penuh" in refused and "Paksa masuk" in refused
    for given, told in (({}, "Pilih alasan memaksa masuk."), ({"force_reason": "other", "force_note": " "}, "Tulis alasannya.")):
        asked = committee.post(address, data={"force": "1", **given}, follow_redirects=True).get_data(as_text=True)
        assert told in asked and "Paksa masuk" in asked
    given = {"force": "1", "force_reason": "other", "force_note": " Diminta  Sekda "}
    assert "dicatat hadir" in committee.post(address, data=given, follow_redirects=True).get_data(as_text=True)
    log = committee.get(place(door, "check-in/pindaian")).get_data(as_text=True)
    assert "dipaksa petugas: Alasan lain: Diminta Sekda" in log
    assert "checkin.forced" in set(db.session.scalars(select(AuditEntry.action)))


@pytest.mark.parametrize(
    ("begins_in", "ends_in", "told"),
    [
        (timedelta(hours=3), timedelta(hours=6), "pintu sesi ini baru dibuka {opens}."),
        (timedelta(days=3), timedelta(days=4), "pintu sesi ini baru dibuka {opens}, dan kehadiran dicatat paling awal sehari"),
        (timedelta(hours=-6), timedelta(hours=-3), "pintu sesi ini sudah ditutup {closes}."),
    ],
)
def test_outside_the_doors_hours_the_hour_is_told(
    door: Door, committee: FlaskClient, begins_in: timedelta, ends_in: timedelta, told: str
) -> None:
    person, _code = door.add("Bambang")
    door.session.starts_at, door.session.ends_at = clock.now() + begins_in, clock.now() + ends_in
    db.session.commit()
    opens, closes = (format_moment_in_sentence(moment, "Asia/Jakarta") for moment in door.session.doors)

    page = committee.post(place(door, f"kehadiran/{door.session.id}/{person.id}/hadir"), follow_redirects=True).text

    assert told.format(opens=opens, closes=closes) in page and "Data pindaian" not in page


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.FINISHED, MeetingState.ARCHIVED])
def test_by_hand_attendance_changes_only_while_the_meeting_allows_it(
    door: Door, committee: FlaskClient, state: MeetingState
) -> None:
    came, code = door.add("Ani")
    away, _code = door.add("Bambang")
    door.one(code)
    door.meeting.state = state
    db.session.commit()

    page = committee.post(place(door, f"kehadiran/{door.session.id}/{away.id}/hadir"), follow_redirects=True).get_data(
        as_text=True
    )
    assert "tindakan ini hanya dapat dilakukan" in page and "Catat hadir" not in page
    page = committee.post(
        place(door, f"kehadiran/{door.session.id}/{came.id}/batal"), data={"reason": "Salah orang"}, follow_redirects=True
    ).get_data(as_text=True)

    left = set(db.session.scalars(select(Attendance.participant_id)))
    assert left == ({came.id} if state is MeetingState.ARCHIVED else set())
    assert "Batalkan kehadiran" not in page


def test_a_registrar_takes_back_the_own_slip_for_ten_minutes_and_nobody_elses(
    door: Door, sign_in: Enter, committee: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own, _), (other, code) = door.add("Bambang"), door.add("Citra")
    registrar = sign_in(staff(door, Role.REGISTRAR))
    door.one(code)
    committee.post(place(door, f"kehadiran/{door.session.id}/{other.id}/hadir"))

    def take_back(person: Participant) -> str:
        address = place(door, f"kehadiran/{door.session.id}/{person.id}/batal")
        return registrar.post(address, data={"reason": "Salah orang"}, follow_redirects=True).get_data(as_text=True)

    registrar.post(place(door, f"kehadiran/{door.session.id}/{own.id}/hadir"))
    page = registrar.get(place(door, "kehadiran")).get_data(as_text=True)
    assert page.count("Ya, batalkan kehadiran") == 1 and "Batalkan kehadiran Bambang?" in page
    assert "Yang lain dibatalkan oleh panitia kegiatan" in take_back(other)
    assert "Kehadiran dibatalkan" in take_back(own)
    assert (door.attended(own), len(door.attended(other))) == ({}, 1)

    registrar.post(place(door, f"kehadiran/{door.session.id}/{own.id}/hadir"))
    later = clock.now() + OWN_UNDO + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Ya, batalkan kehadiran" not in registrar.get(place(door, "kehadiran")).get_data(as_text=True)
    assert "10 menit terakhir" in take_back(own)
    assert door.attended(own)


def test_the_end_of_a_session_ends_the_stay_of_whom_nobody_scanned_out(door: Door, committee: FlaskClient) -> None:
    (ani, code), (budi, other) = door.add("Ani"), door.add("Budi")
    came = clock.now() - timedelta(minutes=50)
    door.session.starts_at = came
    db.session.commit()
    for each in (code, other):
        door.one(each, scanned_at=rfc3339(came), offline=True)
    door.one(other, direction="out", scanned_at=rfc3339(came + timedelta(minutes=20)), offline=True)
    door.one(other, scanned_at=rfc3339(came + timedelta(minutes=30)), offline=True)
    numbers = place(door, f"check-in/angka/{door.session.id}")
    assert committee.get(numbers).json["inside"] == 2

    door.session.closed_at = came + timedelta(minutes=45)
    db.session.commit()

    page = committee.get(place(door, "kehadiran")).get_data(as_text=True)
    assert page.count("(akhir sesi)") == 2
    assert committee.get(numbers).json["inside"] == 0
    assert "Ani" not in committee.get(place(door, "kehadiran"), query_string={"hadir": "inside"}).get_data(as_text=True)
    sheet = committee.get(place(door, f"kehadiran/{door.session.id}/unduh.csv")).get_data(as_text=True)
    rows = csv.DictReader(io.StringIO(sheet.lstrip("\ufeff")), delimiter=";")
    assert {row["Nama"]: row["Menit"] for row in rows} == {"Ani": "45", "Budi": "35"}
    ended = format_clock(door.session.closed_at, door.meeting.timezone)
    for person, minutes in ((ani, 45), (budi, 35)):
        detail = committee.get(place(door, f"peserta/{person.id}")).get_data(as_text=True)
        assert "akhir sesi" in detail and ended in detail and f'data-label="Menit">{minutes}<' in detail


def test_an_hour_that_is_set_ends_stays_before_or_after_the_session(door: Door, committee: FlaskClient) -> None:
    _ani, code = door.add("Ani")
    came = door.session.starts_at = clock.now() - timedelta(minutes=50)
    door.session.presence_ends_at = came + timedelta(minutes=45)
    db.session.commit()
    door.one(code, scanned_at=rfc3339(came), offline=True)
    numbers, sheet = place(door, f"check-in/angka/{door.session.id}"), place(door, f"kehadiran/{door.session.id}/unduh.csv")

    assert "(jam yang diatur)" in committee.get(place(door, "kehadiran")).get_data(as_text=True)
    assert committee.get(numbers).json["inside"] == 0
    (row,) = csv.DictReader(io.StringIO(committee.get(sheet).get_data(as_text=True).lstrip("\ufeff")), delimiter=";")
    assert (row["Pulang dicatat"], row["Menit"]) == ("jam yang diatur", "45")

    door.session.ends_at = came + timedelta(minutes=10)
    door.session.presence_ends_at = clock.now() + timedelta(minutes=10)
    db.session.commit()
    assert committee.get(numbers).json["inside"] == 1


def test_devices_that_ended_fold_away(door: Door, committee: FlaskClient) -> None:
    door.add_device("Meja lama", revoked_at=clock.now())

    page = committee.get(place(door, "check-in")).get_data(as_text=True)

    assert "1 perangkat sudah berakhir" in page
    assert page.index("Meja 1") < page.index('<details class="fold') < page.index("Meja lama")
    assert page.count("Ya, cabut perangkat") == 1
    assert page.count("belum terkirim tetap tersimpan di ponselnya") == 2  # before one is revoked, and beside those that are


def test_a_working_devices_name_is_given_once(door: Door, committee: FlaskClient) -> None:
    form = {"name": "meja 1", "gate": "Pintu C", "kind": "scanner", "scope": "all"}
    again = committee.post(place(door, "check-in/perangkat/tambah"), data=form)
    committee.post(place(door, "check-in/perangkat/tambah"), data=form | {"name": "Meja 2"})
    device = db.session.scalars(select(Device).where(Device.name == "Meja 2")).one()
    code = pairing_code(device, device.created_at)

    assert again.status_code == 422 and "sudah ada dan belum dicabut" in again.get_data(as_text=True)
    paired = door.client.post("/api/v1/devices/pair", json={"code": code, "name": "Meja 1"})
    assert paired.json["device"]["name"] == "Meja 1 (2)"  # at the door nobody is turned away for a name
    committee.post(place(door, f"check-in/perangkat/{door.device.id}/cabut"))
    assert committee.post(place(door, "check-in/perangkat/tambah"), data=form).status_code == 302


def test_whoever_takes_an_attendance_back_reads_what_becomes_of_it(door: Door, committee: FlaskClient) -> None:
    for name, status in (("Ani", ParticipantStatus.CONFIRMED), ("Budi", ParticipantStatus.DECLINED)):
        door.one(door.add(name, status=status)[1])
    moved = door.add("Candra")
    door.one(moved[1])
    moved[0].status = ParticipantStatus.WITHDRAWN
    db.session.commit()
    told = re.compile(r"Batalkan kehadiran (\w+)\?.*?<p>(.*?) Pindaian lamanya", re.DOTALL)

    def read() -> dict[str, str]:
        return dict(told.findall(committee.get(place(door, "kehadiran")).get_data(as_text=True)))

    gone = "Orang ini lalu tidak ada lagi dalam daftar hadir sesi ini."
    assert read() == {
        "Ani": "Orang ini lalu tercatat: Belum hadir.",
        "Budi": "Orang ini lalu tercatat: Berhalangan.",
        "Candra": gone,
    }
    door.session.ends_at = clock.now()
    db.session.commit()
    assert read()["Ani"] == "Orang ini lalu tercatat: Tanpa keterangan."


def test_registrars_check_in_but_neither_manage_devices_nor_export(door: Door, sign_in: Enter) -> None:
    person, code = door.add()
    door.one(code)
    registrar = sign_in(staff(door, Role.REGISTRAR))

    assert registrar.get(place(door, "check-in")).status_code == 200
    assert registrar.get(place(door, "kehadiran")).status_code == 200
    assert registrar.post(place(door, f"kehadiran/{door.session.id}/{person.id}/batal"), data={"reason": "x"}).status_code == 302
    assert registrar.get(place(door, "check-in/perangkat/tambah")).status_code == 403
    assert registrar.get(place(door, f"kehadiran/{door.session.id}/unduh.csv")).status_code == 403


def test_another_meetings_session_and_device_are_not_found(door: Door, committee: FlaskClient) -> None:
    other = Door(door.app)
    person, _code = door.add()

    assert committee.get(place(door, f"check-in/angka/{other.session.id}")).status_code == 404
    assert committee.get(place(door, f"check-in/perangkat/{other.device.id}")).status_code == 404
    assert committee.get(place(door, "kehadiran"), query_string={"sesi": other.session.id}).status_code == 404
    assert committee.post(place(door, f"kehadiran/{other.session.id}/{person.id}/hadir")).status_code == 404


def test_exports_hold_names_exactly_and_defuse_formulas(door: Door, committee: FlaskClient) -> None:
    names = ['=cmd|"x"', "<b>Tebal</b> {x}", "ꦲꦗꦶ محمد", "A"]
    codes = [door.add(name, sort_name=f"{number}")[1] for number, name in enumerate(names)]
    door.one(codes[0])

    sheet = committee.get(place(door, f"kehadiran/{door.session.id}/unduh.xlsx"))
    rows = load_workbook(io.BytesIO(sheet.data)).get_sheet_by_index(0).to_python()
    text = committee.get(place(door, f"kehadiran/{door.session.id}/unduh.csv")).data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))

    assert [row[1] for row in rows if row[0] in (1, 2, 3, 4)] == names
    assert [line[1] for line in lines[1:]] == ["'" + names[0], *names[1:]]
    assert "Hadir" in lines[1] and "Pindai QR" in lines[1] and "Belum hadir" in lines[2]
    assert "attendance.exported" in set(db.session.scalars(select(AuditEntry.action)))


def test_the_list_says_how_each_was_recorded_also_where_a_clerk_overruled_the_door(door: Door, committee: FlaskClient) -> None:
    waiting = {name: door.add(name, status=ParticipantStatus.PENDING) for name in ("Meja", "Layar", "Kertas")}
    _device, token = door.add_device("Meja 2", may_force=True)
    base, hour = f"kehadiran/{door.session.id}", clock.local(door.session.starts_at, door.meeting.timezone)
    assert door.one(waiting["Meja"][1], token=token, force=True)["status"] == "accepted"
    committee.post(place(door, f"{base}/{waiting['Layar'][0].id}/hadir"), data={"force": "1", "force_reason": "leader"})
    ticked = {
        "ids": [waiting["Kertas"][0].id],
        "arrived": hour.strftime("%Y-%m-%dT%H:%M"),
        "force": "y",
        "force_reason": "leader",
    }
    committee.post(place(door, f"{base}/daftar-kertas"), data=ticked)
    how = {"Meja": "Pindai QR", "Layar": "Manual oleh Siti Panitia", "Kertas": "Daftar kertas oleh Siti Panitia"}

    rows = {row.name: row.recorded for row in list_attendance(door.session, clock.now())}
    text = committee.get(place(door, f"{base}/unduh.csv")).data.decode("utf-8-sig")

    assert rows == {name: f"{words}, diterima petugas" for name, words in how.items()}
    assert text.count(", diterima petugas") == 3
    assert committee.get(place(door, "kehadiran")).get_data(as_text=True).count("diterima petugas") == 3


def test_in_english_the_list_says_who_was_unable_to_attend_and_foretells_nothing(door: Door, committee: FlaskClient) -> None:
    for name, status in (("Menolak", ParticipantStatus.DECLINED), ("Diam", ParticipantStatus.INVITED)):
        door.add(name, status=status)
    committee.get("/bahasa/en?next=/")

    text = committee.get(place(door, f"kehadiran/{door.session.id}/unduh.csv")).data.decode("utf-8-sig")

    assert ";Unable to attend;" in text and ";Not present yet;" in text and "Will not attend" not in text
    book = zipfile.ZipFile(io.BytesIO(committee.get(place(door, f"kehadiran/{door.session.id}/unduh.xlsx")).data))
    assert "Page &amp;P of &amp;N" in book.read("xl/worksheets/sheet1.xml").decode()


def test_pages_send_as_many_statements_for_many_people_as_for_one(door: Door, committee: FlaskClient, query_counter) -> None:
    def count(path: str) -> int:
        with query_counter() as queries:
            assert committee.get(place(door, path)).status_code == 200
        return len(queries)

    door.one(door.add()[1])
    door.add_device("Meja 2")
    few = [count(path) for path in ("check-in", "kehadiran")]
    for number in range(12):
        door.one(door.add(institution=f"Dinas {number}")[1])
        door.add_device(f"Meja {number}", sessions=[door.session])

    assert [count(path) for path in ("check-in", "kehadiran")] <= [few[0] + 1, few[1]]

"""Scans that arrive long after they were made: by another device, after somebody has taken the attendance back, or against the rules."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings import clock
from meetings.domain.agenda.closing import close_session, reopen_session
from meetings.domain.audit import SYSTEM
from meetings.domain.participants import Details, name_representative, withdraw_participant
from meetings.enums import ParticipantStatus, Role
from meetings.extensions import db
from meetings.models import Attendance, AuditEntry, Participant
from tests.checkin.door import Door, Enter, ago, place, staff


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


def waiting(client: FlaskClient, door: Door) -> str:
    page = client.get(place(door, "check-in")).get_data(as_text=True)
    return page.partition("Perlu ditangani")[2].partition("</section>")[0]


def test_a_late_refusal_waits_for_the_registrar_until_somebody_says_what_was_done(door: Door, sign_in: Enter) -> None:
    registrar, (person, code) = sign_in(staff(door, Role.REGISTRAR, "Dewi")), door.add("Bambang Sutrisno")
    person.status = ParticipantStatus.WITHDRAWN
    db.session.commit()
    assert door.one(code)["status"] == "refused"  # turned away at the door, which said so
    assert waiting(registrar, door) == ""

    late = door.scan(code, offline=True, scanned_at=ago(minutes=30))
    assert door.send(late)[0]["reason"] == "revoked"

    item = waiting(registrar, door)
    assert "Bambang Sutrisno" in item and "Pintu A" in item and "Tanda masuk dicabut atau diganti" in item
    address = place(door, "check-in/pindaian/ditangani")
    nothing_said = registrar.post(address, data={"scan": late["id"], "note": " "}, follow_redirects=True)
    assert "Tulis apa yang dilakukan" in nothing_said.get_data(as_text=True) and "Bambang Sutrisno" in waiting(registrar, door)
    settled = registrar.post(address, data={"scan": late["id"], "note": "Dipersilakan pulang"}, follow_redirects=True)
    assert "Ditandai sudah ditangani" in settled.get_data(as_text=True) and waiting(registrar, door) == ""
    log = registrar.get(place(door, "check-in/pindaian")).get_data(as_text=True)
    assert "ditangani oleh Dewi: Dipersilakan pulang" in log
    again = registrar.post(address, data={"scan": late["id"], "note": "Lagi"}, follow_redirects=True).get_data(as_text=True)
    assert "tidak menunggu lagi" in again and "Lagi" not in registrar.get(place(door, "check-in/pindaian")).get_data(as_text=True)
    assert "scan.settled" in set(db.session.scalars(select(AuditEntry.action)))


def test_what_waits_is_over_once_the_person_is_recorded_and_paper_is_answered_at_once(door: Door, committee: FlaskClient) -> None:
    person, code = door.add("Bambang", status=ParticipantStatus.PENDING)
    begun = clock.local(door.session.starts_at, door.meeting.timezone).strftime("%Y-%m-%dT%H:%M")
    committee.post(place(door, f"kehadiran/{door.session.id}/daftar-kertas"), data={"ids": [person.id], "arrived": begun})
    assert waiting(committee, door) == ""
    door.one(code, offline=True, scanned_at=ago(minutes=20))
    assert "Bambang" in waiting(committee, door)

    committee.post(place(door, f"kehadiran/{door.session.id}/{person.id}/hadir"), data={"force": "1", "force_reason": "leader"})

    assert waiting(committee, door) == ""


def test_a_scan_against_an_undo_and_an_unknown_code_wait_too_and_all_of_them_stand_in_the_log(
    door: Door, committee: FlaskClient
) -> None:
    person, code = door.add("Bambang")
    door.one(code)
    take_back(door, committee, person)
    door.one(code, scanned_at=ago(minutes=20))
    for _ in range(11):
        door.one("KODE-TIDAK-ADA", offline=True, scanned_at=ago(minutes=5))

    page = committee.get(place(door, "check-in")).get_data(as_text=True)
    every = committee.get(place(door, "check-in/pindaian?hasil=open")).get_data(as_text=True)

    assert page.count("Kode tidak dikenal") == 10 and "Lihat semuanya (12)" in page
    assert every.count("Tandai sudah ditangani</button>") == 12 and "Kehadiran ini sudah dibatalkan panitia" in every


def test_whoever_is_not_on_the_list_any_more_is_looked_for_among_the_participants(door: Door, committee: FlaskClient) -> None:
    (gone, gone_code), (here, here_code) = door.add("Gunawan"), door.add("Hartini", status=ParticipantStatus.PENDING)
    withdraw_participant(gone, SYSTEM, clock.now() - timedelta(minutes=9))
    db.session.commit()
    for code in (gone_code, here_code):
        door.one(code, offline=True, scanned_at=ago(minutes=5))

    page = committee.get(place(door, "check-in")).get_data(as_text=True)

    assert f'href="{place(door, f"peserta/{gone.id}")}">Buka data peserta' in page and "q=Gunawan" not in page
    assert "q=Hartini" in page and f"peserta/{here.id}" not in page


def test_who_was_added_while_a_session_was_closed_is_expected_once_it_is_open_again(door: Door) -> None:
    _person, code = door.add()

    def expected() -> int:
        return int(door.post(door.scan(code)).json["counts"]["expected"])

    assert expected() == 1
    close_session(door.session, actor=SYSTEM, at=clock.now())
    name_representative(door.add(status=ParticipantStatus.INVITED)[0], Details("Wakil"), SYSTEM, clock.now())
    db.session.commit()
    assert expected() == 1
    reopen_session(door.session, actor=SYSTEM, at=clock.now())
    db.session.commit()

    assert expected() == 2

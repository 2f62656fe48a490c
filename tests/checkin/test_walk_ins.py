"""Somebody comes without being on the list: registered and present in one step, at a device or at the committee's desk."""

import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin import walk_ins
from meetings.domain.checkin.devices import new_pairing_code
from meetings.domain.participants import withdraw_participant
from meetings.domain.participants.categories import remove_category
from meetings.enums import MeetingState, ParticipantSource, ParticipantStatus, Role
from meetings.extensions import db
from meetings.models import Participant, Pass, SettledScan, standing
from tests.checkin.door import Door, Enter, ago, place, rfc3339, staff
from tests.factories import make_category, make_session


def walk_in(door: Door, name: str = "Drs. Budi Santoso, M.Si.", **changes: Any) -> dict[str, Any]:
    sent = {
        "id": str(uuid.uuid4()),
        "name": name,
        "position": "Sekretaris",
        "organisation": "Dinas Sosial",
        "category": None,
        "session": door.session.id,
        "scanned_at": rfc3339(clock.now()),
        "offline": False,
    }
    return sent | changes


def send(door: Door, *walk_ins: Any, token: str | None = None, status: int = 200) -> Any:
    headers = {"Authorization": f"Bearer {token or door.token}"}
    answer = door.client.post(f"/api/v1/meetings/{door.meeting.id}/walk-ins", json={"walk_ins": list(walk_ins)}, headers=headers)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.json.get("results")


def listed() -> list[Participant]:
    db.session.expire_all()
    return list(db.session.scalars(select(Participant).order_by(Participant.created_at)))


def test_a_walk_in_is_a_participant_with_a_pass_and_present_and_sent_twice_is_one(door: Door) -> None:
    sent = walk_in(door)

    (first,) = send(door, sent)
    again, other = send(door, sent, sent | {"name": "Ani"})

    (person,) = listed()
    assert (first["status"], first["reason"], first["participant"]["name"]) == ("accepted", None, "Drs. Budi Santoso, M.Si.")
    assert again == first and (other["status"], other["reason"]) == ("refused", "id_conflict")
    assert (person.name, person.title_front, person.source) == ("Budi Santoso", "Drs.", ParticipantSource.WALK_IN)
    assert standing.WALKED_IN.of(person) and door.session.id in door.attended(person)
    assert [scan.participant_id for scan in door.kept()] == [person.id]
    assert db.session.scalar(select(Pass.participant_id)) == person.id
    assert door.one(door.code(person))["first"]["by"] == "Meja 1"


def test_who_may_be_on_the_list_is_shown_first_and_said_to_be_another(door: Door) -> None:
    ani = door.add("Ani Lestari", institution="Dinas Sosial")[0]
    namesake = door.add("Budi Santoso", institution="Dinas Kesehatan")[0]

    (alike,) = send(door, walk_in(door, "Ani"))
    (named,) = send(door, walk_in(door, "Budi Santoso"))
    (apart,) = send(door, walk_in(door, "Budi Santoso", apart=[namesake.id]))
    (twice,) = send(door, walk_in(door, "Budi Santoso", apart=[namesake.id]))

    assert (alike["reason"], alike["similar"], alike["typed"]["name"]) == ("similar", [ani.id], "Ani")
    assert named["similar"] == [namesake.id]
    assert apart["status"] == "accepted" and twice["similar"] == [apart["participant"]["id"]]
    assert len(listed()) == 3


def test_who_is_let_in_without_network_is_asked_about_for_the_same_name_alone(door: Door) -> None:
    door.add("Ani Lestari", institution="Dinas Sosial")
    sent = walk_in(door, "Ani", offline=True, scanned_at=ago(minutes=30))

    (ani,), (same,) = send(door, sent), send(door, walk_in(door, "Ani", offline=True))

    assert (ani["status"], same["reason"]) == ("accepted", "similar")
    assert door.attended(listed()[-1])[door.session.id][:16] == sent["scanned_at"][:16]


def test_whoever_was_taken_off_the_list_does_not_come_back_by_the_door(door: Door) -> None:
    person = door.add("Budi Santoso", institution="Dinas Sosial")[0]
    withdraw_participant(person, SYSTEM, clock.now())
    db.session.commit()

    (answer,) = send(door, walk_in(door, apart=[person.id], force=True))

    assert answer["reason"] == "revoked"
    assert send(door, walk_in(door))[0]["reason"] == "revoked"


def test_switch_quota_hours_and_capacity_are_obeyed_and_overruled_by_who_may(door: Door) -> None:
    category = make_category(door.meeting, name="Tamu", quota=1)
    door.add("Ani", category=category)
    _device, strong = door.add_device("Meja 2", may_force=True)
    guest = {"category": category.id, "force": True, "force_reason": "leader"}

    assert door.roster()["walk_ins"]["categories"] == [{"id": category.id, "name": "Tamu", "left": 0}]
    assert send(door, walk_in(door, **guest))[0]["reason"] == "quota"
    forced = send(door, walk_in(door, **guest), token=strong)[0]
    assert (forced["status"], forced["reason"]) == ("accepted", "quota")
    door.session.capacity = 0
    db.session.commit()
    assert send(door, walk_in(door, "Cahya"))[0]["reason"] == "capacity"
    door.session.capacity = None
    door.meeting.allow_walk_in = False
    db.session.commit()
    assert send(door, walk_in(door, "Dewi", force=True), token=strong)[0]["reason"] == "no_walk_ins"
    assert "walk_ins" not in door.roster()
    assert [scan.force for scan in door.kept()] == [False, True, False, False]


def test_a_late_walk_in_after_the_meeting_still_counts_at_its_hour(door: Door) -> None:
    door.meeting.state = MeetingState.FINISHED
    db.session.commit()

    (answer,) = send(door, walk_in(door, offline=True, scanned_at=ago(minutes=5)))

    assert answer["status"] == "accepted"


@pytest.mark.parametrize(
    ("change", "field", "kept"),
    [
        ({"name": "?"}, "name", "?"),
        ({"name": "x" * 5000}, "name", "x" * 300),
        ({"name": f"{'Prof. ' * 40}Budi"}, "name", f"{'Prof. ' * 40}Budi"),
        ({"scanned_at": "kemarin"}, "scanned_at", "Drs. Budi Santoso, M.Si."),
        ({"scanned_at": "2020-01-01T00:00:00Z"}, "scanned_at", "Drs. Budi Santoso, M.Si."),
        ({"position": 7}, "position", "Drs. Budi Santoso, M.Si."),
        ({"category": "tidakada"}, "category", "Drs. Budi Santoso, M.Si."),
    ],
)
def test_what_cannot_be_read_is_named_and_kept_and_stops_none_of_the_others(
    door: Door, change: dict[str, Any], field: str, kept: str
) -> None:
    bad, good = send(door, walk_in(door, offline=True, **change), walk_in(door, "Ani"))

    assert (bad["reason"], bad["field"], good["status"]) == ("invalid", field, "accepted")
    assert (bad["typed"]["name"], bad["typed"]["organisation"]) == (kept, "Dinas Sosial")


def test_a_clock_that_runs_ahead_is_told_its_hour_by_the_service_as_of_a_scan(door: Door) -> None:
    ahead: dict[str, Any] = {"scanned_at": "2030-01-01T00:00:00Z"}

    (came,) = send(door, walk_in(door, **ahead))
    scanned = door.one(door.add("Ani")[1], **ahead)

    assert came["status"] == scanned["status"] == "accepted" and [scan.clock_ahead for scan in door.kept()] == [True, True]


def test_whoever_was_given_a_category_that_was_deleted_meanwhile_comes_in_without_one(door: Door) -> None:
    category = make_category(door.meeting, name="Tamu")
    remove_category(category, SYSTEM, clock.now())
    db.session.commit()

    (answer,) = send(door, walk_in(door, category=category.id))

    assert answer["status"] == "accepted" and "tanpa kategori" in answer["participant"]["notes"]


def test_a_batch_gives_the_turn_back_in_between_and_keeps_what_was_answered(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    monkeypatch.setattr(walk_ins, "pass_turn_on", lambda: (db.session.rollback(), kept.append(len(listed()))))

    results = send(
        door,
        *(
            walk_in(door, f"Tamu {name}")
            for name in ["Ani", "Budi", "Cahya", "Dewi", "Eko", "Fajar", "Gita", "Hadi", "Indra", "Joko", "Kiki"]
        ),
    )

    assert kept == [5, 10] and [each["status"] for each in results] == ["accepted"] * 11


def test_a_late_refusal_is_mended_in_its_own_session_and_waits_for_nobody(door: Door, desk: FlaskClient) -> None:
    budi = door.add("Budi Santoso", institution="Dinas Kesehatan")[0]
    other = make_session(door.meeting, title="Komisi")
    late = walk_in(door, "Budi Santoso", offline=True, scanned_at=ago(minutes=20))
    assert send(door, late)[0]["reason"] == "similar"
    there = door.one(participant=budi.id, session=other.id, method="search", settles=late["id"])
    assert there["status"] == "accepted" and "Perlu ditangani" in desk.get(place(door, "check-in")).text

    answer = door.one(participant=budi.id, method="search", offline=True, scanned_at=late["scanned_at"], settles=late["id"])

    assert answer["status"] == "accepted"
    assert door.attended(budi)[door.session.id][:16] == late["scanned_at"][:16] != door.attended(budi)[other.id][:16]
    assert db.session.scalars(select(SettledScan.scan_id)).all() == [late["id"]]
    assert "Perlu ditangani" not in desk.get(place(door, "check-in")).text


def test_whom_the_device_itself_had_turned_away_waits_for_nobody(door: Door, desk: FlaskClient) -> None:
    sent: dict[str, Any] = {"offline": True, "scanned_at": ago(minutes=20)}
    door.add("Budi Santoso")

    refused = door.one("M1" + "0" * 27, turned_away=True, **sent)
    (similar,) = send(door, walk_in(door, "Budi Santoso", turned_away=True, **sent))

    assert refused["turned_away"] and similar["turned_away"]
    assert "Perlu ditangani" not in desk.get(place(door, "check-in")).text
    assert "perangkatnya juga menolak" in desk.get(place(door, "check-in/pindaian")).text
    door.one("M1" + "0" * 27, **sent)
    assert "Perlu ditangani" in desk.get(place(door, "check-in")).text


def test_the_body_is_checked_after_the_token(door: Door) -> None:
    send(door, walk_in(door), token="salah", status=401)
    send(door, status=422)
    send(door, *(walk_in(door) for _ in range(101)), status=413)
    assert listed() == []


@pytest.fixture
def desk(door: Door, sign_in: Enter) -> FlaskClient:
    return sign_in(staff(door, Role.COMMITTEE))


def test_the_committee_registers_whoever_came_and_sees_who_may_be_meant(door: Door, desk: FlaskClient) -> None:
    known = door.add("Budi Santoso", institution="Dinas Kesehatan")[0]
    address = place(door, f"kehadiran/{door.session.id}/datang-langsung")
    typed = {"name": "Budi Santoso", "institution": "Dinas Sosial", "category_id": ""}

    asked = desk.post(address, data=typed)
    other = desk.post(address, data=typed | {"other": "1", "shown": known.id}, follow_redirects=True)
    same = desk.post(address, data=typed | {"same": known.id, "shown": known.id}, follow_redirects=True)

    assert asked.status_code == 422 and "Orang ini?" in asked.text and "Dinas Kesehatan" in asked.text
    assert "Budi Santoso didaftarkan dan dicatat hadir." in other.text and "Budi Santoso dicatat hadir." in same.text
    assert [(person.source, person.institution) for person in listed()] == [
        (ParticipantSource.MANUAL, "Dinas Kesehatan"),
        (ParticipantSource.WALK_IN, "Dinas Sosial"),
    ]
    assert "Datang langsung" in desk.get(place(door, "kehadiran")).text
    assert "Datang langsung" in desk.get(place(door, "peserta")).text


def test_a_walk_in_that_was_refused_late_waits_until_somebody_registers_it(door: Door, desk: FlaskClient) -> None:
    door.add("Budi Santoso", institution="Dinas Kesehatan")
    sent = walk_in(door, "Budi Santoso", offline=True, scanned_at=ago(minutes=20))
    assert send(door, sent)[0]["reason"] == "similar"
    address = place(door, f"kehadiran/{door.session.id}/datang-langsung?pindaian={sent['id']}")

    waits, shown = desk.get(place(door, "check-in")), desk.get(address)
    typed = {"name": "Budi Santoso", "position": "Sekretaris", "institution": "Dinas Sosial", "category_id": ""}
    done = desk.post(address, data=typed | {"other": "1", "shown": [each.id for each in listed()]})

    assert f"pindaian={sent['id']}" in waits.text and "Budi Santoso" in waits.text
    assert 'value="Dinas Sosial"' in shown.text
    assert done.status_code == 302
    assert db.session.scalar(select(SettledScan.scan_id)) == sent["id"]
    assert door.attended(listed()[-1])[door.session.id][:16] == sent["scanned_at"][:16]
    assert "Perlu ditangani" not in desk.get(place(door, "check-in")).text
    assert desk.get(address).status_code == 404


def test_the_desk_obeys_the_rules_of_the_door(door: Door, desk: FlaskClient) -> None:
    category = make_category(door.meeting, name="Tamu", quota=0)
    address = place(door, f"kehadiran/{door.session.id}/datang-langsung")
    typed = {"name": "Ani", "category_id": category.id}

    full = desk.post(address, data=typed)
    forced = desk.post(address, data=typed | {"force": "y", "force_reason": "leader"})
    door.meeting.allow_walk_in = False
    db.session.commit()
    off = desk.post(address, data={"name": "Budi", "category_id": ""})

    assert "Kuota kategori sudah penuh" in full.text and forced.status_code == 302
    assert off.status_code == 422 and "hanya untuk yang ada di daftar" in off.text
    assert [person.status for person in listed()] == [ParticipantStatus.CONFIRMED]


def test_what_came_of_trying_a_phone_is_kept_with_its_device_until_another_phone_is_paired(door: Door, desk: FlaskClient) -> None:
    def tell(checks: object, status: int = 200) -> Any:
        address = f"/api/v1/meetings/{door.meeting.id}/check"
        answer = door.client.post(address, json={"checks": checks}, headers={"Authorization": f"Bearer {door.token}"})
        assert answer.status_code == status
        return answer.json

    before = desk.get(place(door, "check-in")).text
    failing = tell({"camera": "good", "copy": "good", "clock": "failed", "torch": "watch"})
    shown = desk.get(place(door, "check-in")).text
    ready = tell({"camera": "good", "copy": "good", "clock": "good"})["ready"]

    assert "Belum diuji" in before and not failing["ready"]
    assert "Tidak berjalan: Jam" in shown and "Perlu diperhatikan: Lampu" in shown
    assert ready and "Belum siap" not in desk.get(place(door, f"check-in/perangkat/{door.device.id}")).text
    assert not tell({"camera": "good"})["ready"]
    for bad in ({}, {"camera": "bagus"}, {"kamera": "good"}, []):
        tell(bad, 422)
    code = new_pairing_code(door.device, door.meeting, clock.now())
    db.session.commit()
    door.client.post("/api/v1/devices/pair", json={"code": code})
    assert "Belum diuji" in desk.get(place(door, "check-in")).text


def test_who_was_registered_at_the_desk_gets_the_pass_there(door: Door, desk: FlaskClient, sign_in: Enter) -> None:
    address = place(door, f"kehadiran/{door.session.id}/datang-langsung")
    typed = {"name": "Tamu Baru", "category_id": "", "phone": "0812-3456-7890, 0813-1111-2222", "email": "tamu@contoh.go.id"}

    shown = desk.post(address, data=typed, follow_redirects=True).text
    desk.post(address, data={"name": "Tanpa Kontak", "category_id": ""})

    first, bare = listed()
    code = door.code(first)
    assert f"/p/{code}" in shown and "Kode QR tanda masuk" in shown and "data-print" in shown
    assert (first.phone, first.email, first.notes) == ("+6281234567890", "tamu@contoh.go.id", "Telepon lain: 0813-1111-2222")
    handed = place(door, f"kehadiran/datang-langsung/{first.id}")
    registrar = sign_in(staff(door, Role.REGISTRAR))
    assert handed in registrar.get(place(door, f"peserta/{first.id}")).text
    assert f"/p/{code}" in registrar.get(handed).text
    listed_one = door.add("Diundang")[0]
    assert registrar.get(place(door, f"kehadiran/datang-langsung/{listed_one.id}")).status_code == 404
    unreached = desk.get(place(door, "peserta?kontak=tanpa")).text
    assert bare.name in unreached and first.name not in unreached
    refused = desk.post(address, data={"name": "<b>Budi</b>", "category_id": ""})
    assert refused.status_code == 422 and "Tulis nama orangnya." in refused.text

"""Who was registered at the door: how to reach them, their pass to be photographed, and a slip that is put right."""

import io
import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select, update

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.participants.photos import keep_photo
from meetings.enums import BadgeStock, DeviceKind, ParticipantStatus, Role, ScanDirection
from meetings.extensions import db
from meetings.models import Attendance, BadgeLayout, Participant
from tests.checkin.door import Door, Enter, ago, place, staff
from tests.checkin.test_walk_ins import listed, send, walk_in
from tests.support.html_forms import form_of


def ask(door: Door, what: str, participant: str, token: str | None = None) -> Any:
    headers = {"Authorization": f"Bearer {token or door.token}"}
    answer = door.client.post(f"/api/v1/meetings/{door.meeting.id}/{what}", json={"participant": participant}, headers=headers)
    return answer.status_code if answer.status_code != 200 else answer.json


def test_how_to_reach_them_is_read_as_the_desk_reads_it_and_in_no_answer(door: Door) -> None:
    sent = walk_in(door, "Ani", phone="0812-3456-7890 / 0813-1111-2222", email="Ani <ani@contoh.go.id>")

    first, again = send(door, sent)[0], send(door, sent)[0]
    other = send(door, sent | {"phone": "0813-1111-2222"})[0]
    bad = [send(door, walk_in(door, "Budi", **{field: "salah"}))[0] for field in ("phone", "email")]
    long = send(door, walk_in(door, "Budi", phone="0" * 61, offline=True))[0]

    (ani,) = listed()
    assert (ani.phone, ani.email) == ("+6281234567890", "ani@contoh.go.id")
    assert "Telepon lain: 0813-1111-2222" in ani.notes
    assert first == again and other["reason"] == "id_conflict"
    assert [(each["reason"], each["field"]) for each in (*bad, long)] == [
        ("invalid", name) for name in ("phone", "email", "phone")
    ]
    assert not any("7890" in str(scan.result) or "salah" in str(scan.result) for scan in door.kept())


def test_whom_a_device_has_let_in_is_not_refused_later_for_a_number(door: Door) -> None:
    (answer,) = send(door, walk_in(door, "Ani", phone="nanti", email="ani@", offline=True, scanned_at=ago(minutes=5)))

    (ani,) = listed()
    assert answer["status"] == "accepted" and (ani.phone, ani.email) == ("", "")
    assert ani.notes == "Telepon: nanti\nSurel: ani@"


def test_the_pass_is_shown_to_a_device_of_who_came_without_being_on_the_list_alone(door: Door) -> None:
    invited = door.add("Ani")[0]
    newcomer = send(door, walk_in(door))[0]["participant"]["id"]
    _kiosk, kiosk = door.add_device("Kios", kind=DeviceKind.KIOSK)

    shown = ask(door, "passes", newcomer)

    assert shown["side"] == 37 and re.fullmatch(r"(M\d+ \d+h\d+v1H\d+z)+", shown["path"])
    assert [ask(door, "passes", each) for each in (invited.id, "x")] == [403, 403]
    assert ask(door, "passes", newcomer, kiosk) == 403
    assert not any("path" in str(scan.result) for scan in door.kept())


def test_a_face_is_asked_for_one_by_one_and_stands_in_no_roster(door: Door) -> None:
    pictured, plain = door.add("Ani")[0], door.add("Budi")[0]
    _kiosk, kiosk = door.add_device("Kios", kind=DeviceKind.KIOSK)
    written = io.BytesIO()
    Image.new("RGB", (300, 400), "teal").save(written, "JPEG")
    keep_photo(pictured, written.getvalue(), SYSTEM, clock.now())
    db.session.commit()

    told = {entry["name"]: entry.get("photo") for entry in door.roster()["participants"]}

    assert told == {"Ani": True, "Budi": None}
    assert ask(door, "photos", pictured.id)["picture"].startswith("/9j/")
    assert ask(door, "photos", plain.id) == 404
    assert ask(door, "photos", pictured.id, kiosk) == 403
    assert not any("photo" in entry for entry in door.roster(token=kiosk)["participants"])


def newcomer(door: Door, **changes: Any) -> tuple[Participant, str]:
    send(door, walk_in(door, "Budi Santosa", **changes))
    (person,) = [each for each in listed() if each.name == "Budi Santosa"]
    return person, place(door, f"kehadiran/datang-langsung/{person.id}")


def test_a_slip_of_the_pen_is_mended_by_the_registrar_and_the_pass_stays(door: Door, sign_in: Enter) -> None:
    person, page = newcomer(door, phone="0812-3456-7890")
    code, registrar = door.code(person), sign_in(staff(door, Role.REGISTRAR))

    shown = registrar.get(f"{page}?sesi={door.session.id}").text
    form = form_of(door.app, registrar, f"{page}/perbaiki", "checkin.mend_newcomer")
    typed = form | {"name": "Drs. Budi Santoso", "position": "Sekretaris", "institution": "Dinas Sosial"}
    done = registrar.post(f"{page}/perbaiki", data=typed, follow_redirects=True)
    stale = registrar.post(f"{page}/perbaiki", data=typed | {"name": "Budi Susanto"})

    (person,) = listed()
    assert f"{page}/perbaiki" in shown and "Keluarkan dari daftar" in shown
    assert "phone" not in form  # who registers need not see it again
    assert "Data Drs. Budi Santoso disimpan." in done.text
    assert (person.full_name, person.phone, door.code(person)) == ("Drs. Budi Santoso", "+6281234567890", code)
    assert stale.status_code == 409 and door.attended(person)


def test_who_was_registered_by_mistake_is_taken_out_in_one_step(door: Door, sign_in: Enter) -> None:
    person, page = newcomer(door)
    code, registrar = door.code(person), sign_in(staff(door, Role.REGISTRAR))

    silent = registrar.post(f"{page}/keluarkan", data={}, follow_redirects=True).text
    assert "Tulis alasan pembatalan" in silent and door.attended(listed()[0])
    told = registrar.post(f"{page}/keluarkan", data={"reason": "Salah orang"}, follow_redirects=True).text

    (person,) = listed()
    assert "dikeluarkan dari daftar" in told and person.status is ParticipantStatus.WITHDRAWN
    assert db.session.scalars(select(Attendance)).all() == [] and door.one(code)["reason"] == "revoked"
    kept = [(scan.direction, scan.undo_reason) for scan in door.kept()][:2]
    assert kept == [(ScanDirection.IN, ""), (ScanDirection.UNDO, "Salah orang")]
    assert registrar.get(page).status_code == 404


def test_after_ten_minutes_only_the_committee_mends(door: Door, sign_in: Enter) -> None:
    person, page = newcomer(door)
    earlier = clock.now() - timedelta(minutes=11)
    db.session.execute(update(Participant).where(Participant.id == person.id).values(created_at=earlier))
    db.session.commit()
    registrar, committee = sign_in(staff(door, Role.REGISTRAR)), sign_in(staff(door, Role.COMMITTEE, "Panitia"))

    def posts(client: FlaskClient) -> tuple[bool, str]:
        return "Keluarkan" in client.get(page).text, client.post(f"{page}/keluarkan", data={"reason": "Keliru"}).headers[
            "Location"
        ]

    assert "Panitia kegiatan dapat memperbaiki isiannya" in registrar.get(page).text, "no dead end"
    assert posts(registrar)[0] is False and door.attended(listed()[0])
    assert posts(committee)[0] is True and db.session.scalar(select(Participant.status)) is ParticipantStatus.WITHDRAWN


def test_the_desk_leads_to_the_badge(door: Door, sign_in: Enter) -> None:
    person, page = newcomer(door)
    registrar = sign_in(staff(door, Role.REGISTRAR))

    before = registrar.get(page).text
    db.session.add(BadgeLayout(meeting_id=door.meeting.id, name="Meja", for_others=True, stock=BadgeStock.ROLL_62))
    db.session.commit()
    form = form_of(door.app, registrar, page, "badges.print_one")
    printed = registrar.post(place(door, f"tanda-pengenal/peserta/{person.id}/cetak"), data=form, follow_redirects=True)

    assert "Cetak tanda pengenal" not in before
    assert "Tanda pengenal Budi Santosa dicetak." in printed.text

"""Somebody told the committee why they do not come: noted for one session, and told by every list in one word."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from meetings import clock
from meetings.domain.attendance.annex import list_attendance
from meetings.domain.attendance.choices import Form
from meetings.domain.attendance.papers import render_attendance
from meetings.domain.attendance.queries import totals_of
from meetings.enums import DeclineReason, MeetingState, ParticipantStatus, Presence, Role
from meetings.errors import FileLost
from meetings.extensions import db
from meetings.models import Absence, AuditEntry, Participant
from meetings.storage import storage
from tests.checkin.door import Door, Enter, place, staff
from tests.documents.pdf import text_of
from tests.factories import make_participant, make_session


@pytest.fixture
def registrar(door: Door, sign_in: Enter) -> FlaskClient:
    return sign_in(staff(door, Role.REGISTRAR, "Dewi"))


def excuse(door: Door, client: FlaskClient, person: Participant, reason: str) -> str:
    address = place(door, f"kehadiran/{door.session.id}/{person.id}/berhalangan")
    return client.post(address, data={"reason": reason}, follow_redirects=True).get_data(as_text=True)


def told(door: Door) -> dict[str, Presence]:
    return {row.name: row.presence for row in list_attendance(door.session, clock.now())}


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

    assert told(door) == {"Bertugas": Presence.EXCUSED, "Sakit": Presence.EXCUSED, "Diam": Presence.AWAITED}
    assert numbers(door) == (0, 1, 2, 3)
    page = excused(door, sign_in(staff(door, Role.COMMITTEE)))
    assert "Dinas luar · dicatat Dewi" in page and "Sakit · dicatat Dewi" in page and 'row-title">Diam' not in page
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "absence.noted")).all()
    assert len(entries) == 2 and "reason" not in {key for entry in entries for key in entry.data}


def excused(door: Door, client: FlaskClient) -> str:
    return client.get(place(door, f"kehadiran?hadir=excused&sesi={door.session.id}")).get_data(as_text=True)


def cells(door: Door, client: FlaskClient, name: str) -> list[str]:
    sheet = client.get(place(door, f"kehadiran/{door.session.id}/unduh.csv")).data.decode("utf-8-sig")
    return next(line for line in csv.reader(io.StringIO(sheet), delimiter=";") if name in line)


def test_why_somebody_does_not_come_is_for_whoever_may_see_personal_data(
    door: Door, registrar: FlaskClient, sign_in: Enter
) -> None:
    noted = door.add("Bertugas")[0]
    make_participant(door.meeting, "Menjawab", status=ParticipantStatus.DECLINED, decline_reason=DeclineReason.SICK)
    db.session.commit()
    excuse(door, registrar, noted, "duty")
    committee, secretary = sign_in(staff(door, Role.COMMITTEE)), sign_in(staff(door, Role.SECRETARY, "Sekretaris"))

    reasons = ("Dinas luar", "Sakit")
    seen = excused(door, committee)
    assert "Dinas luar · dicatat Dewi" in seen and '<span class="row-note">Sakit</span>' in seen
    for reader in (registrar, secretary):
        lines = excused(door, reader).partition("<tbody>")[2].partition("</tbody>")[0]
        assert "dicatat Dewi" in lines and not any(f'note">{reason}' in lines for reason in reasons)
    person = place(door, f"peserta/{db.session.scalar(select(Participant.id).where(Participant.name == 'Menjawab'))}")
    assert "Sakit" in committee.get(person).text and "Sakit" not in secretary.get(person).text
    for name, reason in zip(("Bertugas", "Menjawab"), reasons, strict=True):
        row = cells(door, committee, name)
        assert "Berhalangan" in row and reason in row
        row = cells(door, secretary, name)
        assert "Berhalangan" in row and reason not in " ".join(row)


def test_the_paper_gives_nobodys_reason(door: Door) -> None:
    make_participant(door.meeting, "Menjawab", status=ParticipantStatus.DECLINED, decline_reason=DeclineReason.SICK)
    db.session.commit()

    pdf = render_attendance(door.meeting, door.session, Form(with_nip=True), clock.now(), lambda: None)

    text = text_of(pdf)
    assert "Menjawab" in text and "Berhalangan" in text and "sakit" not in text.lower()


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
    assert told(door) == {"Bambang": Presence.AWAITED}
    assert numbers(door) == (0, 1, 0, 1)


def test_who_comes_all_the_same_is_present_and_who_is_present_or_not_awaited_is_not_noted(
    door: Door, registrar: FlaskClient
) -> None:
    person, code = door.add("Bambang")
    excuse(door, registrar, person, "leave")

    assert door.one(code)["status"] == "accepted"

    assert told(door) == {"Bambang": Presence.PRESENT}
    assert numbers(door) == (1, 0, 0, 1)
    assert "sudah tercatat hadir" in excuse(door, registrar, person, "duty")
    declined, _code = door.add("Menolak", status=ParticipantStatus.DECLINED)
    assert "tidak ditunggu di sesi ini" in excuse(door, registrar, declined, "duty")
    door.meeting.state = MeetingState.ARCHIVED
    db.session.commit()
    late, _code = door.add("Terlambat")
    excuse(door, registrar, late, "duty")
    assert len(db.session.scalars(select(Absence)).all()) == 1


JPEG = io.BytesIO()
Image.new("RGB", (8, 8)).save(JPEG, "JPEG")


def hand_in(door: Door, client: FlaskClient, person: Participant, data: bytes) -> TestResponse:
    address = place(door, f"kehadiran/{door.session.id}/{person.id}/berhalangan/surat")
    return client.post(address, data={"file": (io.BytesIO(data), "surat sakit.jpg")}, content_type="multipart/form-data")


def test_the_letter_is_kept_for_eyes_that_may_see_it_and_goes_with_the_note(
    door: Door, registrar: FlaskClient, sign_in: Enter
) -> None:
    person, _code = door.add("Sakit")
    committee, letter = sign_in(staff(door, Role.COMMITTEE)), f"kehadiran/{door.session.id}/{person.id}/berhalangan/surat"
    assert "Catat dahulu" in committee.get(place(door, letter), follow_redirects=True).get_data(as_text=True)
    excuse(door, registrar, person, "sick")

    assert hand_in(door, committee, person, b"<script>alert(1)</script>").status_code == 422
    assert hand_in(door, committee, person, JPEG.getvalue()).status_code == 302

    file = committee.get(place(door, f"{letter}/berkas"))
    assert file.data == JPEG.getvalue() and file.headers["Content-Disposition"].startswith("attachment")
    assert registrar.get(place(door, f"{letter}/berkas")).status_code == 403
    assert "berhalangan/surat" not in excused(door, registrar) and "berhalangan/surat" in excused(door, committee)
    key = db.session.scalars(select(Absence.letter_key)).one()
    registrar.post(place(door, f"kehadiran/{door.session.id}/{person.id}/berhalangan/hapus"))
    with pytest.raises(FileLost):
        storage.get(key)

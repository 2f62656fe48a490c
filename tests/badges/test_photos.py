"""Faces: taken in small and clean, shown to who needs them, and gone with their file."""

import base64
import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from meetings.domain.participants.photos import SIZE
from meetings.enums import MeetingState, Role
from meetings.extensions import db
from meetings.models import AuditEntry, Participant
from meetings.storage import storage
from tests.checkin.door import Door
from tests.checkin.test_pages import Enter, place, staff
from tests.factories import make_participant


@pytest.fixture
def door(app) -> Door:
    return Door(app)


@pytest.fixture
def committee(door: Door, sign_in: Enter) -> FlaskClient:
    return sign_in(staff(door, Role.COMMITTEE))


@pytest.fixture
def person(door: Door) -> Participant:
    made = make_participant(door.meeting, "Siti Aminah")
    db.session.commit()
    return made


def picture(kind: str = "JPEG", size: tuple[int, int] = (900, 600)) -> bytes:
    image, written = Image.new("RGB", size, "#884422"), io.BytesIO()
    marks = Image.Exif()
    marks[0x0112], marks[0x010F] = 6, "Kamera Rahasia"
    image.save(written, kind, exif=marks)
    return written.getvalue()


def send(client: FlaskClient, door: Door, person: Participant, data: bytes, name: str = "wajah.jpg") -> str:
    address = place(door, f"tanda-pengenal/peserta/{person.id}/foto")
    answer = client.post(address, data={"photo": (io.BytesIO(data), name)}, follow_redirects=True)
    db.session.expire_all()
    return answer.get_data(as_text=True)


def test_a_face_is_kept_small_and_without_what_the_camera_wrote(door: Door, committee: FlaskClient, person: Participant) -> None:
    for kind in ("JPEG", "PNG"):
        told = send(committee, door, person, picture(kind), "wajah.bin")
        assert "Foto Siti Aminah disimpan." in told
        data = storage.get(person.photo_key or "")
        with Image.open(io.BytesIO(data)) as kept:
            assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", SIZE, {})
        assert b"Rahasia" not in data
    assert "participant.photo_kept" in set(db.session.scalars(select(AuditEntry.action)))


def test_what_is_no_picture_is_refused_in_words(door: Door, committee: FlaskClient, person: Participant) -> None:
    whole = picture()
    for data, told in (
        (b"%PDF-1.4", "Gambar harus PNG, JPEG, atau WebP yang utuh."),
        (whole[: len(whole) // 2], "Foto ini tidak utuh"),
        (picture("PNG")[:-20], "Foto ini tidak utuh"),
        (picture("WEBP"), "Foto harus JPEG atau PNG."),
        (picture(size=(80, 80)), "paling sedikit 100 piksel"),
        (b"\xff\xd8\xff" + b"0" * (8 * 1024 * 1024), "Foto paling besar 8 MB."),
    ):
        assert told in send(committee, door, person, data)
    assert person.photo_key is None


def test_a_face_goes_with_its_file_unless_somebody_else_has_it(door: Door, committee: FlaskClient, person: Participant) -> None:
    other = make_participant(door.meeting, "Kembar")
    db.session.commit()
    for each in (person, other):
        send(committee, door, each, picture())
    key = person.photo_key or ""
    assert other.photo_key == key

    committee.post(place(door, f"tanda-pengenal/peserta/{person.id}/foto/hapus"))
    assert storage.exists(key)
    committee.post(place(door, f"peserta/{other.id}/hapus"))

    assert not storage.exists(key)
    assert committee.get(place(door, f"tanda-pengenal/peserta/{person.id}/foto.jpg")).status_code == 404


def test_the_door_sees_a_face_and_readers_do_not(door: Door, committee: FlaskClient, person: Participant, sign_in: Enter) -> None:
    send(committee, door, person, picture())
    address = place(door, f"tanda-pengenal/peserta/{person.id}/foto.jpg")

    answer = sign_in(staff(door, Role.REGISTRAR, "Petugas")).get(address)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "private, no-store")
    reader = sign_in(staff(door, Role.VIEWER, "Pembaca"))
    assert reader.get(address).status_code == 403
    assert "foto.jpg" not in reader.get(place(door, f"peserta/{person.id}")).get_data(as_text=True)


def test_all_faces_are_erased_when_the_meeting_is_over(door: Door, committee: FlaskClient, person: Participant) -> None:
    send(committee, door, person, picture())
    key, erase = person.photo_key or "", place(door, "tanda-pengenal/foto/hapus")

    assert "setelah kegiatan selesai" in committee.post(erase, follow_redirects=True).get_data(as_text=True)
    door.meeting.state = MeetingState.FINISHED
    db.session.commit()
    assert "Foto 1 peserta dihapus." in committee.post(erase, follow_redirects=True).get_data(as_text=True)

    db.session.expire_all()
    assert person.photo_key is None and not storage.exists(key)


def test_a_device_asks_for_a_face_when_it_shows_somebody(door: Door, committee: FlaskClient, person: Participant) -> None:
    bearer = {"Authorization": f"Bearer {door.token}"}
    address = f"/api/v1/meetings/{door.meeting.id}/faces"

    def face(participant_id: str) -> object:
        return door.client.post(address, json={"participant": participant_id}, headers=bearer)

    assert face(person.id).json == {"picture": None} and "photo" not in door.roster()["participants"][0]
    send(committee, door, person, picture())

    assert base64.b64decode(face(person.id).json["picture"]) == storage.get(person.photo_key or "")
    assert door.roster()["participants"][0]["photo"] is True
    assert face("nobody").status_code == 403

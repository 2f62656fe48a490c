"""The issued list of a session: frozen, signed as minutes are, known to the page of verification, replaced by the next one."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from pypdf import PdfReader

from meetings import clock
from meetings.domain import documents
from meetings.domain.attendance.absences import drop_absence, note_absence
from meetings.domain.attendance.issuing import issued_lists
from meetings.domain.audit import SYSTEM
from meetings.enums import DeclineReason, DocumentState, Role
from meetings.extensions import db
from meetings.jobs.tasks import render_documents
from meetings.models import Document, User
from tests.checkin.door import Door, place, rfc3339, staff
from tests.signing.keys import PASSWORD, make_key
from tests.signing.scans import scan

Enter = Callable[[User], FlaskClient]
CHAIR = "Bima Arya Sugiarto"


@pytest.fixture
def ended(door: Door) -> Door:
    _person, code = door.add("Bambang Sutrisno", nip="196901191997032008")
    door.one(code)
    door.session.chair_name, door.session.chair_position = CHAIR, "Wali Kota Bogor"
    door.session.closed_at = clock.now()
    db.session.commit()
    return door


def signed_by(door: Door, method: str) -> None:
    door.meeting.organisation.signing = {"minutes": method}
    db.session.commit()


def address(door: Door, more: str = "") -> str:
    return place(door, f"kehadiran/{door.session.id}/terbitan{more}")


def issue(door: Door, client: FlaskClient) -> Document:
    client.post(address(door))
    render_documents()
    db.session.expire_all()
    return issued_lists(door.session)[0]


def test_by_approval_alone_it_holds_once_it_is_printed_and_the_next_one_takes_its_place(ended: Door, sign_in: Enter) -> None:
    client = sign_in(staff(ended, Role.COMMITTEE))
    first = issue(ended, client)
    person, _code = ended.add("Citra Menyusul")
    person.created_at = ended.session.starts_at
    db.session.commit()

    assert first.state is DocumentState.PUBLISHED and first.content["security"] == "TERBATAS"
    text = " ".join(PdfReader(io.BytesIO(client.get(address(ended, ".pdf")).data)).pages[0].extract_text().split())
    assert "Bambang Sutrisno" in text and "196901" not in text.replace(" ", "") and "Citra" not in text
    assert "Diterbitkan oleh Siti Panitia pada" in text and "tanpa tanda tangan." in text and CHAIR not in text
    assert "terbit tanpa tanda tangan" in client.get(address(ended)).text and not first.signer
    public = client.get(f"/v/{documents.verification_token(first)}").text
    assert "Berlaku" in public and "Bambang" not in public and f"/v/{documents.verification_token(first)}.pdf" not in public

    second = issue(ended, client)
    states = [each.state for each in issued_lists(ended.session)]
    assert second.version == 2 and states == [DocumentState.PUBLISHED, DocumentState.SUPERSEDED]


def test_with_a_certificate_it_waits_for_the_chair(ended: Door, sign_in: Enter) -> None:
    signed_by(ended, "key")
    committee, chief = sign_in(staff(ended, Role.COMMITTEE)), sign_in(staff(ended, Role.APPROVER))
    document = issue(ended, committee)
    assert document.state is DocumentState.SIGNING
    assert "masih dibuat atau menunggu" in committee.post(address(ended), follow_redirects=True).get_data(as_text=True)
    assert address(ended) in chief.get("/tanda-tangan/").get_data(as_text=True)
    assert "Unduh untuk dibaca" in chief.get(address(ended)).text  # it is signed here, not on what was fetched

    sent = {"key": (io.BytesIO(make_key(CHAIR)), "kunci.p12"), "key_password": PASSWORD}
    answer = chief.post(address(ended, "/tanda-tangan"), data=sent, content_type="multipart/form-data")

    assert answer.status_code == 302
    db.session.expire_all()
    assert issued_lists(ended.session)[0].state is DocumentState.PUBLISHED
    assert CHAIR in committee.get(f"/v/{documents.verification_token(document)}").text


def test_with_a_pen_the_scan_is_issued_and_what_waits_can_be_taken_back(ended: Door, sign_in: Enter) -> None:
    signed_by(ended, "wet")
    client = sign_in(staff(ended, Role.ADMINISTRATOR))
    issue(ended, client)
    client.post(address(ended, "/kembalikan"))
    assert db.session.scalar(sa.select(sa.func.count(Document.id))) == 0
    document = issue(ended, client)

    def bring(**more: str) -> int:
        sent = {"file": (io.BytesIO(scan(document.pages or 1)), "pindaian.pdf"), "seen": "y", **more}
        return client.post(address(ended, "/tanda-tangan"), data=sent, content_type="multipart/form-data").status_code

    assert bring() == 422  # no code can be read from it
    assert bring(meant="y") == 302
    db.session.expire_all()
    assert issued_lists(ended.session)[0].state is DocumentState.PUBLISHED


def test_it_is_not_issued_before_the_session_is_over_nor_without_its_chair(door: Door, sign_in: Enter) -> None:
    client = sign_in(staff(door, Role.COMMITTEE))
    assert "setelah sesi selesai" in client.post(address(door), follow_redirects=True).get_data(as_text=True)
    door.session.closed_at = clock.now()
    signed_by(door, "wet")

    assert "pimpinan sesi" in client.post(address(door), follow_redirects=True).get_data(as_text=True)
    assert not issued_lists(door.session)


def test_pages_say_what_is_different_since_it_was_frozen(ended: Door, sign_in: Enter) -> None:
    late, code = ended.add("Citra Lambat", position="Camat")
    unable, _code = ended.add("Dewi Absen")
    for person in (late, unable):
        person.created_at = ended.session.starts_at
    db.session.commit()
    client = sign_in(staff(ended, Role.COMMITTEE))
    overview, said = place(ended, "").rstrip("/"), "Keadaan sekarang berbeda dari daftar hadir terbit"
    issue(ended, client)
    late.phone = "+6281200000000"  # stands on no list
    db.session.commit()
    assert said not in client.get(address(ended)).text + client.get(overview).text

    late.name = "Citra Dini"
    note_absence(ended.meeting, ended.session, unable, DeclineReason.DUTY, SYSTEM, clock.now())
    arrived = ended.session.closed_at - timedelta(seconds=1)
    assert ended.one(code, scanned_at=rfc3339(arrived), offline=True)["status"] == "accepted"
    db.session.commit()

    for page in (client.get(address(ended)).text, client.get(overview).text):
        assert said in page and "kini tercatat hadir: Citra Dini" in page and "keterangannya berubah: Dewi Absen" in page
        assert "nama, jabatan, instansi, atau yang diwakili berubah: Citra Dini" in page and "Bambang" not in page
    issue(ended, client)
    drop_absence(ended.meeting, ended.session, unable, SYSTEM, clock.now())
    ended.session.chair_name = "Orang Lain"
    ended.session.room = "Ruang lain"
    db.session.commit()
    page = client.get(overview).text
    assert "keterangannya berubah: Dewi Absen; keterangan kegiatan atau pimpinan sesi berubah" in page and "Citra" not in page
    unable.title_back = "S.H."
    db.session.commit()
    issue(ended, client)
    note_absence(ended.meeting, ended.session, unable, DeclineReason.DUTY, SYSTEM, clock.now())
    db.session.commit()
    for page in (client.get(overview).text, client.get(address(ended)).text):
        assert "keterangannya berubah: Dewi Absen, S.H." in page and "S.H.." not in page


def test_names_of_all_are_no_paper_for_the_clerk_at_the_door(ended: Door, sign_in: Enter) -> None:
    issue(ended, sign_in(staff(ended, Role.COMMITTEE)))
    recap, year = place(ended, "rekap-kehadiran"), f"/instansi/{ended.meeting.organisation_id}/rekap-kehadiran"
    for role, status in ((Role.REGISTRAR, 403), (Role.APPROVER, 200), (Role.VIEWER, 200)):
        person = sign_in(staff(ended, role, role.value))
        told = {path: person.get(path).status_code for path in (address(ended), address(ended, ".pdf"), recap, year)}
        assert set(told.values()) == {status}, (role, told)

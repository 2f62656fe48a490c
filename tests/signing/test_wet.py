"""Minutes that hold once the scan of their signed print is there."""

import io
from datetime import date

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from weasyprint import HTML

from meetings import clock
from meetings.domain import documents, signing
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM, Action
from meetings.enums import DocumentKind, DocumentState, MinutesStanding, MinutesState, Role, SigningMethod
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.jobs.tasks import render_documents
from meetings.models import AuditEntry, Document, Minutes, Signature
from meetings.storage import storage
from tests.factories import make_organisation
from tests.factories.minutes import approve, make_approved, publish
from tests.minutes.desk import SignIn, address, officer
from tests.signing.scans import scan


def with_a_pen(minutes: Minutes) -> Minutes:
    minutes.meeting.organisation.signing = {"minutes": "wet"}
    db.session.commit()
    return minutes


def printed(minutes: Minutes | None = None) -> Minutes:
    """Numbered minutes whose print waits for a pen."""
    waiting = with_a_pen(minutes or make_approved())
    publish(waiting)
    return waiting


def public(client: FlaskClient, document: Document) -> str:
    return client.get(f"/v/{documents.verification_token(document)}").text


@pytest.mark.parametrize(
    ("above", "own", "expected"),
    [
        ({}, {}, SigningMethod.APPROVAL),
        ({"minutes": "wet"}, {}, SigningMethod.WET),
        ({"minutes": "wet"}, {"minutes": "approval"}, SigningMethod.APPROVAL),
        ({"letter": "wet"}, {}, SigningMethod.APPROVAL),
    ],
)
def test_the_nearest_rule_holds(app: Flask, above: dict[str, str], own: dict[str, str], expected: SigningMethod) -> None:
    house = make_organisation("Kota", signing=above)
    unit = make_organisation("Dinas", parent=house, signing=own)

    assert signing.method_for(unit, DocumentKind.MINUTES) is expected


def test_a_finished_print_waits_and_holds_with_the_scan(app: Flask, client: FlaskClient) -> None:
    minutes = printed()
    document = minutes.document
    assert document is not None
    before, bare = document.storage_key, document.sha256
    assert (document.state, document.published_at) == (DocumentState.SIGNING, None)
    assert minutes.standing is MinutesStanding.SIGNING
    assert client.get(f"/v/{documents.verification_token(document)}").status_code == 404

    signed, at = scan(document.pages), clock.now()
    rules.bring_scan(minutes, signed, SYSTEM, at, meant=True)
    db.session.commit()

    assert (document.state, document.published_at, minutes.published_at) == (DocumentState.PUBLISHED, at, at)
    assert storage.get(document.storage_key or "") == signed
    (row,) = signing.signatures_of(document)
    assert (row.method, row.signed_at, row.source_key, row.source_sha256) == (SigningMethod.WET, at, before, bare)
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.DOCUMENT_SIGNED)).one()
    assert entry.target_id == document.id
    page = public(client, document)
    assert "Penanda tangan" in page and "Basah, di atas kertas" in page and "Pejabat pada naskah" not in page
    token = documents.verification_token(document)
    bare_file = {"file": (io.BytesIO(storage.get(before or "")), "cetakan.pdf")}
    told = client.post(f"/v/{token}", data=bare_file).text
    assert "Belum ditandatangani" in told and "sebelum semua tanda tangannya ada" in told


def test_without_a_signature_nobody_is_said_to_have_signed(app: Flask, client: FlaskClient) -> None:
    document = publish(make_approved())

    page = public(client, document)

    assert document.signer and "Pejabat pada naskah" in page and "Penanda tangan" not in page
    assert "Disetujui di aplikasi oleh" in page and "Rina Kusuma" in page


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"GIF89a", "Pilih berkas PDF"),
        (b"%PDF-1.7\nrusak", "rusak atau tidak lengkap"),
        (b"", "Pilih berkas PDF"),
    ],
)
def test_what_is_no_scan_changes_nothing(app: Flask, data: bytes, told: str) -> None:
    minutes = printed()

    with pytest.raises(InvalidInput, match=told):
        rules.bring_scan(minutes, data, SYSTEM, clock.now())

    db.session.refresh(minutes)
    assert minutes.standing is MinutesStanding.SIGNING


def test_the_print_itself_a_locked_file_and_missing_pages_are_noticed(app: Flask) -> None:
    minutes = printed()
    document = minutes.document
    assert document is not None
    document.pages = 2
    db.session.commit()
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(scan())) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))

    with pytest.raises(InvalidInput, match="belum ditandatangani"):
        rules.bring_scan(minutes, storage.get(document.storage_key or ""), SYSTEM, clock.now())
    with pytest.raises(InvalidInput, match="berkata sandi"):
        rules.bring_scan(minutes, locked.getvalue(), SYSTEM, clock.now())
    with pytest.raises(signing.Doubtful, match="1 halaman, sedangkan naskahnya 2"):
        rules.bring_scan(minutes, scan(1), SYSTEM, clock.now())

    rules.bring_scan(minutes, scan(1), SYSTEM, clock.now(), meant=True)
    assert document.in_force and document.pages == 1


def test_another_paper_is_not_taken_for_the_scan(app: Flask) -> None:
    minutes = printed()
    other = storage.get(publish(make_approved()).storage_key or "")

    with pytest.raises(InvalidInput, match="naskah lain yang dibuat layanan ini"):
        rules.bring_scan(minutes, other, SYSTEM, clock.now(), meant=True)
    with pytest.raises(signing.Doubtful, match=f"Nomor {minutes.number} tidak ditemukan"):
        rules.bring_scan(minutes, HTML(string="<p>Nomor 1/2/3").write_pdf(), SYSTEM, clock.now())


def test_a_second_scan_is_refused(app: Flask) -> None:
    minutes = printed()
    rules.bring_scan(minutes, scan(), SYSTEM, clock.now(), meant=True)
    db.session.commit()
    key = minutes.document.storage_key if minutes.document else None

    with pytest.raises(WrongState, match="tidak menunggu tanda tangan"):
        rules.bring_scan(minutes, scan(4), SYSTEM, clock.now())

    db.session.rollback()
    assert minutes.document is not None and minutes.document.storage_key == key


def test_the_version_before_holds_until_the_correction_is_signed(app: Flask) -> None:
    first = printed()
    rules.bring_scan(first, scan(), SYSTEM, clock.now(), meant=True)
    second = rules.correct_minutes(first, "salah ketik", SYSTEM, clock.now())
    approve(second)
    publish(second)
    assert first.document is not None and second.document is not None
    db.session.expire_all()
    (row,) = rules.list_session_minutes(first.meeting)
    assert (first.document.in_force, row.issued, row.work) == (True, first, second)
    with pytest.raises(WrongState):
        rules.correct_minutes(second, "lagi", SYSTEM, clock.now())

    rules.bring_scan(second, scan(4), SYSTEM, clock.now(), meant=True)

    db.session.expire_all()
    assert (first.document.state, first.state) == (DocumentState.SUPERSEDED, MinutesState.SUPERSEDED)
    assert first.document.superseded_by_id == second.document_id


def test_what_nobody_signed_goes_back_and_keeps_its_number(app: Flask, client: FlaskClient) -> None:
    minutes = printed()
    number, former = minutes.number, minutes.document_id
    assert minutes.document is not None
    token = documents.verification_token(minutes.document)

    rules.take_back_unsigned(minutes, "Nama salah", SYSTEM, clock.now())
    db.session.commit()

    assert (minutes.state, minutes.document_id, minutes.return_note) == (MinutesState.DRAFT, None, "Nama salah")
    assert db.session.get(Document, former) is None and not db.session.scalars(sa.select(Signature)).all()
    assert client.get(f"/v/{token}").status_code == 404
    approve(minutes)
    again = publish(minutes)
    assert (again.number, again.state, minutes.number) == (number, DocumentState.SIGNING, number)


def test_a_number_of_another_year_is_not_kept(app: Flask) -> None:
    minutes = printed()
    number = minutes.number
    rules.take_back_unsigned(minutes, "Nama salah", SYSTEM, clock.now())
    approve(minutes)
    today = clock.local(clock.now(), minutes.meeting.timezone).date()
    later = date(today.year + 1, 1, 1)

    assert rules.number_kept(minutes, today) == number
    assert rules.number_kept(minutes, later) == ""


def test_minutes_go_back_only_while_they_wait(app: Flask) -> None:
    approved = with_a_pen(make_approved())
    with pytest.raises(WrongState):
        rules.take_back_unsigned(approved, "Nama salah", SYSTEM, clock.now())
    with pytest.raises(InvalidInput, match="Tulis apa"):
        rules.take_back_unsigned(printed(approved), "", SYSTEM, clock.now())
    rules.bring_scan(approved, scan(), SYSTEM, clock.now(), meant=True)

    with pytest.raises(WrongState):
        rules.take_back_unsigned(approved, "Nama salah", SYSTEM, clock.now())

    db.session.rollback()
    assert db.session.scalars(sa.select(Signature)).all()


def test_readers_see_nothing_until_it_is_issued(app: Flask, sign_in: SignIn) -> None:
    first = printed()
    rules.bring_scan(first, scan(), SYSTEM, clock.now(), meant=True)
    second = approve(rules.correct_minutes(first, "salah ketik", SYSTEM, clock.now()))
    rules.publish_minutes(second, SYSTEM, clock.now())
    db.session.commit()
    reader = sign_in(officer(first, Role.VIEWER))

    listed, page = reader.get(f"/kegiatan/{first.meeting_id}/notula/").text, reader.get(address(second))

    assert second.standing is MinutesStanding.PRINTING
    assert f"notula/{first.id}" in listed and f"notula/{second.id}" not in listed and page.status_code == 404


def test_pages_lead_from_the_number_to_the_scan(app: Flask, sign_in: SignIn) -> None:
    minutes = with_a_pen(make_approved())
    secretary, viewer = officer(minutes, Role.SECRETARY), officer(minutes, Role.VIEWER)
    desk, reader = sign_in(secretary), sign_in(viewer)
    assert "memakai tanda tangan basah" in desk.get(address(minutes, "/terbitkan")).text
    today = clock.local(clock.now(), minutes.meeting.timezone).date().isoformat()
    told = desk.post(address(minutes, "/terbitkan"), data={"dated": today, "security": "B"}, follow_redirects=True).text
    assert "menunggu tanda tangan" in told
    render_documents()
    db.session.execute(sa.update(Document).where(Document.state == DocumentState.SIGNING).values(pages=2))
    db.session.commit()

    home, page = desk.get("/").text, desk.get(address(minutes)).text
    assert "Menunggu tanda tangan" in home and "Menunggu tanda tangan" in page and "Koreksi" not in page
    assert desk.get(address(minutes, "/terbit.pdf")).status_code == 200
    assert reader.get(address(minutes)).status_code == 404
    assert reader.get(address(minutes, "/terbit.pdf")).status_code == 404
    assert reader.get(address(minutes, "/tanda-tangan")).status_code == 403
    assert "Menunggu tanda tangan" not in reader.get("/").text

    sheet = address(minutes, "/tanda-tangan")
    assert "Unduh untuk ditandatangani" in desk.get(sheet).text
    assert desk.post(sheet, data={}).status_code == 422
    unseen = desk.post(sheet, data={"file": (io.BytesIO(scan()), "scan.pdf")})
    assert unseen.status_code == 422 and "Periksa pindaiannya dahulu" in unseen.text
    short = desk.post(sheet, data={"file": (io.BytesIO(scan(1)), "scan.pdf"), "seen": "y"})
    assert short.status_code == 422 and "pindaian notula yang dimaksud" in short.text
    done = desk.post(sheet, data={"file": (io.BytesIO(scan()), "scan.pdf"), "meant": "y", "seen": "y"}, follow_redirects=True)
    assert "terbit dengan pindaian bertanda tangan" in done.text
    assert reader.get(address(minutes)).status_code == 200
    assert desk.get(sheet).location.endswith(address(minutes))
    late = desk.post(sheet, data={"file": (io.BytesIO(scan(2)), "scan.pdf"), "seen": "y"}, follow_redirects=True)
    assert "yang baru Anda kirim tidak dipakai" in late.text and "basah, pindaiannya diunggah" in late.text


def test_minutes_are_taken_back_on_their_page(app: Flask, sign_in: SignIn) -> None:
    minutes = printed()
    desk = sign_in(officer(minutes, Role.SECRETARY))

    answer = desk.post(address(minutes, "/tanda-tangan/kembalikan"), data={"note": "Nama salah"}, follow_redirects=True)

    assert f"tetap bernomor {minutes.number}" in answer.text and "Nama salah" in answer.text
    db.session.refresh(minutes)
    assert minutes.standing is MinutesStanding.DRAFT

"""Minutes that another application signs electronically: what comes back is looked at before it is issued."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyhanko.pdf_utils.generic import StreamObject as PdfStream
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.timestamps import DummyTimeStamper
from weasyprint import HTML

from meetings import clock
from meetings.domain import documents, signing
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.enums import DocumentState, MinutesStanding, Role
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Minutes
from meetings.storage import storage
from meetings.writing.dates import format_moment
from tests.factories.minutes import make_approved, publish
from tests.minutes.desk import SignIn, address, officer
from tests.signing.keys import PASSWORD, make_key
from tests.signing.scans import scan

CHAIR, RECORDER = "Bima Arya Sugiarto", "Rina Kusuma"


def waiting() -> Minutes:
    """Numbered minutes that recorder and chair sign in another application."""
    minutes = make_approved()
    minutes.meeting.organisation.signing = {"minutes": "elsewhere"}
    minutes.signatory = {"name": CHAIR, "degrees_front": "Dr.", "position": "Wali Kota Bogor", "office": "KDH"}
    minutes.recorder = {"name": RECORDER, "position": "Kepala Bagian Umum"}
    db.session.commit()
    publish(minutes)
    return minutes


def gone_out(minutes: Minutes) -> bytes:
    assert minutes.document is not None
    return storage.get(minutes.document.storage_key or "")


def signed(data: bytes, *names: str, first: int = 7) -> bytes:
    """As an application signs that keeps the file: one signature after the other, not to be seen."""
    for place, name in enumerate(names, start=first):
        key = signing.open_key(make_key(name), PASSWORD, clock.now(), "Asia/Jakarta")
        data = key.sign(data, place, None, b"", reason="", location="")
    return data


def made_anew(number: str) -> bytes:
    """As an application prints it that makes a PDF of its own."""
    return HTML(string=f"<html lang=id><title>Notula</title><p>Nomor {number}").write_pdf()


def test_the_file_that_comes_back_signed_is_what_is_issued(app: Flask, client: FlaskClient) -> None:
    minutes = waiting()
    document, back, at = minutes.document, signed(gone_out(minutes), f"{RECORDER}, S.H.", CHAIR.upper()), clock.now()
    assert document is not None and document.state is DocumentState.SIGNING

    rules.bring_signed_file(minutes, back, SYSTEM, at)
    db.session.commit()

    assert (document.state, document.published_at, minutes.published_at) == (DocumentState.PUBLISHED, at, at)
    assert storage.get(document.storage_key or "") == back
    page = client.get(f"/v/{documents.verification_token(document)}").text
    assert page.count("Elektronik, ") == 2
    assert f"atas nama {RECORDER}, S.H. dari Balai Uji Coba" in page and f"atas nama {CHAIR.upper()} dari" in page


def test_a_signature_tells_its_own_hour_by_whose_clock_and_when_its_file_came(app: Flask, client: FlaskClient) -> None:
    minutes, made, zone = waiting(), clock.now(), "Asia/Jakarta"
    stamped_at, came = made - timedelta(days=2), made + timedelta(hours=3)
    back = signed(stamped(gone_out(minutes), RECORDER, stamped_at), CHAIR)

    rules.bring_signed_file(minutes, back, SYSTEM, came)
    db.session.commit()

    assert minutes.document is not None
    page = client.get(f"/v/{documents.verification_token(minutes.document)}").text
    brought = f"diunggah {format_moment(came, zone)})"
    assert f"{format_moment(stamped_at, zone)} (menurut penanda waktu di dalam tanda tangannya; {brought}" in page
    own = signing.signatures_of(minutes.document)[1].made_at
    assert own is not None and abs(own - made) < timedelta(minutes=1)
    assert f"{format_moment(own, zone)} (menurut jam aplikasi penanda tangan; {brought}" in page


def stamped(data: bytes, name: str, at: datetime) -> bytes:
    """Signed with the time stamp of an authority."""
    signer, authority = (
        signers.SimpleSigner.load_pkcs12_data(make_key(each), [], PASSWORD.encode()) for each in (name, "Penanda Waktu")
    )
    stamper = DummyTimeStamper(authority.signing_cert, authority.signing_key, fixed_dt=at)
    about = signers.PdfSignatureMetadata(field_name="elsewhere", name=name, md_algorithm="sha256")
    made: bytes = (
        signers.PdfSigner(about, signer, timestamper=stamper).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data))).getvalue()
    )
    return made


def test_another_file_with_the_number_is_the_paper_and_one_without_is_asked_about(app: Flask) -> None:
    minutes = waiting()
    strange = signed(made_anew("800/1/X"), RECORDER, CHAIR)

    with pytest.raises(signing.Doubtful, match=f"Nomor {minutes.number} tidak ditemukan"):
        rules.bring_signed_file(minutes, strange, SYSTEM, clock.now())
    rules.bring_signed_file(minutes, signed(made_anew(minutes.number), RECORDER, CHAIR), SYSTEM, clock.now())

    assert minutes.document is not None and minutes.document.in_force


def test_a_missing_signer_is_named_and_may_be_meant(app: Flask) -> None:
    minutes = waiting()
    back = signed(gone_out(minutes), "Orang Lain")

    with pytest.raises(signing.Doubtful, match=f"atas nama {RECORDER}, Dr. {CHAIR}; yang ada atas nama Orang Lain"):
        rules.bring_signed_file(minutes, back, SYSTEM, clock.now())
    rules.bring_signed_file(minutes, back, SYSTEM, clock.now(), meant=True)

    assert minutes.document is not None and minutes.document.in_force


def changed_inside(data: bytes) -> bytes:
    """One byte of what the first signature covers is another."""
    at = data.index(b"stream") + 40
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def changed_behind(data: bytes) -> bytes:
    """A note was added after the last signature."""
    return painted(data)


def saved_again(data: bytes) -> bytes:
    """Opened and saved by a program that knows nothing of signatures."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(made)
    return made.getvalue()


def painted(data: bytes) -> bytes:
    """A bar over the first page, appended as a revision of its own."""
    made = IncrementalPdfFileWriter(io.BytesIO(data))
    bar = PdfStream(stream_data=b"1 0 0 rg 0 780 600 40 re f")
    made.add_stream_to_page(0, made.add_object(bar))
    written = io.BytesIO()
    made.write(written)
    return written.getvalue()


def test_what_was_painted_between_two_signatures_is_refused(app: Flask) -> None:
    minutes = waiting()
    back = signed(painted(signed(gone_out(minutes), RECORDER)), CHAIR, first=8)

    with pytest.raises(InvalidInput, match="isi PDF berubah sesudah ditandatangani"):
        rules.bring_signed_file(minutes, back, SYSTEM, clock.now(), meant=True)


def test_what_was_painted_before_the_signatures_is_asked_about(app: Flask) -> None:
    minutes = waiting()

    with pytest.raises(signing.Doubtful, match="diubah sebelum ditandatangani"):
        rules.bring_signed_file(minutes, signed(painted(gone_out(minutes)), RECORDER, CHAIR), SYSTEM, clock.now())


@pytest.mark.parametrize("change", [changed_inside, changed_behind, saved_again])
def test_what_was_changed_after_it_was_signed_is_refused(app: Flask, change: Callable[[bytes], bytes]) -> None:
    minutes = waiting()
    back = change(signed(gone_out(minutes), RECORDER, CHAIR))

    with pytest.raises(InvalidInput, match=r"rusak|diubah|tidak memuat"):
        rules.bring_signed_file(minutes, back, SYSTEM, clock.now(), meant=True)

    db.session.rollback()
    assert minutes.standing is MinutesStanding.SIGNING


def test_what_nobody_signed_is_refused(app: Flask) -> None:
    minutes = waiting()

    with pytest.raises(InvalidInput, match="belum ditandatangani"):
        rules.bring_signed_file(minutes, gone_out(minutes), SYSTEM, clock.now(), meant=True)
    with pytest.raises(InvalidInput, match="tidak memuat tanda tangan elektronik"):
        rules.bring_signed_file(minutes, scan(), SYSTEM, clock.now(), meant=True)
    with pytest.raises(WrongState, match="tidak menunggu tanda tangan itu"):
        rules.bring_scan(minutes, scan(), SYSTEM, clock.now())


def test_pages_take_the_signed_file(app: Flask, sign_in: SignIn) -> None:
    minutes = waiting()
    desk, sheet = sign_in(officer(minutes, Role.SECRETARY)), address(minutes, "/tanda-tangan")
    assert "Unduh, tandatangani, unggah" in desk.get(address(minutes)).text
    assert "Tandatangani di aplikasi lain" in desk.get(sheet).text
    other = signed(gone_out(minutes), RECORDER)

    asked = desk.post(sheet, data={"file": (io.BytesIO(other), "notula.pdf")})
    assert asked.status_code == 422 and "Tidak ada tanda tangan atas nama" in asked.text and "notula yang dimaksud" in asked.text
    done = desk.post(sheet, data={"file": (io.BytesIO(other), "notula.pdf"), "meant": "y"}, follow_redirects=True)

    assert "terbit dengan tanda tangan elektronik" in done.text


@pytest.mark.parametrize("cut", [200, 2_000, 6_000])
def test_a_file_that_no_library_reads_is_refused_in_words(app: Flask, cut: int) -> None:
    minutes = waiting()
    back = signed(gone_out(minutes), RECORDER, CHAIR)
    broken = back[:cut] + b"\x00<<[/" * 60 + back[cut + 300 :]

    with pytest.raises(InvalidInput):
        rules.bring_signed_file(minutes, broken, SYSTEM, clock.now(), meant=True)

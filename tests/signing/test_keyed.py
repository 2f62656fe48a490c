"""Minutes that hold once everybody named in a signature block has signed with a certificate."""

import io
import logging
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from meetings import clock
from meetings.domain import documents, signing
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.domain.signing.keyed import same_holder
from meetings.enums import DocumentState, MinutesStanding, Role
from meetings.errors import InvalidInput, Overtaken, WrongState
from meetings.extensions import db
from meetings.models import Document, Minutes, Signature
from meetings.storage import storage
from meetings.writing.dates import format_moment_in_sentence
from tests.factories import make_organisation
from tests.factories.minutes import approve, make_approved, make_ended_session, make_minutes, make_officer, publish
from tests.minutes.desk import SignIn, address, officer
from tests.signing.keys import PASSWORD, make_key
from tests.signing.scans import scan

ZONE = "Asia/Jakarta"
CHAIR, RECORDER = "Bima Arya Sugiarto", "Rina Kusuma"


def waiting() -> Minutes:
    """Numbered minutes whose recorder and chair are to sign."""
    minutes = make_approved()
    minutes.meeting.organisation.signing = {"minutes": "key"}
    minutes.signatory = {"name": CHAIR, "degrees_front": "Dr.", "position": "Wali Kota Bogor", "office": "KDH"}
    minutes.recorder = {"name": RECORDER, "position": "Kepala Bagian Umum", "degrees_back": "S.H."}
    db.session.commit()
    publish(minutes)
    return minutes


def key_of(name: str) -> signing.Key:
    return signing.open_key(make_key(name), PASSWORD, clock.now(), ZONE)


def validated(data: bytes) -> list[tuple[str, bool, bool]]:
    """(field, intact, trusted by nobody but valid) of each signature, oldest first."""
    reader = PdfFileReader(io.BytesIO(data))
    found = []
    for each in reader.embedded_signatures:
        status = validate_pdf_signature(each, ValidationContext(allow_fetching=False, trust_roots=[]))
        found.append((each.field_name, status.intact, status.valid))
    return found


def test_all_blocks_are_signed_in_any_order_and_the_last_issues_it(app: Flask, client: FlaskClient) -> None:
    minutes = waiting()
    document = minutes.document
    assert document is not None
    bare = storage.get(document.storage_key or "")

    rules.sign_minutes(minutes, 2, key_of(CHAIR.upper()), SYSTEM, clock.now())
    db.session.commit()
    half = storage.get(document.storage_key or "")
    assert (document.state, document.published_at, minutes.standing) == (DocumentState.SIGNING, None, MinutesStanding.SIGNING)

    at = clock.now()
    rules.sign_minutes(minutes, 1, key_of(f"{RECORDER}, S.H."), SYSTEM, at)
    db.session.commit()

    whole = storage.get(document.storage_key or "")
    assert (document.state, document.published_at, minutes.published_at) == (DocumentState.PUBLISHED, at, at)
    assert half.startswith(bare) and whole.startswith(half)
    assert validated(whole) == [("ttd-2", True, True), ("ttd-1", True, True)]
    first, second = signing.signatures_of(document)
    assert (first.certificate["subject"], second.certificate["subject"]) == (f"{RECORDER}, S.H.", CHAIR.upper())
    page = client.get(f"/v/{documents.verification_token(document)}").text
    assert page.count("Elektronik, ") == 2 and "dari Balai Uji Coba" in page
    assert "Kode QR ini bukan tanda tangan elektronik" not in page


def test_a_signature_is_seen_in_its_block(app: Flask) -> None:
    from meetings.documents.signing.room import find_room

    minutes = waiting()
    assert minutes.document is not None
    bare = storage.get(minutes.document.storage_key or "")
    left, right = find_room(bare, 1), find_room(bare, 2)
    assert left and right and left.page == right.page
    assert left.box[0] < right.box[0] and abs(left.box[3] - right.box[3]) < 40
    assert find_room(bare, 3) is None

    rules.sign_minutes(minutes, 2, key_of(CHAIR), SYSTEM, clock.now())

    (field,) = PdfFileReader(io.BytesIO(storage.get(minutes.document.storage_key or ""))).embedded_signatures
    rectangle = [float(each) for each in field.sig_field["/Rect"]]
    assert rectangle == pytest.approx(right.box, abs=1)


def test_a_signature_tells_its_hour_in_the_zone_of_its_paper(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    minutes, stamps = waiting(), []
    assert minutes.document is not None and minutes.document.content["zone"] == ZONE
    minutes.meeting.timezone = minutes.meeting.organisation.timezone = "Asia/Jayapura"  # after the paper was frozen
    draw = signing.keyed.render_stamp
    monkeypatch.setattr(signing.keyed, "render_stamp", lambda stamp: stamps.append(stamp) or draw(stamp))
    at = clock.now()

    rules.sign_minutes(minutes, 1, key_of(RECORDER), SYSTEM, at)

    assert [stamp.when for stamp in stamps] == [format_moment_in_sentence(at, ZONE)]


@pytest.mark.parametrize(
    ("data", "password", "told"),
    [
        (b"bukan sertifikat", PASSWORD, "Kata sandi salah, atau berkas ini bukan sertifikat"),
        (make_key(CHAIR), "salah", "Kata sandi salah"),
        (make_key(CHAIR, days=1, starts=-30), PASSWORD, "hanya berlaku sampai"),
        (make_key(CHAIR, starts=30), PASSWORD, "baru berlaku mulai"),
        (make_key(CHAIR, signs=False), PASSWORD, "bukan untuk tanda tangan"),
        (b"x" * 300_000, PASSWORD, "terlalu besar"),
    ],
    ids=["no file", "password", "over", "early", "purpose", "size"],
)
def test_a_key_that_may_not_sign_is_refused(app: Flask, data: bytes, password: str, told: str) -> None:
    with app.test_request_context(), pytest.raises(InvalidInput, match=told):
        signing.open_key(data, password, clock.now(), ZONE)


@pytest.mark.parametrize(
    ("holder", "signer", "same"),
    [
        ("BIMA ARYA SUGIARTO", "Dr. Bima Arya Sugiarto\nWali Kota Bogor", True),
        ("Rina Kusuma, S.H.", "Rina Kusuma\nKepala Bagian", True),
        ("Ma'ruf Amin", "Maruf Amin", True),
        ("Bima Arya", "Bima Arya Sugiarto\nWali Kota", False),
        ("Budi", "Rina", False),
    ],
)
def test_whose_certificate_it_is(holder: str, signer: str, same: bool) -> None:
    assert same_holder(holder, signer) is same


def test_another_name_is_asked_about(app: Flask) -> None:
    minutes = waiting()

    with pytest.raises(signing.DoubtfulKey, match=f"atas nama Bima A. S., sedangkan naskah menyebut Dr. {CHAIR}"):
        rules.sign_minutes(minutes, 2, key_of("Bima A. S."), SYSTEM, clock.now())
    rules.sign_minutes(minutes, 2, key_of("Bima A. S."), SYSTEM, clock.now(), meant=True)

    assert minutes.document is not None
    assert [each.signed_at is not None for each in signing.signatures_of(minutes.document)] == [False, True]


def test_the_certificate_of_who_signs_elsewhere_on_the_paper_is_refused(app: Flask) -> None:
    minutes = waiting()

    with pytest.raises(InvalidInput, match=f"milik Dr. {CHAIR}, yang menandatangani blok lain"):
        rules.sign_minutes(minutes, 1, key_of(CHAIR), SYSTEM, clock.now(), meant=True)


def test_a_certificate_of_ones_own_making_is_asked_about_and_told(app: Flask, client: FlaskClient) -> None:
    minutes = waiting()
    own = {name: signing.open_key(make_key(name, own=True), PASSWORD, clock.now(), ZONE) for name in (CHAIR, RECORDER)}

    with pytest.raises(signing.DoubtfulKey, match="dibuat pemegangnya sendiri"):
        rules.sign_minutes(minutes, 2, own[CHAIR], SYSTEM, clock.now())
    with pytest.raises(signing.DoubtfulKey, match="satu per satu"):
        rules.sign_many([], own[CHAIR], SYSTEM, clock.now())
    rules.sign_minutes(minutes, 2, own[CHAIR], SYSTEM, clock.now(), meant=True)
    rules.sign_minutes(minutes, 1, own[RECORDER], SYSTEM, clock.now(), meant=True)

    assert minutes.document is not None
    assert client.get(f"/v/{documents.verification_token(minutes.document)}").text.count("dari pemegangnya sendiri") == 2


def test_a_block_is_signed_once(app: Flask) -> None:
    minutes = waiting()
    rules.sign_minutes(minutes, 2, key_of(CHAIR), SYSTEM, clock.now())

    for place in (2, 3):
        with pytest.raises(WrongState, match="tidak menunggu tanda tangan itu"):
            rules.sign_minutes(minutes, place, key_of(CHAIR), SYSTEM, clock.now())
    with pytest.raises(WrongState, match="tidak menunggu tanda tangan"):
        rules.bring_scan(minutes, scan(), SYSTEM, clock.now())


def test_what_somebody_else_signed_meanwhile_is_not_overwritten(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    minutes = waiting()
    document, key = minutes.document, key_of(CHAIR)
    assert document is not None
    sign = key.sign

    def slowly(data: bytes, *arguments: Any, **named: Any) -> bytes:
        elsewhere = sa.update(Document).where(Document.id == document.id).values(sha256="0" * 64)
        db.session.execute(elsewhere.execution_options(synchronize_session=False))
        return sign(data, *arguments, **named)

    monkeypatch.setattr(key, "sign", slowly)

    with pytest.raises(Overtaken):
        rules.sign_minutes(minutes, 2, key, SYSTEM, clock.now())


def test_one_password_signs_all_that_names_its_holder(app: Flask, sign_in: SignIn) -> None:
    first = waiting()
    second = waiting_too(first)
    chair = sign_in(officer(first, Role.APPROVER))
    assert "Tanda tangani bersama" in chair.get("/").text
    page = chair.get("/tanda-tangan/").text
    ids = re.findall(r'name="ids" value="(\w+)"', page)
    assert len(ids) == 4 and page.count(" checked") == 2  # the officer of these tests has the name of the recorder

    def sent(name: str, **more: object) -> dict[str, object]:
        return {"ids": ids, "key": (io.BytesIO(make_key(name)), "kunci.p12"), "key_password": PASSWORD, **more}

    wrong = chair.post("/tanda-tangan/", data=sent(CHAIR, key_password="keliru"))
    assert wrong.status_code == 422 and "Kata sandi salah" in wrong.text
    told = chair.post("/tanda-tangan/", data=sent(CHAIR), follow_redirects=True).text
    assert f"2 ditandatangani atas nama {CHAIR}. 2 dilewati: bloknya menyebut orang lain." in told
    left = re.findall(r'name="ids" value="(\w+)"', told)
    chosen = sent(RECORDER) | {"ids": left[:1]}
    assert "1 ditandatangani" in chair.post("/tanda-tangan/", data=chosen, follow_redirects=True).text

    db.session.expire_all()
    assert (first.standing, second.standing) == (MinutesStanding.IN_FORCE, MinutesStanding.SIGNING)


def test_nobody_signs_in_houses_they_do_not_see(app: Flask, sign_in: SignIn) -> None:
    waiting()
    other = make_officer(make_organisation("Kabupaten lain"), Role.APPROVER)

    page = sign_in(other).get("/tanda-tangan/")

    assert page.status_code == 200 and "Tidak ada yang menunggu" in page.text


def waiting_too(first: Minutes) -> Minutes:
    """More minutes of the same meeting, with the same signers."""
    session = make_ended_session(first.meeting, title="Sidang Komisi")
    minutes = approve(make_minutes(session))
    minutes.signatory, minutes.recorder = first.signatory, first.recorder
    db.session.commit()
    publish(minutes)
    return minutes


def test_pages_take_key_and_password_and_keep_neither(app: Flask, sign_in: SignIn, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    minutes = waiting()
    chair = sign_in(officer(minutes, Role.APPROVER))
    sheet = address(minutes, "/tanda-tangan")
    page = chair.get(sheet).text
    assert "Tanda tangan sebagai" in page and f"Dr. {CHAIR}" in page and "belum ditandatangani" in page
    assert "Menunggu tanda tangan" in chair.get("/").text

    def sent(name: str, **more: object) -> dict[str, object]:
        return {"place": 2, "key": (io.BytesIO(make_key(name)), "kunci.p12"), "key_password": PASSWORD, **more}

    wrong = chair.post(sheet, data=sent(CHAIR) | {"key_password": "Keliru-123"})
    assert wrong.status_code == 422 and "Kata sandi salah" in wrong.text and "Keliru-123" not in wrong.text
    other = chair.post(sheet, data=sent("Orang Lain"))
    assert other.status_code == 422 and "atas nama Orang Lain" in other.text and "memang miliknya" in other.text
    done = chair.post(sheet, data=sent(CHAIR), follow_redirects=True)
    assert "begitu semua tanda tangan ada" in done.text and "sudah ditandatangani" in done.text
    last = chair.post(sheet, data=sent("Orang Lain", meant="y") | {"place": 1}, follow_redirects=True)
    assert "ditandatangani dan terbit" in last.text

    kept = [str(row) for table in db.metadata.sorted_tables for row in db.session.execute(sa.select(table))]
    assert not any(PASSWORD in each or "Keliru-123" in each for each in [*kept, *caplog.messages])
    assert db.session.scalar(sa.select(sa.func.count(Signature.id))) == 2

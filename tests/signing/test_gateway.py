"""Minutes that the Esign gateway of BSrE signs: what is issued, what is refused in words, and what stays uncertain."""

import io
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader

from meetings import clock
from meetings.channels import esign
from meetings.documents.signing.bsre import FOOT
from meetings.documents.signing.room import find_room
from meetings.domain import documents, signing
from meetings.enums import DocumentState, MinutesStanding, Role, SigningDoubt
from meetings.extensions import db
from meetings.models import Minutes, Signature
from meetings.storage import storage
from tests.minutes.desk import SignIn, address, officer
from tests.signing.office import CHAIR, NIK, PASSPHRASE, RECORDER, waiting
from tests.support.gateway import Gateway, Reply, silence, spring

Sheet = Callable[..., Any]


def sheet_of(minutes: Minutes, sign_in: SignIn) -> Sheet:
    """``sheet(place, name)`` sends the form of the signing page."""
    desk = sign_in(officer(minutes, Role.APPROVER))

    def send(place: int, name: str, **more: object) -> Any:
        typed = {"place": place, "nik": NIK.get(name, name), "passphrase": PASSPHRASE, **more}
        return desk.post(address(minutes, "/tanda-tangan"), data=typed, follow_redirects=True)

    return send


def stored(minutes: Minutes) -> bytes:
    db.session.expire_all()
    assert minutes.document is not None
    return storage.get(minutes.document.storage_key or "")


def signatures(minutes: Minutes) -> list[Signature]:
    db.session.expire_all()
    assert minutes.document is not None
    return list(signing.signatures_of(minutes.document))


def test_both_sign_and_the_last_signature_issues_it(app: Flask, client: FlaskClient, sign_in: SignIn, gateway: Gateway) -> None:
    minutes = waiting()
    sheet, bare = sheet_of(minutes, sign_in), stored(minutes)

    assert "begitu semua tanda tangan ada" in sheet(2, CHAIR).text
    half = stored(minutes)
    assert "ditandatangani dan terbit" in sheet(1, RECORDER).text

    whole = stored(minutes)
    assert whole.startswith(half) and minutes.standing is MinutesStanding.IN_FORCE
    reader = PdfFileReader(io.BytesIO(whole))
    boxes = [[float(edge) for edge in each.sig_field["/Rect"]] for each in reader.embedded_signatures]
    for box, place in zip(boxes, (2, 1), strict=True):
        room = find_room(bare, place)
        assert room is not None and box == pytest.approx(room.box, abs=1)
    assert [each.certificate["subject"] for each in signatures(minutes)] == [RECORDER.upper(), CHAIR.upper()]
    assert minutes.document is not None
    page = client.get(f"/v/{documents.verification_token(minutes.document)}").text
    assert page.count("Elektronik, ") == 2 and f"atas nama {CHAIR.upper()}" in page


def test_the_foot_speaks_of_bsre_only_on_what_was_really_signed(app: Flask, sign_in: SignIn, gateway: Gateway) -> None:
    minutes = waiting()
    sheet, bare = sheet_of(minutes, sign_in), stored(minutes)

    def feet(data: bytes) -> list[int]:
        flat = "".join(FOOT.split())
        return ["".join(page.extract_text().split()).count(flat) for page in PdfReader(io.BytesIO(data)).pages]

    sheet(2, CHAIR, passphrase="keliru")
    assert stored(minutes) == bare and set(feet(bare)) == {0}
    sheet(2, CHAIR)
    assert set(feet(stored(minutes))) == {1}
    sheet(1, RECORDER)
    assert set(feet(stored(minutes))) == {1}


def test_nik_and_passphrase_are_kept_nowhere(
    app: Flask, sign_in: SignIn, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    minutes = waiting()
    sheet = sheet_of(minutes, sign_in)

    wrong = sheet(2, CHAIR, passphrase="Keliru-123")
    sheet(1, RECORDER)
    gateway.trouble = lambda _number: spring(500)
    sheet(2, CHAIR)

    assert "Keliru-123" not in wrong.text
    secret = ("Keliru-123", PASSPHRASE, *NIK.values())
    kept = [str(row) for table in db.metadata.sorted_tables for row in db.session.execute(sa.select(table))]
    assert not [each for each in [*kept, *caplog.messages] if any(word in each for word in secret)]
    assert not any(word.encode() in stored(minutes) for word in secret)
    assert repr(esign.Signer(NIK[CHAIR], PASSPHRASE)) == "Signer()"


def error(status: int, code: int, told: str) -> Reply:
    return status, "application/json", f'{{"status_code": {code}, "error": "{told}"}}'.encode()


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (error(400, 2031, "Passphrase anda salah"), "Passphrase salah. Belum ada yang ditandatangani."),
        (spring(500), "mengalami gangguan dan tidak menandatangani"),
        ((429, "text/plain", b"slow down"), "sedang sibuk. Coba lagi sesudah 7 detik."),
        ((503, "text/html", b"<h1>503</h1>"), "tidak dapat dihubungi"),
        (error(400, 2040, "Koordinat di luar halaman"), "menolak tempat tanda tangan pada halamannya"),
        (error(400, 2021, "Sertifikat expired"), "sudah dicabut atau habis masa berlakunya"),
        (error(200, 2099, f"Berkas milik {NIK[CHAIR]} terkunci"), "Kata gateway: Berkas milik … terkunci."),
        ((403, "text/html", b"<h1>Forbidden</h1>"), "menolak layanan ini"),
    ],
    ids=["passphrase", "spring", "busy", "away", "off page", "expired", "other", "closed"],
)
def test_a_refusal_is_told_and_the_paper_may_go_again(
    app: Flask, sign_in: SignIn, gateway: Gateway, reply: Reply, told: str
) -> None:
    minutes = waiting()
    sheet, bare = sheet_of(minutes, sign_in), stored(minutes)
    gateway.trouble = lambda number: reply if number == 1 else None

    refused = sheet(2, CHAIR)

    assert refused.status_code == 422 and told in refused.text
    assert stored(minutes) == bare and not any(each.unsure for each in signatures(minutes))
    assert "begitu semua tanda tangan ada" in sheet(2, CHAIR).text


@pytest.mark.parametrize(
    ("status", "told"), [("REVOKE", "sudah dicabut"), ("EXPIRED", "habis masa berlakunya"), ("NEW", "tidak terdaftar di BSrE")]
)
def test_who_may_not_sign_is_told_before_the_passphrase_goes_out(
    app: Flask, sign_in: SignIn, gateway: Gateway, status: str, told: str
) -> None:
    minutes = waiting()
    gateway.people[NIK[CHAIR]].status = status

    assert told in sheet_of(minutes, sign_in)(2, CHAIR).text
    assert "tidak terdaftar di BSrE" in sheet_of(minutes, sign_in)(2, "3271019999999999").text
    assert "NIK terdiri atas 16 angka" in sheet_of(minutes, sign_in)(2, "327101").text
    assert gateway.calls == 0 and not any(each.unsure for each in signatures(minutes))


def saved_anew(data: bytes) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("touch", "doubt"),
    [
        (lambda _data: b"<html>sukses</html>", SigningDoubt.UNREADABLE),
        (lambda data: data[: len(data) // 2], SigningDoubt.CHANGED),
        (saved_anew, SigningDoubt.CHANGED),
        (lambda data: data.replace(b"%%EOF", b"%%EOF", 1)[:-7] + b"0%%EOF\n", SigningDoubt.CHANGED),
    ],
    ids=["no pdf", "cut", "saved anew", "bytes"],
)
def test_what_comes_back_and_is_not_our_file_signed_is_not_kept(
    app: Flask, sign_in: SignIn, gateway: Gateway, touch: Callable[[bytes], bytes], doubt: SigningDoubt
) -> None:
    minutes = waiting()
    sheet, bare = sheet_of(minutes, sign_in), stored(minutes)
    gateway.touch = touch

    assert "Belum pasti apakah naskah ini sudah ditandatangani" in sheet(2, CHAIR).text

    assert stored(minutes) == bare
    assert [each.doubt for each in signatures(minutes)] == [None, doubt]


def test_silence_after_it_went_out_stays_uncertain_until_a_person_says_again(
    app: Flask, sign_in: SignIn, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(esign.Esign.__init__, "__defaults__", (0.4,))
    minutes = waiting()
    sheet, bare = sheet_of(minutes, sign_in), stored(minutes)
    gateway.before_answer = silence(1.5)

    told = sheet(2, CHAIR).text

    assert "tidak menjawab sampai batas waktunya" in told and "Tidak pasti: Dr. Bima Arya Sugiarto" in told
    _recorder, chair = signatures(minutes)
    assert (chair.doubt, chair.sent_sha256, chair.signed_at) == (SigningDoubt.SILENT, minutes.document.sha256, None)  # type: ignore[union-attr]  # -- assured
    assert chair.sent_by and chair.sent_at is not None and len(gateway.papers) == 1

    gateway.before_answer = lambda: None
    monkeypatch.undo()
    again = sheet(2, CHAIR).text
    assert "Belum pasti apakah naskah ini sudah ditandatangani di gateway BSrE" in again
    assert len(gateway.papers) == 1 and stored(minutes) == bare

    assert "begitu semua tanda tangan ada" in sheet(2, CHAIR, again="y").text
    assert len(gateway.papers) == 2


def test_what_was_out_when_the_machine_stopped_is_uncertain_and_first_left_alone(
    app: Flask, sign_in: SignIn, gateway: Gateway
) -> None:
    minutes = waiting()
    sheet = sheet_of(minutes, sign_in)
    chair = signatures(minutes)[1]
    chair.sent_at, chair.sent_by, chair.sent_sha256 = clock.now() - timedelta(seconds=5), "Rina Kusuma", "a" * 64
    db.session.commit()

    assert "baru saja dikirim ke gateway" in sheet(2, CHAIR, again="y").text
    assert "baru saja dikirim ke gateway" in sheet(1, RECORDER).text
    signatures(minutes)[1].sent_at = clock.now() - timedelta(minutes=10)
    db.session.commit()
    assert "Belum pasti" in sheet(2, CHAIR).text
    assert gateway.papers == []
    assert "begitu semua tanda tangan ada" in sheet(2, CHAIR, again="y").text


def test_the_nik_of_somebody_else_is_asked_about(app: Flask, sign_in: SignIn, gateway: Gateway) -> None:
    minutes = waiting()
    sheet, bare = sheet_of(minutes, sign_in), stored(minutes)
    gateway.people[NIK[CHAIR]].name = "ORANG LAIN"

    asked = sheet(2, CHAIR)
    assert "NIK ini milik ORANG LAIN, sedangkan naskah menyebut Dr. Bima Arya Sugiarto" in asked.text
    assert "memang milik penanda tangan itu" in asked.text and stored(minutes) == bare
    assert "begitu semua tanda tangan ada" in sheet(2, CHAIR, meant="y").text


def test_minutes_that_went_back_meanwhile_are_not_signed(app: Flask, sign_in: SignIn, gateway: Gateway) -> None:
    minutes = waiting()
    sheet = sheet_of(minutes, sign_in)
    secretary = sign_in(officer(minutes, Role.SECRETARY))

    def take_back() -> None:
        with app.app_context():
            assert secretary.post(address(minutes, "/tanda-tangan/kembalikan"), data={"note": "Keliru"}).status_code == 302

    gateway.before_answer = take_back
    told = sheet(2, CHAIR).text

    assert "tidak menunggu tanda tangan lagi" in told
    db.session.expire_all()
    assert minutes.document is None and minutes.standing is MinutesStanding.DRAFT


def test_organisations_may_choose_it_where_there_is_a_gateway(app: Flask, sign_in: SignIn, gateway: Gateway) -> None:
    minutes = waiting("key")
    admin, sheet = sign_in(officer(minutes, Role.ADMINISTRATOR)), f"/instansi/{minutes.meeting.organisation_id}/ubah"
    chosen = '<option value="bsre">'

    assert chosen in admin.get(sheet).text
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], esign_url="")
    assert chosen not in admin.get(sheet).text
    minutes.meeting.organisation.signing = {"minutes": "bsre"}
    assert '<option selected value="bsre">' in admin.get(sheet).text


def test_without_a_gateway_nothing_is_offered_and_nothing_sent(app: Flask, sign_in: SignIn) -> None:
    minutes = waiting()
    chair = sign_in(officer(minutes, Role.APPROVER))

    assert "Gateway BSrE belum diatur" in chair.get(address(minutes, "/tanda-tangan")).text
    assert "Gateway BSrE belum diatur" in chair.get("/tanda-tangan/").text
    assert "Gateway BSrE belum diatur" in sheet_of(minutes, sign_in)(2, CHAIR).text
    assert minutes.document is not None and minutes.document.state is DocumentState.SIGNING

"""One signed file for all recipients: what SRIKANDI made of the letter, and the scan of one print."""

import io
from datetime import date, timedelta

import docx
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from weasyprint import HTML

from meetings import clock
from meetings.documents.signing.reading import read_heading
from meetings.domain import documents, invitations, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import one_file
from meetings.domain.letters import srikandi
from meetings.domain.letters.facts import holding_now
from meetings.enums import DocumentState, LetterState, Role
from meetings.errors import Conflict, InvalidInput, WrongState
from meetings.extensions import db
from meetings.jobs.tasks import render_letters, run_tasks
from meetings.models import Document, Invitation, Letter, Signature
from meetings.storage import storage
from meetings.writing.dates import format_date
from tests.documents.pdf import text_of
from tests.factories import make_agenda_item, make_letter, make_meeting, make_participant, make_session
from tests.minutes.desk import SignIn
from tests.signing.office import CHAIR
from tests.signing.scans import scan
from tests.signing.test_elsewhere import signed
from tests.signing.test_letters import desk, issued, mailed, page, prints

NUMBER = "000.1.5/1234/Setda"


def draft() -> Letter:
    meeting = make_meeting()
    meeting.organisation.signing = {"letter": "elsewhere"}
    make_participant(meeting, "Tamu", email="tamu@example.go.id")
    letter = make_letter(meeting, signatory={"name": CHAIR, "position": "Wali Kota Bogor", "office": "KDH"})
    db.session.commit()
    return letter


def today(letter: Letter) -> date:
    return clock.local(clock.now(), letter.meeting.timezone).date()


def made(letter: Letter, number: str = NUMBER, subject: str = "", *names: str, day: str = "", dated: date | None = None) -> bytes:
    """As SRIKANDI prints and signs it: a PDF of its own."""
    text = f"<p>Bogor, {format_date(dated or today(letter))}<p>Nomor : {number}<p>Hal : {subject or letter.subject}"
    text += f"<p>Hari/tanggal : {day or holding_now(letter.meeting).day}"
    return signed(HTML(string=f"<html lang=id><title>Surat</title>{text}").write_pdf(), *(names or (CHAIR,)))


def send(letter: Letter) -> None:
    invitations.send_invitations(letter, [sa.true()], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    render_letters()
    db.session.expire_all()


def test_the_docx_carries_the_variables_and_the_words(app: Flask) -> None:
    letter = draft()
    letter.closing = "Mohon membawa tanda masuk yang tercantum di bagian bawah surat ini."

    document = docx.Document(io.BytesIO(srikandi.docx_of(letter, clock.now())))

    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(each.text for each in document.paragraphs), *cells])
    for name in ("nomor_naskah", "tanggal_naskah", "ttd_pengirim", "nama_pengirim", "jabatan_pengirim"):
        assert words.count(f"${{{name}}}") == 1
    assert letter.subject in words and letter.opening in words and "Tembusan" in words
    assert "bagian bawah" not in words and "membawa tanda masuk yang menyertai surat ini" in words


def test_the_docx_carries_the_lists_that_it_speaks_of(app: Flask) -> None:
    letter = draft()
    make_agenda_item(make_session(letter.meeting), "Paparan anggaran")
    letter.with_rundown = True
    for number in range(6):
        make_participant(letter.meeting, f"Penerima {number}", position="Camat", institution=f"Kecamatan {number}")
    db.session.commit()

    document = docx.Document(io.BytesIO(srikandi.docx_of(letter, clock.now())))

    tables = ["\n".join(cell.text for row in table.rows for cell in row.cells) for table in document.tables]
    words = "\n".join(each.text for each in document.paragraphs)
    assert "Daftar Terlampir" in words and "DAFTAR PENERIMA UNDANGAN" in words and "SUSUNAN ACARA" in words
    assert ": 2 (dua) berkas" in tables[0]
    assert any(all(f"Penerima {number}" in table for number in range(6)) for table in tables)
    assert any("Paparan anggaran" in table for table in tables)


@pytest.mark.parametrize(
    ("head", "number", "dated"),
    [
        ("<p>Nomor : 005/12/Set<p>Bogor, 3 Mei 2026", "005/12/Set", date(2026, 5, 3)),
        ("<p>Bogor, 31 Februari 2026<p>Nomor: 1/A", "1/A", None),
        ("<p>Tanpa kepala surat", "", None),
    ],
)
def test_number_and_date_are_read_from_the_head(head: str, number: str, dated: date | None) -> None:
    found = read_heading(HTML(string=f"<html lang=id><title>Surat</title>{head}").write_pdf())

    assert (found.number, found.dated) == (number, dated)
    assert read_heading(b"%PDF-1.4 rusak").words == ""


def test_what_was_read_is_confirmed_before_it_is_taken(app: Flask, client: FlaskClient) -> None:
    letter = draft()
    data = made(letter)
    with pytest.raises(one_file.ToConfirm, match=NUMBER) as asked:
        one_file.take_from_srikandi(letter, data, SYSTEM, clock.now())
    assert (asked.value.number, asked.value.dated) == (NUMBER, today(letter))
    assert "tidak ditemukan" not in asked.value.message
    db.session.rollback()

    one_file.take_from_srikandi(letter, data, SYSTEM, clock.now(), meant=True)
    db.session.commit()

    assert (letter.state, letter.number, letter.dated) == (LetterState.ISSUED, NUMBER, today(letter))
    assert letter.signed is not None and storage.get(letter.signed.storage_key or "") == data
    told = client.get(f"/v/{documents.verification_token(letter.signed)}").text
    assert NUMBER in told and f"sertifikat atas nama {CHAIR}" in told
    with pytest.raises(WrongState):
        one_file.take_from_srikandi(letter, made(letter), SYSTEM, clock.now(), meant=True)


def test_each_gets_the_signed_letter_and_a_sheet_with_their_pass(app: Flask, client: FlaskClient) -> None:
    letter = draft()
    data = made(letter)
    one_file.take_from_srikandi(letter, data, SYSTEM, clock.now(), meant=True)
    db.session.commit()
    send(letter)

    (sheet,) = [each for each in prints() if each.about_id != letter.id]
    assert sheet.state is DocumentState.PUBLISHED
    words = text_of(storage.get(sheet.storage_key or ""))
    assert "TANDA MASUK" in words and NUMBER in words and "Tamu" in words
    (mail,) = mailed()
    assert [each["document_id"] for each in mail.attachments if "document_id" in each] == [letter.signed_id, sheet.id]
    invitation = db.session.scalars(sa.select(Invitation)).one()
    assert client.get(f"/u/{passes.token_of(invitation)}/surat.pdf").data == data


def test_a_letter_of_another_day_or_subject_is_told_with_both_and_a_coming_date_asked(app: Flask) -> None:
    letter = draft()
    tomorrow = today(letter) + timedelta(days=1)
    data = made(letter, NUMBER, "Undangan lain", day="Senin, 30 April 2018", dated=tomorrow)

    with pytest.raises(one_file.ToConfirm) as asked:
        one_file.take_from_srikandi(letter, data, SYSTEM, clock.now())

    told = asked.value.message
    assert letter.subject in told and "di sana: Undangan lain" in told
    assert holding_now(letter.meeting).day in told and "di sana: Senin, 30 April 2018" in told
    assert f"{format_date(tomorrow)}, belum tiba" in told


@pytest.mark.parametrize("wrong", ["subject", "signer", "number"])
def test_what_does_not_fit_is_told(app: Flask, wrong: str) -> None:
    letter = draft()
    data = made(
        letter,
        NUMBER,
        "Undangan lain" if wrong == "subject" else "",
        *(["Orang Lain"] if wrong == "signer" else []),
    )

    with pytest.raises(one_file.ToConfirm) as asked:
        one_file.take_from_srikandi(letter, data, SYSTEM, clock.now(), number="999/X" if wrong == "number" else "")

    told = {"subject": "Hal surat ini", "signer": f"atas nama {CHAIR}", "number": "Nomor 999/X tidak ditemukan"}
    assert told[wrong] in asked.value.message


def test_unsigned_numberless_and_taken_numbers_are_refused(app: Flask) -> None:
    letter = draft()
    bare = HTML(string="<html lang=id><title>Surat</title><p>Tanpa nomor").write_pdf()
    for data, field in ((bare, "file"), (signed(bare, CHAIR), "number")):
        with pytest.raises(InvalidInput) as refused:
            one_file.take_from_srikandi(letter, data, SYSTEM, clock.now(), meant=True)
        assert refused.value.field == field
        db.session.rollback()
    one_file.take_from_srikandi(letter, made(letter), SYSTEM, clock.now(), meant=True)
    other = make_letter(letter.meeting)
    with pytest.raises(Conflict):
        one_file.take_from_srikandi(other, made(other), SYSTEM, clock.now(), meant=True)


def test_the_page_reads_asks_and_takes(app: Flask, sign_in: SignIn) -> None:
    letter = draft()
    client = desk(letter, sign_in, Role.COMMITTEE)
    data = made(letter)
    text = client.get(page(letter, "srikandi")).text
    order = [
        text.index(f"<dt>{each}</dt>")
        for each in ("Jenis naskah", "Sifat naskah", "Tingkat urgensi", "Klasifikasi", "Hal", "Isi ringkas")
    ]
    assert order == sorted(order) and text.count("data-copy=") == 6
    assert client.get(page(letter, "srikandi.docx")).data.startswith(b"PK")

    asked = client.post(page(letter, "srikandi"), data={"file": (io.BytesIO(data), "surat.pdf")})
    assert asked.status_code == 422 and f'value="{NUMBER}"' in asked.text
    confirmed = {"file": (io.BytesIO(data), "surat.pdf"), "meant": "y"}
    told = client.post(page(letter, "srikandi"), data=confirmed, follow_redirects=True).text

    assert "Satu surat untuk semua penerima" in told
    assert client.get(page(letter, "untuk-semua.pdf")).data == data


def test_one_scan_serves_all_and_prints_that_waited_become_sheets(app: Flask, sign_in: SignIn) -> None:
    letter = issued("wet")
    client = desk(letter, sign_in, Role.SECRETARY)
    listed = text_of(client.get(page(letter, "untuk-semua.pdf")).data)
    assert "Tamu 0" in listed and "Tamu 1" in listed and "TANDA MASUK" not in listed
    paper = scan(2)

    client.post(page(letter, "satu-pindaian"), data={"file": (io.BytesIO(paper), "pindaian.pdf"), "seen": "y"})
    render_letters()
    db.session.expire_all()

    assert {each.state for each in db.session.scalars(sa.select(Document))} == {DocumentState.PUBLISHED}
    (signature,) = db.session.scalars(sa.select(Signature)).all()
    assert signature.document_id == letter.signed_id and storage.get(letter.signed.storage_key or "") == paper
    assert [len([one for one in each.attachments if "document_id" in one]) for each in mailed()] == [2, 2]

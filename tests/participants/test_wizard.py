"""The import wizard: a file goes up, is looked at, laid out, and brought in or forgotten."""

import io
import re

import pytest
import sqlalchemy as sa
from lxml import html

from meetings.blueprints.participants import messages
from meetings.domain.participants.findings import Code, Finding, Level
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Participant, ParticipantImport
from meetings.storage import storage
from meetings.writing.names import sort_key
from tests.factories import make_membership, make_participant, make_user
from tests.participants.conftest import DATA


def rows_form(page):
    """What the form over the rows would send."""
    form = html.fromstring(page).xpath("//form[contains(@action, '/baris')]")[0]
    return dict(form.form_values()) | {"baris": form.xpath(".//input[@name='baris']/@value")}


def upload(client, url, name, data=None):
    data = data if data is not None else (DATA / name).read_bytes()
    return client.post(f"{url}/impor", data={"file": (io.BytesIO(data), name)}, content_type="multipart/form-data")


def test_wizard_takes_the_messy_file_from_upload_to_result(committee, meeting, url):
    answer = upload(committee, url, "peserta-berantakan.xlsx")
    assert answer.status_code == 302
    step = answer.location
    text = committee.get(step).text
    for words in (
        "Impor 63 peserta",
        "C (NIP/NRP)",
        "Sel nama berisi rumus",
        "“bukan-email” bukan alamat surel",
    ):
        assert words in text
    assert "KECAMATAN DAN KELURAHAN" in committee.get(f"{step}?tampil=section").text
    done = committee.post(f"{step}/jalankan", data={"with_warnings": "y"})
    assert done.location == f"{step}/hasil"
    result = committee.get(done.location).text
    assert "Devi Fujiati sama dengan baris 9" in result
    assert "“0812”" not in result
    assert committee.get(step).location == f"{step}/hasil"
    assert db.session.scalar(sa.select(sa.func.count(Participant.id))) == 63


SIGNED = (
    b"Nama;Instansi;Surel\nBudi Santoso;Dinas X;budi@example.go.id\nRatna Dewi;;\n;;\nBogor, 3 Mei 2026;;\n"
    b"Mengetahui,;;\nDrs. Agus Penandatangan, M.Si.;;\nNIP 196805121994031005;;\n"
)


def test_the_preview_shows_addresses_and_the_result_keeps_nobody_who_signed(committee, url):
    step = upload(committee, url, "x.csv", SIGNED).location
    shown = committee.get(step).text
    assert "budi@example.go.id" in shown and "Agus Penandatangan" in shown
    committee.post(f"{step}/baris", data=rows_form(shown) | {"putusan-3": "skip"})

    done = committee.post(f"{step}/jalankan", data={"with_warnings": "y"})

    [staged] = db.session.scalars(sa.select(ParticipantImport)).all()
    assert "Agus" not in str(staged.result) and "Ratna" not in str(staged.result)
    page = committee.get(done.location).text
    assert "Agus" not in page and "Pengesahan dan tanda tangan" in page


def test_line_breaks_in_cells_are_told_where_rows_are_named_by_the_file_s_lines(committee, url):
    broken = upload(committee, url, "x.csv", b'Nama;Jabatan\n"Budi";"Kepala\nDinas"\n').location
    whole = upload(committee, url, "y.csv", b"Nama;Jabatan\nBudi;Kepala Dinas\n").location

    told = "Nomor baris di halaman ini adalah baris dalam berkas CSV"
    assert told in committee.get(broken).text and told not in committee.get(whole).text


def test_wizard_lets_a_person_say_what_the_columns_are(committee, url):
    step = upload(committee, url, "x.csv", b"Daftar;;\nOrang;Kantor;Hal\nBudi;Dinas X;Camat\n").location
    assert "Judul kolom tidak ditemukan" in committee.get(step).text
    placed = committee.post(step, data={"step": "place", "sheet": "CSV", "header_row": "2"})
    assert placed.status_code == 302
    twice = committee.post(step, data={"sheet": "CSV", "header_row": "2", "col-0": "name", "col-1": "name"})
    assert twice.status_code == 422
    assert "Dua kolom dipilih sebagai Nama" in twice.text
    none = committee.post(step, data={"sheet": "CSV", "header_row": "2", "col-1": "institution"})
    assert "Tentukan kolom yang berisi nama" in none.text
    gone = committee.post(step, data={"step": "place", "sheet": "CSV", "header_row": "99"})
    assert gone.status_code == 422
    chosen = {"sheet": "CSV", "header_row": "2", "col-0": "name", "col-1": "institution", "col-x": "nip"}
    assert committee.post(step, data=chosen).status_code == 302
    assert "Impor 1 peserta" in committee.get(step).text


def test_wizard_goes_to_a_row_of_titles_that_names_no_name(committee, url):
    step = upload(committee, url, "x.csv", b"Daftar;;\nDiundang;Jabatan;NIP\nBudi;Camat;\n").location
    assert committee.post(step, data={"step": "place", "sheet": "CSV", "header_row": "2"}).status_code == 302
    text = committee.get(step).text
    assert "Judul kolom tidak ditemukan" in text
    assert '<option value="position" selected>' in text
    chosen = {"sheet": "CSV", "header_row": "2", "col-0": "name", "col-1": "position"}
    assert committee.post(step, data=chosen).status_code == 302
    assert "Impor 1 peserta" in committee.get(step).text


@pytest.mark.parametrize("code", Code)
def test_whatever_is_found_has_a_sentence_and_a_kind(app, code):
    finding = Finding(code, Level.WARNING, value="X", result="Y", other_row=7)

    assert messages.sentence(finding) and messages.kind(code)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [("x.xlsx", b"%PDF-1.7", "bukan lembar kerja"), ("x.csv", b"", "kosong"), ("", b"x", "Pilih berkas")],
)
def test_wizard_refuses_what_is_no_list(committee, url, name, data, words):
    answer = upload(committee, url, name, data)
    assert answer.status_code == 422
    assert words in answer.text


def test_wizard_forgets_a_discarded_upload_and_offers_an_example(committee, url):
    first, second = (upload(committee, url, "peserta-rapi.csv").location for _turn in range(2))
    [key] = set(db.session.scalars(sa.select(ParticipantImport.file_key)))
    assert committee.post(f"{first}/buang").status_code == 302
    assert committee.get(first).status_code == 404
    assert committee.get(second).status_code == 200
    committee.post(f"{second}/buang")
    assert not storage.exists(key)
    example = committee.get(f"{url}/impor/contoh.xlsx").data
    assert upload(committee, url, "contoh.xlsx", example).status_code == 302


def test_an_upload_left_half_done_is_listed_for_the_second_clerk_too(committee, city, sign_in, url):
    step = upload(committee, url, "separuh.csv", b"Nama;Jabatan\nBudi;Camat\nAni;Lurah\n").location
    second = make_user()
    make_membership(second, city, Role.COMMITTEE)
    db.session.commit()
    other = sign_in(second)
    for page in (f"{url}/impor", url):
        assert step in other.get(page).text and "separuh.csv" in other.get(page).text
    table = html.fromstring(other.get(f"{url}/impor").text).xpath("//td[a[text()='separuh.csv']]/following-sibling::td")
    assert table[1].text_content() == "2" and "Lanjutkan" in table[2].text_content()

    other.post(f"{step}/buang")

    assert "Impor yang belum selesai" not in other.get(url).text + other.get(f"{url}/impor").text


def test_a_name_with_and_without_a_number_is_asked_about(committee, meeting, url):
    """Somebody typed twice for two institutions; each row of the file and of the list may be the other one."""
    make_participant(meeting, "Ratna Dewi", sort_name=sort_key("Ratna Dewi"), institution="Dinas Sosial", nip="")
    rows = (
        b"Nama;NIP;Instansi\nBudi Santoso;196805121994031005;Dinas Kesehatan\nBudi Santoso;;Sekretariat\n"
        b"Ratna Dewi;196007211990041004;Kecamatan\nAgus Salim;;Badan A\nAgus Salim;;Badan B\n"
    )
    step = upload(committee, url, "x.csv", rows).location
    asked = committee.get(f"{step}?tampil=namesake").text
    assert re.findall(r'name="baris" value="(\d+):', asked) == ["3", "4"]
    assert "Sama dengan baris 2: Budi Santoso, Dinas Kesehatan" in asked
    assert re.search("Dalam daftar: Ratna Dewi, .*Dinas Sosial", asked)

    committee.post(f"{step}/baris", data=rows_form(asked) | {"putusan-3": "same:row:2"})
    done = committee.post(f"{step}/jalankan", data={"with_warnings": "y"})

    found = db.session.execute(sa.select(Participant.name, Participant.institution)).all()
    assert ("Budi Santoso", "Sekretariat") not in found and ("Ratna Dewi", "Kecamatan") in found and len(found) == 5
    assert "sama dengan baris 2" in committee.get(done.location).text


def test_somebody_added_by_hand_with_or_without_a_number_is_asked_about(committee, meeting, url):
    make_participant(
        meeting, "Ratna Dewi", sort_name=sort_key("Ratna Dewi"), institution="Dinas Sosial", nip="196007211990041004"
    )
    typed = {"name": "Ratna Dewi", "institution": "Kecamatan"}

    asked = committee.post(f"{url}/tambah", data=typed)
    assert asked.status_code in (409, 422) and "Mungkin orang yang sama" in asked.text
    assert committee.post(f"{url}/tambah", data=typed | {"similar": "1"}).status_code == 302

    assert committee.post(
        f"{url}/tambah", data=typed | {"institution": "Dinas Lain", "nip": "196805121994031005"}
    ).status_code in (409, 422)
    assert db.session.scalar(sa.select(sa.func.count(Participant.id))) == 2

"""The import wizard: a file goes up, is looked at, laid out, and brought in or forgotten."""

import io

import pytest
import sqlalchemy as sa

from meetings.extensions import db
from meetings.models import Participant, ParticipantImport
from meetings.storage import storage
from tests.participants.conftest import DATA


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
        "KECAMATAN DAN KELURAHAN",
    ):
        assert words in text
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
    assert '<td data-label="Surel">budi@example.go.id</td>' in shown and "Agus Penandatangan" in shown

    done = committee.post(f"{step}/jalankan", data={"with_warnings": "y", "asked": "1"})

    [staged] = db.session.scalars(sa.select(ParticipantImport)).all()
    assert "Agus" not in str(staged.result) and "Ratna" not in str(staged.result)
    page = committee.get(done.location).text
    assert "Agus" not in page and "Pengesahan dan tanda tangan" in page and "Hanya nama, tidak dipilih" in page


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

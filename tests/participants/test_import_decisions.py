"""A clerk's way through a list: rows are mended, skipped and decided on, kept at once, and what became of each can be read afterwards."""

import re

import pytest
import sqlalchemy as sa
from lxml import html

from meetings.documents.sheets.spreadsheets import read_spreadsheet
from meetings.enums import ParticipantStatus, Role
from meetings.extensions import db
from meetings.models import AuditEntry, Category, ImportDecision, Participant, ParticipantImport
from tests.factories import make_membership, make_user
from tests.participants.test_wizard import rows_form, upload

HEAD = "Nama;NIP;Instansi;No HP;Jabatan\n"
NIP, OTHER = "198609262015051001", "198609262015051002"


@pytest.fixture
def put(committee, url):
    """Upload these lines below `HEAD`; the address of the page that shows them."""

    def uploaded(*lines, head=HEAD):
        return upload(committee, url, "daftar.csv", (head + "\n".join(lines) + "\n").encode()).location

    return uploaded


def names():
    return sorted(db.session.scalars(sa.select(Participant.name).where(Participant.status != ParticipantStatus.WITHDRAWN)))


def run(client, step, **data):
    page = client.get(step).text
    version = re.search(r'name="version" value="(\d+)"', page)
    return client.post(f"{step}/jalankan", data={"with_warnings": "y", "version": version[1], **data})


def test_a_cell_is_mended_in_place_and_nothing_is_lost_on_reload(committee, put):
    step = put("Ani;123;Dinas A;0812;Kabid", ";;Dinas B;;Kasi")
    page = committee.get(step).text
    assert "“123” bukan panjang NIP" in page and "Impor 1 peserta" in page

    saved = committee.post(f"{step}/baris", data=rows_form(page) | {"sel-2-1": NIP, "sel-3-0": "Budi"})

    assert saved.status_code == 302
    again = committee.get(step).text
    assert "“123”" not in again and "Impor 2 peserta" in again and f'value="{NIP}"' in again
    assert "Petugas" in again or "Terakhir diubah oleh" in again
    run(committee, step)
    found = dict(db.session.execute(sa.select(Participant.name, Participant.nip)).all())
    assert found == {"Ani": NIP, "Budi": ""}


def test_a_form_sent_back_as_it_was_changes_nothing(committee, put):
    step = put("Ani;123;Dinas A;0812;Kabid", '"Budi\nS.H.";;Dinas B;081234567890;Kasi')

    answer = committee.post(f"{step}/baris", data=rows_form(committee.get(step).text), follow_redirects=True)

    assert "Tidak ada yang berubah" in answer.text
    assert db.session.scalars(sa.select(ImportDecision)).all() == []


def test_two_clerks_see_each_others_change_or_are_told(committee, city, sign_in, put):
    step = put("Ani;123;Dinas A;0812;Kabid", "Budi;45;Dinas B;;Kasi")
    colleague = make_user(name="Rekan Sekantor")
    make_membership(colleague, city, Role.COMMITTEE)
    other, mine = sign_in(colleague), committee.get(step).text
    theirs = other.get(step).text

    assert other.post(f"{step}/baris", data=rows_form(theirs) | {"sel-2-1": NIP}).status_code == 302
    beside = committee.post(f"{step}/baris", data=rows_form(mine) | {"putusan-3": "skip"})
    assert beside.status_code == 302  # another row
    refused = committee.post(f"{step}/baris", data=rows_form(mine) | {"sel-2-1": OTHER})

    assert refused.status_code == 409
    assert "Baris 2 baru saja diubah orang lain" in refused.text and "Rekan Sekantor" in refused.text
    assert f'value="{OTHER}"' in refused.text  # what was typed is still there
    assert committee.post(f"{step}/baris", data=rows_form(refused.text)).status_code == 302
    assert f'value="{OTHER}"' in other.get(step).text


def test_whoever_confirms_an_older_page_is_told_and_nobody_goes_in(committee, put):
    step = put("Ani;;Dinas A;;Kabid", "Budi;;Dinas B;;Kasi")
    page = committee.get(step).text
    committee.post(f"{step}/baris", data=rows_form(page) | {"putusan-3": "skip"})

    stale = committee.post(f"{step}/jalankan", data={"with_warnings": "y", "version": "1"}, follow_redirects=True)

    assert "baru saja mengubah isi impor ini" in stale.text and names() == []
    run(committee, step)
    assert names() == ["Ani"]


def test_one_action_is_for_all_rows_of_a_kind_or_for_those_ticked(committee, put):
    step = put(*(f"Orang {number};12{number};Dinas {number};;Staf" for number in range(30)), "Ani;;Dinas A;;Kabid")
    page = committee.get(f"{step}?tampil=wrong_length").text
    assert "Terapkan pada semua 30 baris jenis ini" in page and len(rows_form(page)["baris"]) == 25

    one = rows_form(page) | {"aksi": "terpilih", "tindakan": "skip", "pilih": ["2", "3"]}
    committee.post(f"{step}/baris?tampil=wrong_length", data=one)
    assert "Impor 29 peserta" in committee.get(step).text
    every = rows_form(committee.get(f"{step}?tampil=wrong_length").text) | {"aksi": "semua", "tindakan": "skip"}
    committee.post(f"{step}/baris?tampil=wrong_length", data=every)
    run(committee, step)

    assert names() == ["Ani"]


def test_a_row_taken_for_a_heading_goes_in_when_somebody_says_so(committee, put):
    step = put("Ani;;Dinas A;;Kabid", "DINAS SOSIAL;;;;", head=HEAD)
    page = committee.get(f"{step}?tampil=section").text

    committee.post(f"{step}/baris", data=rows_form(page) | {"putusan-3": "take"})
    run(committee, step)

    assert names() == ["Ani", "DINAS SOSIAL"]


def test_changes_are_shown_and_taken_one_by_one(committee, put):
    run(committee, put(f"Ani;{NIP};Dinas A;081234567890;Kasi", f"Budi;{OTHER};Dinas B;;Kasi"))
    step = put(f"Ani;{NIP};Dinas A;081298765432;Kabid", f"Budi;{OTHER};Dinas B;;Kabid", "Cici;;Dinas C;;Staf")
    page = committee.get(f"{step}?tampil=differs").text
    assert re.search(r"<del>Kasi</del> → <ins>Kabid</ins>", page) and "<del>0812-3456-7890</del>" in page

    committee.post(f"{step}/baris", data=rows_form(page) | {"putusan-2": "take"})
    assert "Impor 1 peserta, perbarui 1" in committee.get(step).text
    run(committee, step)

    found = dict(db.session.execute(sa.select(Participant.name, Participant.position)).all())
    assert found == {"Ani": "Kabid", "Budi": "Kasi", "Cici": "Staf"}
    told = db.session.scalars(sa.select(AuditEntry.target_name).where(AuditEntry.action == "participant.changed")).all()
    assert told == ["Ani"]


def test_a_number_of_somebody_else_waits_for_a_decision(committee, put):
    run(committee, put(f"Siti Aminah;{NIP};Dinas A;;Kasi"))
    step = put(f"Budi Raharjo;{NIP};Dinas B;;Kabid")
    assert "Tidak ada yang baru" in committee.get(step).text
    page = committee.get(f"{step}?tampil=doubtful").text
    assert "NIP ini sudah milik orang dengan nama lain" in page and "Dalam daftar: Siti Aminah, Kasi, Dinas A, NIP" in page

    committee.post(f"{step}/baris", data=rows_form(page) | {"putusan-2": "new"})
    run(committee, step)

    assert dict(db.session.execute(sa.select(Participant.name, Participant.nip)).all()) == {
        "Siti Aminah": NIP,
        "Budi Raharjo": "",
    }


def test_two_of_one_name_at_one_institution_go_in_when_somebody_says_that_they_are_two(committee, put):
    step = put("Siti;;Dinas A;;Kasi", "Siti;;Dinas A;;Staf")

    committee.post(f"{step}/baris", data=rows_form(committee.get(step).text) | {"putusan-3": "new"})
    run(committee, step)

    assert names() == ["Siti", "Siti"]


def test_who_is_missing_is_listed_and_withdrawn_only_by_hand(committee, put):
    run(committee, put("Ani;;Dinas A;;Kasi", "Budi;;Dinas B;;Kasi", "Cici;;Dinas C;;Kasi"))
    step = put("Ani;;Dinas A;;Kasi")
    page = committee.get(f"{step}?tampil=missing").text
    listed = page.partition("Isi berkas")[2].partition("Arti kolom")[0]
    assert "Budi" in listed and "Cici" in listed and ">Ani<" not in listed

    form = next(each for each in re.findall(r'action="([^"]*/cabut)"', page))
    answer = committee.post(form, data={"impor": step.rpartition("/")[2]})
    assert answer.location == f"{step}?tampil=missing"
    assert "Budi" not in committee.get(answer.location).text.partition("Isi berkas")[2]

    run(committee, step)
    assert names() == ["Ani", "Cici"]


def test_unknown_categories_are_asked_about_and_none_is_made_unasked(committee, meeting, put):
    db.session.add(Category(meeting_id=meeting.id, name="Kepala Bidang"))
    db.session.commit()
    head = "Nama;Kategori\n"
    step = put("Ani;Kepala Bidnag", "Budi;Gugus Tugas", "Cici;Entah", "Dodi;Camat", head=head)
    page = committee.get(step).text
    asked = page.partition("Kategori yang belum dikenal")[2].partition("</form>")[0]
    assert "Kepala Bidnag" in asked and "Gugus Tugas" in asked and "Camat" not in asked
    [known] = db.session.scalars(sa.select(Category.id))
    assert f'<option value="{known}" selected>' in asked  # a slip of the pen

    refused = run(committee, step)
    assert "Tentukan dahulu kategori yang belum dikenal" in committee.get(refused.location).text and names() == []
    answers = {"kategori-Kepala Bidnag": known, "kategori-Gugus Tugas": "+", "kategori-Entah": "-"}
    assert committee.post(f"{step}/kategori", data=answers).status_code == 302
    page = committee.get(step).text
    assert re.findall(r'for="kategori-\d">([^<]*?) <span class="muted">1 baris', page) == [
        "Kepala Bidnag",
        "Gugus Tugas",
        "Entah",
    ]
    run(committee, step)

    found = sa.select(Participant.name, Category.name).outerjoin(Category, Category.id == Participant.category_id)
    assert dict(db.session.execute(found).all()) == {
        "Ani": "Kepala Bidang",
        "Budi": "Gugus Tugas",
        "Cici": None,
        "Dodi": "Camat",
    }
    again = put("Edi;kepala bidnag", "Fani;Entah", "Gita;Lain", head=head)
    form = html.fromstring(committee.get(again).text).xpath("//form[contains(@action, '/kategori')]")[0]
    assert {key: value for key, value in form.form_values() if key.startswith("kategori-")} == {
        "kategori-kepala bidnag": known,
        "kategori-Entah": "-",
        "kategori-Lain": "",
    }


def test_an_answer_of_another_meeting_is_none(committee, put):
    step = put("Ani;Gugus Tugas", head="Nama;Kategori\n")

    answer = committee.post(f"{step}/kategori", data={"kategori-Gugus Tugas": "x" * 16}, follow_redirects=True)

    assert "Pilih kategori untuk “Gugus Tugas”" in answer.text
    assert db.session.scalars(sa.select(ParticipantImport.categories)).one() == {}


def test_the_result_says_of_every_row_as_given_what_became_of_it(committee, put):
    run(committee, put(f"Ani;{NIP};Dinas A;;Kasi"))
    lines = (
        f"Ani;{NIP};Dinas A;;Kabid", "Budi;123;Dinas B;0812;Staf", ";;Dinas C;;Staf", "Budi;;Dinas B;;Staf",
        "Cici;;Dinas C;;Staf", "JUMLAH;3;;;",
    )  # fmt: skip  # -- table
    step = put(*lines)
    committee.post(f"{step}/baris", data=rows_form(committee.get(step).text) | {"putusan-6": "skip"})
    run(committee, step)

    answer = committee.get(f"{step}/hasil.xlsx")

    [sheet] = read_spreadsheet(answer.data)
    head, *rows = [[*row.cells] for row in sheet.rows]
    assert head == ["Nama", "NIP", "Instansi", "No HP", "Jabatan", "Baris", "Hasil", "Temuan"]
    assert [(row[0], row[5], row[6]) for row in rows] == [
        ("Ani", "2", "Sudah ada; perbedaannya tidak dipakai"),
        ("Budi", "3", "Masuk sebagai peserta baru"),
        ("", "4", "Tidak masuk: ada yang harus diperbaiki"),
        ("Budi", "5", "Tidak masuk: tertulis dua kali"),
        ("Cici", "6", "Tidak masuk: dilewati panitia"),
        ("JUMLAH", "7", "Bukan peserta: Jumlah"),
    ]
    assert "“123” bukan panjang NIP" in rows[1][7] and "“0812” bukan nomor HP" in rows[1][7]
    again = upload(committee, step.partition("/impor")[0], "hasil.xlsx", answer.data)
    assert again.status_code == 302 and "No HP" in committee.get(again.location).text


def test_decisions_on_a_list_that_is_in_are_refused(committee, put):
    step = put("Ani;123;Dinas A;;Kasi")
    form = rows_form(committee.get(step).text)
    run(committee, step)

    assert committee.post(f"{step}/baris", data=form | {"sel-2-1": NIP}).status_code in (302, 409)
    assert db.session.scalars(sa.select(ImportDecision)).all() == []


def test_a_page_of_rows_costs_no_statement_per_row(committee, put, query_counter):
    few = put("Ani;123;Dinas A;;Kasi")
    many = put(*(f"Orang {number};12{number};Dinas {number};0812;Staf" for number in range(60)))
    committee.get(few)

    with query_counter() as small:
        committee.get(few)
    with query_counter() as big:
        committee.get(f"{many}?per_page=100")

    assert len(big) <= len(small)


def test_whoever_may_not_see_personal_data_sees_nothing_of_it(viewer, stage, url):
    staged = stage(b"Nama;NIP\nAni;123\n")

    for address in ("", "/hasil.xlsx"):
        assert viewer.get(f"{url}/impor/{staged.id}{address}").status_code == 403
    for address in ("baris", "kategori"):
        assert viewer.post(f"{url}/impor/{staged.id}/{address}").status_code == 403

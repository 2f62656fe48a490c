"""What an import would do, judged from plain rows: the file's, the list's and the tree's."""

from datetime import date
from typing import Any

import pytest

from meetings.documents.sheets.spreadsheets import Row, Sheet
from meetings.domain.participants.columns import Field, find_layout
from meetings.domain.participants.details import Institutions
from meetings.domain.participants.findings import Code
from meetings.domain.participants.plan import CORRECTABLE, Fate, Plan, Reading, compare
from meetings.domain.participants.rows import read_rows
from meetings.enums import ParticipantStatus

HEADER: list[Any] = ["No", "Nama Lengkap", "NIP", "Jabatan", "Instansi", "Kategori"]
NIP = "196007211990041004"
OFFICES = {
    "kota": "Pemerintah Kota Bogor",
    "dinkes": "Dinas Kesehatan",
    "disdik": "Dinas Pendidikan",
    "a": "Balai A",
    "b": "Balai B",
}
TREE = Institutions("kota", OFFICES, [*OFFICES.items(), ("disdik", "Disdik"), ("a", "Balai"), ("b", "Balai")])


def plan_for(*rows: list[Any], listed: tuple[dict[str, Any], ...] = (), categories: dict[str, str] | None = None) -> Plan:
    sheet = Sheet("Peserta", [Row(number, cells) for number, cells in enumerate([HEADER, *rows], start=1)])
    layout = find_layout([sheet])
    assert layout is not None
    drafts, sections = read_rows(sheet, sheet.rows[1:], layout, date(2026, 11, 21), width=len(HEADER))
    return compare(Reading(layout, drafts, sections, 0), TREE, listed, categories or {})


def on_the_list(**values: Any) -> dict[str, Any]:
    known = {"id": "p", "status": ParticipantStatus.CONFIRMED, "category_id": None} | dict.fromkeys(CORRECTABLE, "")
    return known | values


def fates(plan: Plan) -> list[Fate]:
    return [row.fate for row in plan.rows]


def test_columns_are_found_by_their_titles_and_headings_are_no_people() -> None:
    plan = plan_for(["", "SEKRETARIAT DAERAH", "", "", "", ""], ["1", "Dr. Ani Lestari, M.Si.", "", "Camat", "Kecamatan X", ""])

    assert set(plan.layout.columns) == {Field.NAME, Field.NIP, Field.POSITION, Field.INSTITUTION, Field.CATEGORY}
    assert [section.text for section in plan.skipped] == ["SEKRETARIAT DAERAH"]
    (row,) = plan.of(Fate.NEW)
    assert (row.draft.details.title_front, row.draft.details.name, row.draft.details.title_back) == (
        "Dr.",
        "Ani Lestari",
        "M.Si.",
    )


def test_the_same_person_twice_in_the_file_is_double_and_says_where() -> None:
    plan = plan_for(
        ["1", "Ani Lestari", NIP, "", "Dinas A", ""],
        ["2", "A. Lestari", NIP, "", "Dinas B", ""],
        ["3", "ANI LESTARI, S.E.", "", "", "dinas a", ""],
        ["4", "Ani Lestari", "", "", "Dinas C", ""],
    )

    assert fates(plan) == [Fate.NEW, Fate.DOUBLE, Fate.DOUBLE, Fate.NEW]
    told = [(finding.code, finding.other_row) for row in plan.of(Fate.DOUBLE) for finding in row.draft.findings]
    assert told == [(Code.DOUBLE_NIP, 2), (Code.DOUBLE_NAME, 2)]


def test_somebody_on_the_list_is_the_same_or_differs_and_an_empty_cell_changes_nothing() -> None:
    ani = on_the_list(name="Ani Lestari", institution="Dinas A", position="Staf", nip=NIP, notes="kursi roda")

    assert fates(plan_for(["1", "Ani Lestari", "", "", "Dinas A", ""], listed=(ani,))) == [Fate.SAME]
    (row,) = plan_for(["1", "Ani Lestari", NIP, "Kepala Bidang", "Dinas A", ""], listed=(ani,)).rows
    assert (row.fate, row.existing, row.changes) == (Fate.DIFFERS, ani, {"position": "Kepala Bidang"})


def test_two_of_one_name_with_different_numbers_are_two_people() -> None:
    ani = on_the_list(name="Ani Lestari", institution="Dinas A", nip="197001011995032001")

    assert fates(plan_for(["1", "Ani Lestari", NIP, "", "Dinas A", ""], listed=(ani,))) == [Fate.NEW]


def test_a_category_is_compared_by_name_whatever_its_capitals() -> None:
    ani = on_the_list(name="Ani Lestari", institution="Dinas A", category_id="c1")
    line = ["1", "Ani Lestari", "", "", "Dinas A"]

    assert fates(plan_for([*line, "CAMAT"], listed=(ani,), categories={"camat": "c1"})) == [Fate.SAME]
    (row,) = plan_for([*line, "Lurah"], listed=(ani,), categories={"camat": "c1", "lurah": "c2"}).rows
    assert (row.fate, row.changes) == (Fate.DIFFERS, {"category": "Lurah"})


def test_whoever_was_withdrawn_stays_out_and_the_row_says_so() -> None:
    gone = on_the_list(name="Ani Lestari", institution="Dinas A", status=ParticipantStatus.WITHDRAWN)

    (row,) = plan_for(["1", "Ani Lestari", "", "Camat", "Dinas A", ""], listed=(gone,)).rows

    assert (row.fate, [finding.code for finding in row.draft.findings]) == (Fate.SAME, [Code.WITHDRAWN])


def test_a_row_without_a_name_is_broken_and_matches_nobody() -> None:
    plan = plan_for(["1", "", NIP, "Camat", "Dinas A", ""], ["2", "Ani", NIP, "", "Dinas A", ""])

    assert fates(plan) == [Fate.BROKEN, Fate.NEW]


def test_institutions_are_tied_to_the_tree_unless_two_share_a_name() -> None:
    rows = plan_for(
        ["1", "Ani", "", "", "Dinas Kesehatan Kota Bogor", ""],
        ["2", "Budi", "", "", "DISDIK", ""],
        ["3", "Cici", "", "", "Balai", ""],
        ["4", "Dodi", "", "", "Dinas Perhubungan", ""],
    ).rows

    assert [row.draft.details.organisation_id for row in rows] == ["dinkes", "disdik", None, None]


def left_out(plan: Plan) -> list[tuple[int, str]]:
    return [(each.number, each.kind.value) for each in plan.skipped]


def test_rows_that_are_nobody_are_left_out_and_named_by_what_they_are() -> None:
    plan = plan_for(
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["A", "PERANGKAT DAERAH", "", "", "", ""],
        ["1", "Ani Lestari", NIP, "Camat", "Kecamatan X", ""],
        ["", "UNSUR FORKOPIMDA", "", "", "", ""],
        ["", "Tamu kehormatan:", "", "", "", ""],
        ["2", "Budi Santoso", "", "", "", ""],
        ["No", "Nama Lengkap", "NIP", "Jabatan", "Instansi", "Kategori"],
        ["3", "Jumlahwati", "", "Lurah", "", ""],
        ["", "JUMLAH", "", "", "", ""],
        ["Total", "", "", "", "3 orang", ""],
        ["", "", "", "", "Contoh, 30 November 2026", ""],
        ["", "", "", "", "", ""],
        ["", "Mengetahui,", "", "", "Ketua Panitia", ""],
        ["", "Kepala Bagian Umum,", "", "", "", ""],
        ["", "Drs. TAUFIK HIDAYAT, M.Si.", "", "", "", ""],
        ["", "NIP. 19680512 199403 1 005", "", "", "", ""],
    )

    assert [row.draft.details.name for row in plan.rows] == ["Ani Lestari", "Budi Santoso", "Jumlahwati"]
    assert left_out(plan) == [
        (2, "numbering"), (3, "section"), (5, "section"), (6, "section"), (8, "header"), (10, "total"), (11, "total"),
        (12, "place_date"), (14, "sign_off"), (15, "sign_off"), (16, "sign_off"), (17, "sign_off"),
    ]  # fmt: skip  # -- table
    assert plan.unsure == []


@pytest.mark.parametrize(
    "line",
    [
        "Bogor, 30 November 2026",
        "Bogor, ..... November 2026",
        "Kab. Bogor, 3 Nov 2026",
        "30 November 2026",
        "Bogor,      Desember 2026",
    ],
)
def test_place_and_date_are_nobody(line: str) -> None:
    assert left_out(plan_for(["1", "Ani", "", "Camat", "", ""], ["", line, "", "", "", ""])) == [(3, "place_date")]


def test_where_it_is_doubtful_a_person_is_asked_and_something_is_proposed() -> None:
    plan = plan_for(
        ["1", "Ani Lestari", NIP, "Camat", "Kecamatan X", ""],
        ["", "Budi Santoso", "", "", "", ""],
        ["", "CITRA DEWI", "", "", "", ""],
        ["", "Dr. DODI, M.Si.", "", "", "", ""],
        ["", "Perangkat Daerah", "", "", "", ""],
        ["I", "Eka Putra", "", "", "", ""],
    )

    asked = {row.draft.number: (row.draft.details.name, row.draft.likely) for row in plan.unsure}
    assert asked == {
        3: ("Budi Santoso", True),
        4: ("CITRA DEWI", False),
        5: ("DODI", True),
        6: ("Perangkat Daerah", False),
        7: ("Eka Putra", True),
    }
    assert [row.draft.number for row in plan.people(None)] == [2, 3, 5, 7]
    assert [row.draft.number for row in plan.people({4})] == [2, 4]


def test_after_the_signature_a_person_with_a_number_or_more_than_a_name_is_one() -> None:
    plan = plan_for(
        ["1", "Ani Lestari", NIP, "Camat", "Kecamatan X", ""],
        ["", "Mengetahui,", "", "", "", ""],
        ["", "TAUFIK HIDAYAT", "", "", "", ""],
        ["2", "Budi Santoso", "", "", "", ""],
        ["", "Citra Dewi", NIP[:-1] + "5", "Lurah", "", ""],
        ["", "Dodi", "", "", "", ""],
    )

    assert [row.draft.details.name for row in plan.rows] == ["Ani Lestari", "Budi Santoso", "Citra Dewi", "Dodi"]
    assert [row.draft.number for row in plan.unsure] == [7]


def test_somebody_on_the_list_is_not_asked_about() -> None:
    ani = on_the_list(name="Ani Lestari")

    assert plan_for(["1", "Budi", "", "Camat", "", ""], ["", "Ani Lestari", "", "", "", ""], listed=(ani,)).unsure == []

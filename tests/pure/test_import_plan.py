"""What an import would do, judged from plain rows: the file's, the list's and the tree's."""

from datetime import date
from typing import Any

import pytest

from meetings.documents.sheets.spreadsheets import Row, Sheet
from meetings.domain.participants.columns import Field, find_layout
from meetings.domain.participants.decisions import Decision
from meetings.domain.participants.details import Details, Institutions
from meetings.domain.participants.findings import Code
from meetings.domain.participants.judging import CORRECTABLE, Fate, PlannedRow
from meetings.domain.participants.known import Known
from meetings.domain.participants.plan import Plan, Reading, compare
from meetings.domain.participants.rows import read_rows
from meetings.enums import ParticipantStatus, Verdict

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


def plan_for(
    *rows: list[Any],
    listed: tuple[dict[str, Any], ...] = (),
    categories: dict[str, str] | None = None,
    decided: dict[int, Decision] | None = None,
    answers: dict[str, str | None] | None = None,
) -> Plan:
    sheet = Sheet("Peserta", [Row(number, cells) for number, cells in enumerate([HEADER, *rows], start=1)])
    layout = find_layout([sheet])
    assert layout is not None
    drafts, sections = read_rows(sheet, sheet.rows[1:], layout, date(2026, 11, 21), width=len(HEADER), decided=decided or {})
    return compare(Reading(layout, drafts, sections, 0), TREE, listed, categories or {}, answers or {})


def on_the_list(**values: Any) -> dict[str, Any]:
    known = {"id": "p", "status": ParticipantStatus.CONFIRMED, "category_id": None} | dict.fromkeys(CORRECTABLE, "")
    return known | values


def fates(plan: Plan) -> list[Fate]:
    return [row.fate for row in plan.rows]


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        ({}, True),
        ({"phone": "+628111111111"}, True),
        ({"phone": "+628111111112"}, False),
        ({"email": "b@bogor.go.id"}, False),
        ({"name": "Andi W. Putra S."}, False),
    ],
)
def test_a_namesake_elsewhere_is_asked_about_where_nothing_speaks_against_it(listed: dict[str, Any], asked: bool) -> None:
    person = {"nip": "", "name": "Andi W. Putra", "phone": "+628111111111", "email": "a@bogor.go.id", "institution": "Dinas"}
    known = Known([person])
    found = known.match(Details(name=listed.pop("name", "Andi W. Putra"), institution="Kantor Lain", nip=NIP, **listed))
    twin = found.doubt in (Code.NAMESAKE, Code.PERHAPS_SAME)
    assert twin is asked


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


def asked(plan: Plan) -> list[PlannedRow]:
    return [row for row in plan.rows if Code.NAME_ONLY in codes(row)]


def codes(row: PlannedRow) -> list[Code]:
    return [finding.code for finding in row.draft.findings]


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
    assert asked(plan) == []


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
    rows: list[list[Any]] = [
        ["1", "Ani Lestari", NIP, "Camat", "Kecamatan X", ""],
        ["", "Budi Santoso", "", "", "", ""],
        ["", "CITRA DEWI", "", "", "", ""],
        ["", "Dr. DODI, M.Si.", "", "", "", ""],
        ["", "Perangkat Daerah", "", "", "", ""],
        ["I", "Eka Putra", "", "", "", ""],
    ]
    plan = plan_for(*rows)

    assert {row.draft.number: (row.draft.details.name, row.draft.likely) for row in asked(plan)} == {
        3: ("Budi Santoso", True),
        4: ("CITRA DEWI", False),
        5: ("DODI", True),
        6: ("Perangkat Daerah", False),
        7: ("Eka Putra", True),
    }
    assert [row.draft.number for row in plan.people] == [2, 3, 5, 7]
    said = {4: Decision(verdict=Verdict.TAKE), 3: Decision(verdict=Verdict.SKIP)}
    assert [row.draft.number for row in plan_for(*rows, decided=said).people] == [2, 4, 5, 7]


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
    assert [row.draft.number for row in asked(plan)] == [7]


def test_somebody_on_the_list_is_not_asked_about() -> None:
    ani = on_the_list(name="Ani Lestari")

    assert asked(plan_for(["1", "Budi", "", "Camat", "", ""], ["", "Ani Lestari", "", "", "", ""], listed=(ani,))) == []


def test_of_one_person_the_row_with_a_number_goes_in_wherever_it_stands() -> None:
    plan = plan_for(["1", "Ani Lestari", "", "", "Dinas A", ""], ["2", "Ani Lestari", NIP, "Kabid", "Dinas A", ""])

    assert fates(plan) == [Fate.DOUBLE, Fate.NEW]
    assert [(row.draft.details.nip, row.draft.details.position) for row in plan.of(Fate.NEW)] == [(NIP, "Kabid")]
    assert [finding.other_row for row in plan.of(Fate.DOUBLE) for finding in row.draft.findings] == [3]


OTHER = NIP[:-1] + "5"


def row_of(name: str, nip: str = "", institution: str = "Dinas A", category: str = "") -> list[Any]:
    return ["1", name, nip, "Kabid", institution, category]


@pytest.mark.parametrize("turned", [False, True])
def test_two_numbers_are_never_one_person_of_the_list_in_whatever_order(turned: bool) -> None:
    """Somebody without a NIP may be either of them: a person says which."""
    ani = on_the_list(name="Ani Lestari", institution="Dinas A")
    rows = [row_of("Ani Lestari", NIP), row_of("Ani Lestari", OTHER), row_of("Ani Lestari")]
    plan = plan_for(*(rows[::-1] if turned else rows), listed=(ani,))

    by_number = {row.draft.details.nip: row for row in plan.rows}
    assert [(by_number[nip].fate, codes(by_number[nip]), by_number[nip].candidates) for nip in (NIP, OTHER)] == [
        (Fate.DOUBTFUL, [Code.SEVERAL_FIT], (ani,))
    ] * 2

    first = next(row.draft.number for row in plan.rows if row.draft.details.nip == NIP)
    second = next(row.draft.number for row in plan.rows if row.draft.details.nip == OTHER)
    said = {first: Decision(verdict=Verdict.SAME, match="p"), second: Decision(verdict=Verdict.NEW)}
    plan = plan_for(*(rows[::-1] if turned else rows), listed=(ani,), decided=said)
    fated = {row.draft.number: (row.fate, row.existing) for row in plan.rows}
    assert (fated[first], fated[second]) == ((Fate.DIFFERS, ani), (Fate.NEW, None))
    both = {first: Decision(verdict=Verdict.SAME, match="p"), second: Decision(verdict=Verdict.SAME, match="p")}
    plan = plan_for(*(rows[::-1] if turned else rows), listed=(ani,), decided=both)
    assert len([row for row in plan.rows if row.existing]) == 1


def test_a_number_of_somebody_with_quite_another_name_is_asked_about_and_left_out_of_whoever_is_new() -> None:
    siti = on_the_list(name="Siti Aminah", institution="Dinas B", nip=NIP)

    (row,) = plan_for(row_of("Budi Raharjo", NIP), listed=(siti,)).rows
    assert (row.fate, codes(row), row.candidates) == (Fate.DOUBTFUL, [Code.NIP_OTHER_NAME], (siti,))

    (row,) = plan_for(row_of("Budi Raharjo", NIP), listed=(siti,), decided={2: Decision(verdict=Verdict.NEW)}).rows
    assert (row.fate, row.draft.details.nip, codes(row)) == (Fate.NEW, "", [Code.NIP_LEFT_OUT])

    first, second = plan_for(row_of("Budi Raharjo", NIP), row_of("Siti Aminah", NIP)).rows
    assert (first.fate, second.fate, second.candidates[0]["number"]) == (Fate.NEW, Fate.DOUBTFUL, 2)
    (_first, second) = plan_for(
        row_of("Budi Raharjo", NIP), row_of("Siti Aminah", NIP), decided={3: Decision(verdict=Verdict.SAME, match="row:2")}
    ).rows
    assert (second.fate, codes(second)) == (Fate.DOUBLE, [Code.DOUBLE_NIP])


def test_somebody_decided_to_be_another_numbers_owner_stays_asked() -> None:
    ani = on_the_list(name="Ani Lestari", institution="Dinas A", nip=OTHER)

    (row,) = plan_for(row_of("Ani Lestari", NIP), listed=(ani,), decided={2: Decision(verdict=Verdict.SAME, match="p")}).rows

    assert (row.fate, row.existing) == (Fate.NEW, None)


def test_phone_and_address_help_to_match_and_to_ask() -> None:
    header = ["No", "Nama", "Instansi", "No HP", "Surel"]

    def planned(*rows: list[Any], listed: tuple[dict[str, Any], ...]) -> list[PlannedRow]:
        sheet = Sheet("Peserta", [Row(number, cells) for number, cells in enumerate([header, *rows], start=1)])
        layout = find_layout([sheet])
        assert layout is not None
        drafts, sections = read_rows(sheet, sheet.rows[1:], layout, date(2026, 11, 21), width=len(header))
        return compare(Reading(layout, drafts, sections, 0), TREE, listed, {}).rows

    phone, mail = "+6281234567890", "ani@a.go.id"
    moved = on_the_list(name="Ani Lestari", institution="Dinas B", phone=phone)
    office = on_the_list(id="q", name="Budi Santoso", institution="Dinas B", phone=phone)
    (row,) = planned(["1", "Ani Lestary", "Dinas A", phone, ""], listed=(moved, office))
    assert (row.fate, codes(row), row.candidates) == (Fate.DOUBTFUL, [Code.PERHAPS_SAME], (moved,))

    two = [on_the_list(id=each, name="Ani Lestari", institution="Dinas A", nip=nip) for each, nip in (("p", NIP), ("q", OTHER))]
    (row,) = planned(["1", "Ani Lestari", "Dinas A", phone, ""], listed=tuple(two))
    assert (row.fate, codes(row), len(row.candidates)) == (Fate.DOUBTFUL, [Code.SEVERAL_FIT], 2)
    (row,) = planned(["1", "Ani Lestari", "Dinas A", phone, ""], listed=(two[0], two[1] | {"phone": phone}))
    assert (row.fate, row.existing and row.existing["id"]) == (Fate.SAME, "q")

    elsewhere = on_the_list(name="Ani Lestari", institution="Dinas A", phone="+6281111111111", email="lain@a.go.id")
    (row,) = planned(["1", "Ani Lestari", "Dinas A", phone, mail], listed=(elsewhere,))
    assert (row.fate, codes(row)) == (Fate.DOUBTFUL, [Code.PERHAPS_SAME])


def test_two_rows_of_one_name_are_two_people_when_somebody_says_so() -> None:
    rows = [row_of("Ani Lestari"), row_of("Ani Lestari")]

    first, second = plan_for(*rows, decided={3: Decision(verdict=Verdict.NEW)}).rows

    assert [(row.fate, row.apart) for row in (first, second)] == [(Fate.NEW, False), (Fate.NEW, True)]


def test_a_category_nobody_knows_is_asked_about_and_its_answer_is_kept_to() -> None:
    rows = [row_of("Ani", category="Camat"), row_of("Budi", category="Kabid X"), row_of("Cici", category="KABID X")]
    rows += [row_of("Dodi", category="Undangan"), row_of("Eka", category="Entah"), row_of("Fia", category="Lain")]
    categories = {"undangan": "u"}

    assert plan_for(*rows, categories=categories).unknown == {"Kabid X": 1, "KABID X": 1, "Entah": 1, "Lain": 1}

    plan = plan_for(*rows, categories=categories, answers={"kabid x": "Undangan", "entah": "", "lain": None})
    assert plan.unknown == {}
    assert [row.draft.category for row in plan.rows] == ["Camat", "Undangan", "Undangan", "Undangan", "", "Lain"]


def test_what_somebody_skipped_stays_out_and_is_no_ones_double() -> None:
    first, second = plan_for(row_of("Ani"), row_of("Ani"), decided={2: Decision(verdict=Verdict.SKIP)}).rows

    assert (first.fate, second.fate) == (Fate.SKIPPED, Fate.NEW)

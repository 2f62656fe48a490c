"""Lists as offices make them: merged cells, headers of two rows, commas that nobody quoted, cells that hold no text of anybody's."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlsxwriter

from meetings.documents.sheets.spreadsheets import dump_sheets, load_sheets, read_spreadsheet
from meetings.domain.participants.asides import Aside
from meetings.domain.participants.columns import Field, Layout, find_layout, table_of
from meetings.domain.participants.findings import Code, Finding, Level
from meetings.domain.participants.plan import read_table
from meetings.domain.participants.rows import Draft, Section, read_rows

LISTS = Path(__file__).parents[1] / "data/lists"


def read(source: str | bytes) -> tuple[list[Draft], list[Section]]:
    sheets = read_spreadsheet((LISTS / source).read_bytes() if isinstance(source, str) else source)
    layout = find_layout(sheets)
    assert layout is not None
    sheet, header, rows = table_of(sheets, layout)
    return read_rows(sheet, rows, layout, date(2026, 11, 21), width=len(header.cells))


def people(drafts: Sequence[Draft], *fields: str) -> list[tuple[str, ...]]:
    return [tuple(getattr(draft.details, field) for field in fields) for draft in drafts if not draft.broken]


def told(drafts: Sequence[Draft]) -> list[tuple[int, Code, Level, int | None]]:
    return [(draft.number, each.code, each.level, each.column) for draft in drafts for each in draft.findings]


def workbook(rows: Sequence[Sequence[object]], *merged: str) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("Peserta")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    for cells in merged:
        first = cells.partition(":")[0]
        sheet.merge_range(cells, rows[int(first[1:]) - 1][ord(first[0]) - 65])
    book.close()
    return stream.getvalue()


def test_an_institution_merged_over_several_rows_is_that_of_each() -> None:
    drafts, _sections = read("01-merged-cells.xlsx")

    assert people(drafts, "institution") == [("Dinas Kesehatan",)] * 3 + [("Kecamatan Bogor Utara",)] * 2


def test_a_title_merged_over_the_whole_width_stays_one_heading() -> None:
    drafts, sections = read(
        workbook([["Nama", "Jabatan", "Instansi"], ["KECAMATAN BOGOR UTARA", "", ""], ["Ani", "Camat", "Kecamatan A"]], "A2:C2")
    )

    assert (people(drafts, "name"), [each.text for each in sections]) == ([("Ani",)], ["KECAMATAN BOGOR UTARA"])


def test_the_row_that_counts_the_columns_is_nobody() -> None:
    drafts, sections = read("03-column-number-row.xlsx")

    assert people(drafts, "name") == [("Ani Suryani",), ("Budi",)]
    assert [(each.number, each.text) for each in sections] == [(4, "1 2 3 4 5 6 7")]


@pytest.mark.parametrize("merged", [(), ("A1:A2", "B1:B2")])
def test_titles_in_two_rows_are_one_header(merged: tuple[str, ...]) -> None:
    rows = [
        ["No", "Nama", "Kontak", "", "Instansi"],
        ["", "", "No HP", "Email", ""],
        [1, "Ani", "081234567890", "ani@a.go.id", "Dinas A"],
    ]

    for source in ("05-two-header-rows.xlsx", workbook(rows, *merged)):
        drafts, sections = read(source)
        assert people(drafts, "name", "phone", "email", "institution") == [("Ani", "+6281234567890", "ani@a.go.id", "Dinas A")]
        assert sections == []


def test_a_first_row_of_words_is_no_second_header() -> None:
    drafts, _sections = read(b"Nama;Jabatan\nDinas;Lembaga\nAni;Camat\n")

    assert people(drafts, "name") == [("Dinas",), ("Ani",)]


def test_commas_in_degrees_that_nobody_quoted_shift_no_column() -> None:
    drafts, _sections = read("06-unquoted-degrees.csv")

    assert people(drafts, "name", "title_back", "position", "institution") == [
        ("Ahmad Fauzi", "S.E., M.M.", "Kabid", "Dinas A"),
        ("Budi Santoso", "", "Kasi", "Dinas B"),
        ("Siti Aminah", "S.Sos.", "Kabag", "Dinas C"),
    ]
    assert told(drafts) == [(2, Code.DEGREES_JOINED, Level.NOTE, 1), (4, Code.DEGREES_JOINED, Level.NOTE, 1)]


def test_a_row_wider_than_its_header_is_named_where_no_degree_explains_it() -> None:
    drafts, _sections = read(b"Nama,Jabatan,Instansi\nAni,Kepala Bidang, Plt,Dinas A\nBudi,Kasi,Dinas B,,,\n")

    assert told(drafts) == [(2, Code.TOO_WIDE, Level.PROBLEM, 0)]
    assert people(drafts, "name", "institution") == [("Budi", "Dinas B")]


def test_addresses_as_mail_programs_paste_them_are_read_and_the_rest_is_a_note() -> None:
    drafts, _sections = read("07-pasted-mail-addresses.csv")

    assert people(drafts, "email") == [("budi@contoh.go.id",)] * 11
    assert [draft.details.notes for draft in drafts if draft.details.notes] == [
        "Surel: Budi Santoso",
        "Surel: pribadi",
        "Surel lain: siti@contoh.go.id",
        "Surel lain: siti@contoh.go.id",
    ]


def test_a_list_from_an_old_mac_has_its_letters() -> None:
    drafts, _sections = read("09-macroman.csv")

    assert people(drafts, "name", "position") == [("Ma’ruf Amin", "Kabid"), ("Zoë", "Kasi – UPTD")]


@pytest.mark.parametrize("text", ["André Müller", "Naïve “Kutipan” – S.Kom.", "JOSÉ NÚÑEZ", "Ni Made Añjani"])
def test_a_list_from_windows_has_its_letters(text: str) -> None:
    drafts, _sections = read(f"Nama;Jabatan\r\n{text};Camat\r\n".encode("cp1252"))

    assert people(drafts, "name")[0][0] in text


def test_letters_that_were_broken_before_are_named() -> None:
    drafts, _sections = read("Nama;Jabatan\nMaâ€™ruf;Camat\nAndrÃ©;Lurah\nAn�;Kabid\nÂngel Ãna;Kasi\n".encode())

    assert told(drafts) == [(row, Code.LETTERS_BROKEN, Level.WARNING, 0) for row in (2, 3, 4)]


def test_what_databases_and_failed_formulas_leave_is_no_text() -> None:
    drafts, _sections = read("25-null-and-error-cells.csv")
    assert people(drafts, "name", "nip", "position", "institution", "phone", "email") == [("Ani", "", "", "", "", "")]
    assert told(drafts) == []

    drafts, _sections = read("25b-error-cells.xlsx")
    assert people(drafts, "name", "position", "institution") == [("Ani", "Kabid", ""), ("Budi", "", "Dinas B")]
    assert told(drafts) == [
        (2, Code.CELL_FAILED, Level.WARNING, 4),
        (3, Code.CELL_FAILED, Level.WARNING, 3),
        (4, Code.CELL_FAILED, Level.PROBLEM, 1),
    ]


def test_people_called_nan_and_null_are_people() -> None:
    drafts, _sections = read(b"Nama;Jabatan\nNan;Camat\nNull;Lurah\n")

    assert people(drafts, "name") == [("Nan",), ("Null",)]


def test_a_formula_as_text_is_named_and_one_that_keeps_digits_is_read() -> None:
    drafts, _sections = read(
        b'Nama;NIP;Jabatan\n"=HYPERLINK(""http://x"";""Ani"")";;Camat\nBudi;"=""198609262015051001""";=1+1\n=cmd|x;;\n'
    )

    assert people(drafts, "name", "nip", "position") == [("Budi", "198609262015051001", "")]
    assert told(drafts) == [
        (2, Code.NAME_FORMULA, Level.PROBLEM, 0),
        (3, Code.CELL_FORMULA, Level.WARNING, 2),
        (4, Code.NAME_FORMULA, Level.PROBLEM, 0),
    ]


def test_a_blank_far_below_the_list_is_nobody() -> None:
    drafts, _sections = read("27-ghost-cell-far-down.xlsx")

    assert people(drafts, "name") == [("Ani",)]


def test_degrees_on_a_line_of_their_own_stand_behind_the_name() -> None:
    drafts, _sections = read("28-degree-on-the-next-line.csv")

    assert people(drafts, "title_front", "name", "title_back") == [
        ("", "Ahmad Fauzi", "S.E., M.M."),
        ("dr.", "Ahmad", "Sp.PD-KGEH, FINASIM"),
    ]


def test_the_longest_names_fit_and_longer_ones_are_named() -> None:
    drafts, _sections = read(f"Nama;Jabatan\n{'A' * 200};Camat\n{'Siti ' * 60}Aminah;Lurah\n".encode())

    assert people(drafts, "name") == [("A" * 200,)]
    [finding] = drafts[1].findings
    assert finding == Finding(Code.TOO_LONG, Level.PROBLEM, Field.NAME, 0, ("Siti " * 16)[:80], "300")


def test_invisible_letters_make_nobody_another_person() -> None:
    drafts, _sections = read("11-soft-hyphen-word-joiner.csv")

    assert set(people(drafts, "name", "institution")) == {("Siti Aminah", "Dinas A")}


def test_a_total_is_one_whether_a_number_or_a_formula_stands_beside_it() -> None:
    formulas = ["=COUNTA(B2:B3)", "=SUM(A1:A2)"]
    totals = [["JUMLAH", formulas[0], ""], ["", "JUMLAH", formulas[0]], ["Jumlah peserta", "", formulas[1]], ["", "Total", 2]]
    rows = [["No", "Nama", "Instansi"], [1, "Budi", "Dinas"], *totals]
    as_text = "\n".join(";".join(map(str, row)) for row in rows).encode()

    for source in (workbook(rows), as_text):
        drafts, sections = read(source)
        assert people(drafts, "name") == [("Budi",)] and told(drafts) == []
        assert [(each.number, each.kind) for each in sections] == [(number, Aside.TOTAL) for number in range(3, 7)]


@pytest.mark.parametrize("text", ["No;Nama\nA;PERANGKAT DAERAH\n1;Budi\n;JUMLAH\n", "Nama\nPERANGKAT DAERAH\nBudi\nJUMLAH\n"])
def test_a_list_of_nothing_but_names_takes_no_heading_for_somebody(text: str) -> None:
    sheets = read_spreadsheet(text.encode())
    place = Layout("CSV", 1, {Field.NAME: text.partition("\n")[0].count(";")})
    sheet, header, rows = table_of(sheets, place)
    drafts, sections = read_rows(sheet, rows, place, date(2026, 11, 21), width=len(header.cells))

    assert people(drafts, "name") == [("Budi",)] and not drafts[0].unsure
    assert [each.kind for each in sections] == [Aside.SECTION, Aside.TOTAL]


def test_a_row_of_a_csv_is_named_by_the_line_where_it_begins_and_its_further_lines_are_no_empty_rows() -> None:
    sheets = load_sheets(dump_sheets(read_spreadsheet(b'Nama;Jabatan;No HP\n"Budi";"Kepala\r\nDinas";abc\n\nSiti;Kabid;abc\n')))
    layout = find_layout(sheets)
    assert layout is not None
    reading = read_table(SimpleNamespace(timezone="Asia/Jakarta"), sheets, layout, datetime(2026, 11, 21, tzinfo=UTC))  # type: ignore[arg-type]  # -- stubs

    assert [(row, code) for row, code, _level, _column in told(reading.drafts)] == [(2, Code.NO_PHONE), (5, Code.NO_PHONE)]
    assert reading.empty == 1

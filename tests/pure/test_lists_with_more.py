"""What stands around the people of a list: rows that are not shown, headings, remarks, signatures, numbers in rows of their own, old encodings."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import pytest
import xlsxwriter

from meetings.documents.sheets.spreadsheets import dump_sheets, load_sheets, read_spreadsheet
from meetings.domain.participants.asides import Aside
from meetings.domain.participants.columns import Field, Layout, find_layout, table_of
from meetings.domain.participants.decisions import Decision
from meetings.domain.participants.findings import Code
from meetings.domain.participants.rows import Draft, Section, read_rows
from meetings.enums import Verdict

HEADER = ["No", "Nama", "NIP", "Jabatan", "Instansi"]
ANI = [1, "Ani", "", "Kabid", "Dinas A"]
NIP = "NIP. 19860926 201505 1 001"


def read(
    data: bytes, decided: dict[int, Decision] | None = None, sections: Field | None = None
) -> tuple[list[Draft], list[Section]]:
    sheets = load_sheets(dump_sheets(read_spreadsheet(data)))
    layout = find_layout(sheets)
    assert layout is not None
    layout = Layout(layout.sheet, layout.header_row, layout.columns, sections or layout.sections)
    sheet, header, rows = table_of(sheets, layout)
    return read_rows(sheet, rows, layout, date(2026, 11, 21), width=len(header.cells), decided=decided or {})


def workbook(*rows: Sequence[object], hidden: Sequence[int] = ()) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("Peserta")
    for number, row in enumerate([HEADER, *rows]):
        sheet.write_row(number, 0, row)
    for number in hidden:
        sheet.set_row(number - 1, None, None, {"hidden": True})
    book.close()
    return stream.getvalue()


def ods(rows: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """A sheet `Rapat & Kerja`, its rows with the attributes they have there."""
    names = "office table text manifest"
    spaces = " ".join(f'xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{each}:1.0"' for each in names.split())
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = "".join(f"<table:table-row{has}>{''.join(map(cell.format, cells))}</table:table-row>" for has, cells in rows)
    body = f'<office:body><office:spreadsheet><table:table table:name="Rapat &amp; Kerja">{lines}</table:table></office:spreadsheet></office:body>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest {spaces}><manifest:file-entry manifest:full-path="/"/></manifest:manifest>',
        )
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return stream.getvalue()


def names(drafts: Sequence[Draft]) -> list[str]:
    return [draft.details.name for draft in drafts]


def kinds(sections: Sequence[Section]) -> list[tuple[int, Aside]]:
    return [(each.number, each.kind) for each in sections]


def test_a_row_that_the_sheet_does_not_show_is_left_out_and_goes_in_when_wanted() -> None:
    data = workbook(ANI, [2, "Budi", "", "Kasi", "Dinas B"], [], hidden=(3, 4))

    drafts, sections = read(data)
    assert (names(drafts), kinds(sections), sections[0].text) == (["Ani"], [(3, Aside.HIDDEN)], "2 Budi Kasi Dinas B")
    drafts, sections = read(data, {3: Decision(verdict=Verdict.TAKE)})
    assert (names(drafts), sections) == (["Ani", "Budi"], [])


def test_hidden_and_filtered_rows_of_an_ods_are_known_behind_repeated_ones() -> None:
    rows = [
        ("", ["Nama", "Jabatan"]),
        ("", ["Ani", "Camat"]),
        (' table:number-rows-repeated="3"', [""]),
        (' table:visibility="filter"', ["Budi", "Lurah"]),
        (' table:visibility="visible"', ["Cici", "Lurah"]),
        (' table:visibility="collapse" table:number-rows-repeated="2000"', [""]),
    ]

    drafts, sections = read(ods(rows))

    assert (names(drafts), kinds(sections)) == (["Ani", "Cici"], [(6, Aside.HIDDEN)])


@pytest.mark.parametrize(
    "rows",
    [
        [["", "Kepala Dinas Kesehatan"], [], ["", "dr. Retno, M.Kes."], ["", NIP]],
        [["", "Mengetahui, Kepala Dinas"], [], ["", "dr. Retno, M.Kes."], ["", NIP]],
        [["", "Menyetujui: Kepala Dinas"], ["", "NIP. ..........................."]],
    ],
)
def test_who_signs_is_nobody_with_and_without_a_word_of_it(rows: list[list[object]]) -> None:
    drafts, sections = read(workbook(ANI, [], *rows))

    assert names(drafts) == ["Ani"]
    assert {each.kind for each in sections} == {Aside.SIGN_OFF}


def test_a_number_in_the_row_below_its_person_is_theirs() -> None:
    drafts, sections = read(workbook(ANI, ["", NIP], [2, "Budi", "", "Kasi", "Dinas B"], ["", NIP.replace("001", "002")]))

    assert [(draft.details.name, draft.details.nip) for draft in drafts] == [
        ("Ani", "198609262015051001"),
        ("Budi", "198609262015051002"),
    ]
    assert kinds(sections) == [(3, Aside.NUMBER), (5, Aside.NUMBER)]


@pytest.mark.parametrize("last", [["", "=COUNTA(B2:B2)"], ["Jumlah", "=COUNTA(B2:B2)"], ["", '="Jumlah: "&COUNTA(B2:B2)']])
def test_what_counts_the_rows_is_nobody(last: list[str]) -> None:
    in_words = "\n".join(";".join(map(str, row)) for row in (HEADER, ANI, [each.replace('"', '""') for each in last])).encode()
    for data in (workbook(ANI, last), in_words):
        drafts, sections = read(data)
        assert (names(drafts), kinds(sections)) == (["Ani"], [(3, Aside.TOTAL)])


def test_a_lettered_heading_is_one_also_where_the_list_has_no_numbers() -> None:
    drafts, sections = read(b"Nama;Jabatan\nA;PERANGKAT DAERAH\nAni;Kepala Dinas\n")
    assert (names(drafts), kinds(sections)) == (["Ani"], [(2, Aside.SECTION)])
    assert drafts[0].details.institution == "PERANGKAT DAERAH"


def test_cells_of_several_lines_shift_no_row_whatever_stands_in_them() -> None:
    drafts, _sections = read(b'No,Nama,Jabatan\n1,"Drs. Ani,\nS.H.","Kepala; Dinas\nKota"\n2,Budi,Staf\n')
    assert [(each.number, each.details.name, each.details.position) for each in drafts] == [
        (2, "Ani", "Kepala; Dinas Kota"),
        (5, "Budi", "Staf"),
    ]


def test_remarks_below_a_list_are_nobody_and_a_list_of_dashes_is_one() -> None:
    drafts, sections = read(
        workbook(ANI, ["", "Catatan: hadir 30 menit sebelumnya"], ["", "- Pakaian batik"], ["", "*) diwakilkan"])
    )
    assert (names(drafts), [each.kind for each in sections]) == (["Ani"], [Aside.REMARK] * 3)

    sheets = read_spreadsheet(b"Nama\n- Ani\n- Budi\n")
    place = Layout("CSV", 1, {Field.NAME: 0})
    sheet, header, rows = table_of(sheets, place)
    assert len(read_rows(sheet, rows, place, date(2026, 11, 21), width=len(header.cells))[0]) == 2


@pytest.mark.parametrize("row", [["a", "b", "c", "d", "e"], ["(1)", "(2)", "(3)", "(4)"], ["1", "2", "", "4", "5"]])
def test_columns_are_counted_in_letters_too_and_a_merged_one_is_left_out(row: list[str]) -> None:
    drafts, sections = read(workbook(row, ANI))

    assert (names(drafts), kinds(sections)) == (["Ani"], [(2, Aside.NUMBERING)])


def test_a_heading_is_what_somebody_says_it_is_to_those_below() -> None:
    rows = [
        ["A.", "PERANGKAT DAERAH"],
        [1, "Ani", "", "Kabid", ""],
        [2, "Budi", "", "Kasi", "Dinas B"],
        ["", "Kecamatan Bogor Utara"],
        [3, "Cici", "", "Camat", ""],
    ]

    drafts, sections = read(workbook(*rows), sections=Field.INSTITUTION)
    assert [draft.details.institution for draft in drafts] == ["PERANGKAT DAERAH", "Dinas B", "Kecamatan Bogor Utara"]
    assert [[each.code for each in draft.findings] for draft in drafts] == [[Code.FROM_SECTION], [], [Code.FROM_SECTION]]
    assert kinds(sections) == [(2, Aside.SECTION), (5, Aside.SECTION)]

    drafts, _sections = read(workbook(*rows), sections=Field.CATEGORY)
    assert [(draft.category, draft.details.institution) for draft in drafts] == [
        ("PERANGKAT DAERAH", ""),
        ("PERANGKAT DAERAH", "Dinas B"),
        ("Kecamatan Bogor Utara", ""),
    ]


def test_headings_are_proposed_as_the_institution_where_no_column_names_it() -> None:
    drafts, _sections = read(b"Nama;Jabatan\nDINAS KESEHATAN;\nAni;Kabid\nB. BADAN A;\nBudi;Kasi\n")

    assert [(draft.details.name, draft.details.institution) for draft in drafts] == [
        ("Ani", "DINAS KESEHATAN"),
        ("Budi", "BADAN A"),
    ]


def test_a_mended_cell_is_read_instead_and_ends_a_row_that_was_too_wide() -> None:
    data = b"No,Nama,NIP,Jabatan,Instansi\n1,Ani,123,Kepala Bidang Sosial, Budaya,Dinas A\n2,,,Kasi\n"
    decided = {2: Decision({2: "198609262015051001", 3: "Kepala Bidang", 4: "Dinas A"}), 3: Decision({1: "Budi", 4: "Dinas B"})}

    drafts, _sections = read(data, decided)

    assert [(d.details.name, d.details.nip, d.details.position, d.details.institution) for d in drafts] == [
        ("Ani", "198609262015051001", "Kepala Bidang", "Dinas A"),
        ("Budi", "", "Kasi", "Dinas B"),
    ]
    assert [draft.findings for draft in drafts] == [[], []]


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp1252", "mac_roman", "utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_letters_of_names_are_read_in_the_encodings_of_old_programs(encoding: str, ending: str) -> None:
    people = ["René Müller", "Zoë Françoise", "Núñez Añjani"]
    text = ending.join(["Nama;Jabatan", *(f"{name};Camat" for name in people), ""])

    drafts, _sections = read(text.encode(encoding))

    assert names(drafts) == people

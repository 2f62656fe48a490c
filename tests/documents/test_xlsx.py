"""What we write opens with every digit and every sign in place, and runs nothing."""

import csv
import io
import xml.etree.ElementTree as ET
import zipfile
from datetime import UTC, date, datetime, time

import pytest
from python_calamine import CalamineWorkbook

from meetings.documents.sheets.xlsx import Column, Kind, Table, csv_blocks, xlsx_blocks
from meetings.writing.id_numbers import read_id_number

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ODD = [
    'O\'Neil "x" {x} <b>uji</b>',
    "محمّد",
    "ꦥꦿꦧꦸ",
    "é" * 200,
    "X",
    '=HYPERLINK("http://x")',
    "198609262015051001",
]


def xlsx_bytes(table: Table, zone: str = "Asia/Jakarta") -> bytes:
    return b"".join(xlsx_blocks(table, zone))


def cells_of(data: bytes) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_text_stays_text_exactly():
    table = Table("Peserta", [Column("Nama")], [[name] for name in ODD])
    data = xlsx_bytes(table)
    assert [row[0] for row in cells_of(data)] == ["Nama", *ODD]
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_times_are_the_meetings_own():
    moment = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
    table = Table(
        "Hadir",
        [Column("Waktu", Kind.DATETIME), Column("Tanggal", Kind.DATE), Column("Menit", Kind.NUMBER)],
        [[moment, date(2026, 11, 21), 90]],
    )
    assert cells_of(xlsx_bytes(table, "Asia/Jayapura"))[1] == [
        datetime(2026, 11, 22, 2, 30),
        date(2026, 11, 21),
        90.0,
    ]


def test_heading_stands_above_and_long_lists_print_with_titles():
    rows = [[str(number)] for number in range(300)]
    data = xlsx_bytes(Table("Daftar", [Column("No")], rows, heading=["DAFTAR HADIR", "Senin, 30 April 2018"]))
    cells = cells_of(data)
    assert [cells[0][0], cells[1][0], cells[3][0], cells[-1][0]] == [
        "DAFTAR HADIR",
        "Senin, 30 April 2018",
        "No",
        "299",
    ]
    archive = zipfile.ZipFile(io.BytesIO(data))
    sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'topLeftCell="A5"' in sheet
    assert '<autoFilter ref="A4:A304"/>' in sheet
    assert "_xlnm.Print_Titles" in archive.read("xl/workbook.xml").decode()


def test_what_is_printed_fits_a_sheet_on_its_side_and_the_rest_stays_off_it():
    columns = [Column("Nama", width=30), Column("Kehadiran"), Column("Pintu", printed=False)]
    data = xlsx_bytes(Table("Daftar", columns, [["Ani", "Hadir", "A"]] * 9, heading=["X"], paper="F4_215"))
    archive = zipfile.ZipFile(io.BytesIO(data))
    sheet, book = archive.read("xl/worksheets/sheet1.xml").decode(), archive.read("xl/workbook.xml").decode()

    assert "Daftar!$A$1:$B$12</definedName>" in book  # the print area
    assert "Daftar!$3:$3</definedName>" in book  # the titles, on every page
    assert "<pageSetUpPr fitToPage=" in sheet
    assert 'paperSize="14" fitToHeight="0" orientation="landscape"' in sheet


@pytest.mark.parametrize("name", ["a/b:c*?[d]'" * 5, "", "A b"])
def test_an_empty_list_and_odd_sheet_names_are_fine(name: str):
    data = xlsx_bytes(Table(name, [Column("Nama")], []))
    (shown,) = CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names
    assert 0 < len(shown) <= 31
    assert cells_of(data) == [["Nama"]]
    assert '<autoFilter ref="A1"/>' in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()


def test_a_row_of_the_wrong_width_is_an_error_not_a_shift():
    with pytest.raises(ValueError, match="zip"):
        xlsx_bytes(Table("x", [Column("a"), Column("b")], [["satu"]]))


def test_each_kind_of_cell_is_dressed_as_xlsxwriter_dresses_it():
    """Numbers, days and hours are values of their own, not texts, and look as they do here."""
    kinds = {Kind.TEXT: "007", Kind.NUMBER: 1234, Kind.DATE: date(2026, 1, 2), Kind.TIME: time(6, 0)}
    kinds[Kind.DATETIME] = datetime(2026, 1, 2, 5, 0, tzinfo=UTC)
    archive = zipfile.ZipFile(io.BytesIO(xlsx_bytes(Table("x", [Column(kind, kind) for kind in kinds], [list(kinds.values())]))))
    sheet, styles = (ET.fromstring(archive.read(f"xl/{part}.xml")) for part in ("worksheets/sheet1", "styles"))
    codes = {each.get("numFmtId"): each.get("formatCode") for each in styles.iter(f"{MAIN}numFmt")} | {"49": "@", "3": "#,##0"}
    looks = [each.get("numFmtId") for each in styles.find(f"{MAIN}cellXfs")]
    *_titles, row = sheet.iter(f"{MAIN}row")

    assert [(cell.get("r"), codes[looks[int(cell.get("s"))]], "".join(cell.itertext())) for cell in row] == [
        ("A2", "@", "007"),
        ("B2", "#,##0", "1234"),
        ("C2", "dd/mm/yyyy", "46024.0"),
        ("D2", "hh.mm", "0.25"),
        ("E2", "dd/mm/yyyy hh.mm", "46024.5"),
    ]
    assert [cell.get("t") for cell in row] == ["inlineStr", None, None, None, None]


def test_what_no_sheet_can_hold_breaks_none():
    said = ["a\x00b\x1bc", "_x0041_", "  tepi  ", "baris\ndua", "\ufffe"]
    data = xlsx_bytes(Table("x", [Column("Nama")], [[each] for each in said]))
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert [row[0] for row in cells_of(data)[1:]][2:4] == ["  tepi  ", "baris\ndua"]
    assert "a_x0000_b_x001B_c" in sheet and "_x005F_x0041_" in sheet and "_xFFFE_" in sheet


def test_a_long_list_leaves_while_its_rows_are_read():
    read = []

    def rows():
        for number in range(2000):
            read.append(number)
            yield [number]

    blocks = xlsx_blocks(Table("x", [Column("No", Kind.NUMBER)], rows()), "Asia/Jakarta")
    data = [next(blocks)]
    assert len(read) < 300
    data += blocks
    assert [row[0] for row in cells_of(b"".join(data))[1:]] == list(range(2000))


def test_csv_opens_in_excel_and_runs_nothing():
    rows = [[name, 5, None, datetime(2026, 11, 21, 2, 0, tzinfo=UTC)] for name in [*ODD, "+62 812", "-", "@x", " =1+1", "a;b\nc"]]
    data = b"".join(csv_blocks([Column(title) for title in ("Nama", "Jumlah", "Ket", "Waktu")], rows, "Asia/Jakarta"))
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert read[1] == [ODD[0], "5", "", "21/11/2026 09.00"]
    assert [row[0] for row in read[8:]] == ["'+62 812", "'-", "'@x", "' =1+1", "a;b\nc"]
    assert read[6][0].startswith("'=")


def test_long_numbers_keep_their_digits_when_excel_opens_a_csv():
    rows = [["198609262015051001"], ["3201011234567890"], ["081234567890"], ["123456789012345"]]
    data = b"".join(csv_blocks([Column("NIP")], rows, "Asia/Jakarta")).decode("utf-8-sig")

    assert data.splitlines()[1:] == ["19860926 201505 1 001", "3201 0112 3456 7890", "0812 3456 7890", "123456789012345"]
    assert [read_id_number(line, date(2026, 11, 29)).value for line in data.splitlines()[1:3]] == [rows[0][0], rows[1][0]]


def test_csv_comes_in_blocks():
    assert len(list(csv_blocks([Column("n")], ([number] for number in range(1000)), "Asia/Jakarta"))) == 6

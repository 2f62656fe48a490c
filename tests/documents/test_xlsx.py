"""What we write opens with every digit and every sign in place, and runs nothing."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook

from meetings.documents.sheets.xlsx import Column, Kind, Table, csv_blocks, write_xlsx

ODD = [
    'O\'Neil "x" {x} <b>uji</b>',
    "محمّد",
    "ꦥꦿꦧꦸ",
    "é" * 200,
    "X",
    '=HYPERLINK("http://x")',
    "198609262015051001",
]


def xlsx_bytes(tables: list[Table], zone: str) -> bytes:
    stream = io.BytesIO()
    write_xlsx(tables, stream, zone)
    return stream.getvalue()


def cells_of(data: bytes, sheet: int = 0) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def test_text_stays_text_exactly():
    table = Table("Peserta", [Column("Nama")], [[name] for name in ODD])
    data = xlsx_bytes([table], "Asia/Jakarta")
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
    assert cells_of(xlsx_bytes([table], "Asia/Jayapura"))[1] == [
        datetime(2026, 11, 22, 2, 30),
        date(2026, 11, 21),
        90.0,
    ]


def test_heading_stands_above_and_long_lists_print_with_titles():
    rows = [[str(number)] for number in range(300)]
    data = xlsx_bytes(
        [Table("Daftar", [Column("No")], rows, heading=["DAFTAR HADIR", "Senin, 30 April 2018"])],
        "Asia/Jakarta",
    )
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


def test_an_empty_list_and_odd_sheet_names_are_fine():
    column = [Column("Nama")]
    data = xlsx_bytes(
        [Table("a/b:c*?[d]'" * 5, column, []), Table("A b", column, []), Table("a B", column, [])],
        "Asia/Jakarta",
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert len(book.sheet_names) == 3
    assert all(len(name) <= 31 for name in book.sheet_names)
    assert cells_of(data, 2) == [["Nama"]]


def test_a_row_of_the_wrong_width_is_an_error_not_a_shift():
    with pytest.raises(ValueError, match="zip"):
        xlsx_bytes([Table("x", [Column("a"), Column("b")], [["satu"]])], "Asia/Jakarta")


def test_csv_opens_in_excel_and_runs_nothing():
    rows = [[name, 5, None, datetime(2026, 11, 21, 2, 0, tzinfo=UTC)] for name in [*ODD, "+62 812", "-", "@x", " =1+1", "a;b\nc"]]
    data = b"".join(csv_blocks([Column(title) for title in ("Nama", "Jumlah", "Ket", "Waktu")], rows, "Asia/Jakarta"))
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert read[1] == [ODD[0], "5", "", "21/11/2026 09.00"]
    assert [row[0] for row in read[8:]] == ["'+62 812", "'-", "'@x", "' =1+1", "a;b\nc"]
    assert read[6][0].startswith("'=")


def test_csv_comes_in_blocks():
    assert len(list(csv_blocks([Column("n")], ([number] for number in range(1000)), "Asia/Jakarta"))) == 6

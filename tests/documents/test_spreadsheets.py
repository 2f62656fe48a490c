"""Uploads are judged by content; broken and hostile ones are refused with a sentence a clerk understands."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from meetings.documents.sheets import spreadsheets
from meetings.documents.sheets.spreadsheets import column_letters, dump_sheets, load_sheets, read_spreadsheet
from meetings.errors import InvalidInput, TooLarge

DATA = Path(__file__).parents[1] / "data"
WORKBOOK = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
}


def workbook_with(cells: str) -> bytes:
    """A minimal XLSX around hand-written sheet data."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in WORKBOOK.items():
            archive.writestr(name, content)
        sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        archive.writestr("xl/worksheets/sheet1.xml", f"{sheet}{cells}</sheetData></worksheet>")
    return stream.getvalue()


def test_workbook_keeps_row_numbers_and_cell_types():
    sheets = read_spreadsheet((DATA / "peserta-berantakan.xlsx").read_bytes())
    assert [sheet.name for sheet in sheets] == ["REKAP", "Peserta FIX (2)"]
    rows = {row.number: row for row in sheets[1].rows}
    assert len(rows) == 70
    assert 25 not in rows
    assert rows[8].cell(2) == 1.97611212006031e17
    assert rows[6].cell(5) == 82236995937.0
    assert rows[73].cell(1) == "Komjen Pol. (Purn.) Drs. Rr. O'Neil bin D’Arcy {x} <b>uji</b>"
    assert rows[36].cell(40) == ""
    assert sheets[1].formulas == {(69, 1)}


def test_formula_gives_its_value_as_text_and_is_never_computed():
    row = '<row r="3"><c r="B3" t="str"><f>HYPERLINK("http://x","klik")</f><v>klik</v></c><c r="C3"><f>1+1</f><v></v></c></row>'
    [sheet] = read_spreadsheet(workbook_with(row))
    assert (sheet.rows[0].number, sheet.rows[0].cell(1)) == (3, "klik")
    assert sheet.formulas == {(3, 1), (3, 2)}


def test_hidden_sheets_are_left_alone():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.add_worksheet("Tampak").write("A1", "a")
    hidden = book.add_worksheet("Rahasia")
    hidden.write("A1", "b")
    hidden.hide()
    book.close()
    assert [sheet.name for sheet in read_spreadsheet(stream.getvalue())] == ["Tampak"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_csv_in_every_encoding_and_with_every_delimiter(encoding, delimiter):
    lines = [["No", "Nama", "Jabatan"], ["1", "André", '"Kepala, Dinas; A|B\tC"'], ["2", "Siti", "Lurah"]]
    data = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    [sheet] = read_spreadsheet(data)
    assert [row.cells for row in sheet.rows][1] == ["1", "André", "Kepala, Dinas; A|B\tC"]
    assert len(sheet.rows) == 3


def test_csv_row_numbers_count_lines_in_cells_and_the_separator_hint():
    [sheet] = read_spreadsheet(b'sep=;\r\nNama;Jabatan\r\n"Siti\r\nAminah";Lurah\r\n;\r\nBudi;Camat\r\n')
    assert [(row.number, row.cells[0]) for row in sheet.rows] == [
        (2, "Nama"),
        (3, "Siti\r\nAminah"),
        (6, "Budi"),
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "kosong"),
        (b"  \r\n ", "kosong"),
        (b";;;\n;;;\n", "tidak berisi"),
        (b"%PDF-1.7\n%abc", "bukan lembar kerja"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "bukan lembar kerja"),
        (b"PK\x03\x04 terpotong", "bukan lembar kerja"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "bukan lembar kerja"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00" + bytes(range(256)) * 9, "bukan lembar kerja"),
        (b"{\\rtf1\\ansi Nama;Jabatan\nAni;Camat}", "bukan lembar kerja"),
        (b"BEGIN:VCARD\nFN:Ani\nEND:VCARD\n", "bukan lembar kerja"),
        (b"<html><table><tr><td>Nama</td></tr></table>", "halaman web"),
        (b"Nama;Jabatan\n" + b"x" * 40_000 + b";y\n", "Baris 2"),
        (b'Nama;Jabatan\n"' + b"x" * 3_000 + b"\n" + (b"a;" + b"y" * 3_000 + b"\n") * 45, "tidak dapat dibaca sebagai CSV"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_words(data, words):
    with pytest.raises(InvalidInput) as refused:
        read_spreadsheet(data)
    assert words in refused.value.message


def test_two_far_cells_cannot_take_the_service_down():
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(InvalidInput, match="terlalu luas"):
        read_spreadsheet(workbook_with(far))
    assert read_spreadsheet(b"Nama;Jabatan\nSiti;Lurah\n")


def test_zip_bomb_is_not_unpacked():
    bomb = workbook_with('<row r="1"><c r="A1"><v>1</v></c></row>' + " " * 160_000_000)
    assert len(bomb) < 1_000_000
    with pytest.raises(TooLarge, match="demi keamanan"):
        read_spreadsheet(bomb)


def test_a_long_text_repeated_in_every_cell_is_not_handed_on():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("S")
    for row in range(1_500):
        sheet.write_string(row, 0, "é" * 30_000)
    book.close()
    assert len(stream.getvalue()) < 100_000
    with pytest.raises(TooLarge, match="demi keamanan"):
        read_spreadsheet(stream.getvalue())


def test_csv_with_very_many_columns_is_cut_off():
    [sheet] = read_spreadsheet(b"Nama;Jabatan" + b";" * 100_000 + b"x\nBudi;Camat\n")
    assert (len(sheet.rows[0].cells), sheet.rows[1].cells) == (200, ["Budi", "Camat"])


def test_limits_of_size_and_rows(monkeypatch):
    with pytest.raises(TooLarge, match="10 MB"):
        read_spreadsheet(b"a" * (10 * 1024 * 1024 + 1))
    with pytest.raises(TooLarge, match="20.000"):
        read_spreadsheet(b"Nama;Jabatan\n" + b"Siti;Lurah\n" * 20_001)
    monkeypatch.setattr(spreadsheets, "ROW_LIMIT", 1)
    with pytest.raises(TooLarge):
        read_spreadsheet((DATA / "peserta-rapi.xlsx").read_bytes())


def test_the_titles_are_no_row_of_the_limit():
    [sheet] = read_spreadsheet(b"Nama;Jabatan\n" + b"Siti;Lurah\n" * 20_000)
    assert len(sheet.rows) == 20_001


@pytest.mark.parametrize("name", ["peserta-berantakan.xlsx", "peserta-rapi.csv"])
def test_kept_sheets_come_back_as_they_were(name):
    sheets = read_spreadsheet((DATA / name).read_bytes())
    assert load_sheets(dump_sheets(sheets)) == sheets


def test_column_letters():
    assert [column_letters(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]

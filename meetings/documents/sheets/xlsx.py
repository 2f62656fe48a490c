"""Tables out: XLSX row by row with little memory, and CSV that Indonesian Excel opens by a double click.

Text is written as text: an 18-digit NIP keeps its digits, and nothing a person typed can become a formula.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from meetings.documents.sink import Sink
from meetings.writing.id_numbers import group_digits

Value = str | int | float | date | datetime | time | None

PAPERS = {"A4": 9, "F4_215": 14, "F4_210": 14}  # Excel's numbers: A4 and Folio, which has the measures of F4
EXACT_DIGITS = 15  # a longer number loses its last digits when a CSV is opened by a double click,
ID_DIGITS = 8  # and one of so many that begins with 0, a telephone or an NRP, its first
CELL_LIMIT = 32_767
CSV_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "|", "%")  # what spreadsheet programs may run as a formula
BLOCK = 200  # rows
SHEET = "xl/worksheets/sheet1.xml"
EXCELS_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 -- assured


class Kind(StrEnum):
    """How a column's values are written."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"


FORMATS = {
    Kind.TEXT: "@",
    Kind.NUMBER: "#,##0",
    Kind.DATE: "dd/mm/yyyy",
    Kind.TIME: "hh.mm",
    Kind.DATETIME: "dd/mm/yyyy hh.mm",
}
_SAMPLES = {Kind.TEXT: "x", Kind.NUMBER: 1, Kind.DATE: 1, Kind.TIME: 1, Kind.DATETIME: 1}
_CODES = re.compile("(_x[0-9a-fA-F]{4}_)")  # would be read as a sign
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML may hold them


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in characters; columns that are not `printed` come last and stay off the paper."""

    title: str
    kind: Kind = Kind.TEXT
    width: float = 18
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: `heading` lines stand above the column titles, `rows` are read once."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    heading: Sequence[str] = field(default_factory=tuple)
    landscape: bool = True
    paper: str = "A4"  # a key of PAPERS
    pages: str = "Halaman &P dari &N"  # at the foot of each sheet: Excel's signs for its number, and for that of all


def xlsx_blocks(table: Table, zone: str) -> Iterator[bytes]:
    """The table as an XLSX of one sheet, in blocks of rows while they are read; aware times are shown in `zone` (`Asia/Jakarta`).

    XlsxWriter writes a workbook whole. It makes ours with a single row, which shows how each kind of cell is dressed; the rows
    themselves are written here in its stead, between the beginning and the end of its sheet.
    """
    sink = Sink()
    top = len(table.heading) + (1 if table.heading else 0)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        head, sample, _tail = _sheet_around_rows(_frame(table, top, top + 1))
        kinds = [column.kind for column in table.columns]
        dress = {kind: f'" s="{style}"' for kind, style in zip(_SAMPLES, re.findall(r' s="(\d+)"', sample), strict=True)}
        letters = [xl_col_to_name(position) for position in range(len(kinds))]
        number = top + 1
        with archive.open(SHEET, "w") as sheet:
            sheet.write(head)
            for number, row in enumerate(table.rows, top + 2):
                cells = [
                    f'<c r="{letter}{number}{_cell(value, kind, zone, dress)}'
                    for letter, kind, value in zip(letters, kinds, row, strict=True)
                    if value is not None and value != ""
                ]
                sheet.write(f'<row r="{number}">{"".join(cells)}</row>'.encode("utf-8", "replace"))
                if number % BLOCK == 0:
                    yield sink.drain()
            frame = _frame(table, top, max(number - 1, top))
            sheet.write(_sheet_around_rows(frame)[2])
        for part in frame.namelist():
            if part != SHEET:
                archive.writestr(part, frame.read(part))
    yield sink.drain()


def _frame(table: Table, top: int, bottom: int) -> zipfile.ZipFile:
    """The workbook with everything but the rows, and one row with a cell of each kind under the titles in line `top` (from 0)."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    head = {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1}
    title, column_head = book.add_format({"bold": True, "font_size": 13}), book.add_format(head)
    sheet = book.add_worksheet(_sheet_name(table.name))
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, column.width)
        sheet.write_string(top, position, column.title, column_head)
    for line, text in enumerate(table.heading):
        sheet.write_string(line, 0, text[:CELL_LIMIT], title)
    for position, (kind, value) in enumerate(_SAMPLES.items()):
        look = {"num_format": FORMATS[kind], "valign": "top", "text_wrap": kind is Kind.TEXT}
        sheet.write(top + 1, position, value, book.add_format(look))
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, bottom, len(table.columns) - 1)
    sheet.repeat_rows(top)
    sheet.print_area(0, 0, bottom, max(sum(column.printed for column in table.columns), 1) - 1)
    sheet.set_paper(PAPERS[table.paper])
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&A&R{table.pages}")
    if table.landscape:
        sheet.set_landscape()
    book.close()
    return zipfile.ZipFile(stream)


def _sheet_around_rows(frame: zipfile.ZipFile) -> tuple[bytes, str, bytes]:
    """(what comes before the rows, the row that shows how cells are dressed, what comes after)."""
    before, mark, after = frame.read(SHEET).decode().partition("</sheetData>")
    begin, _row, sample = before.rpartition("<row ")
    begin = re.sub(r"<dimension [^>]*/>", "", begin)  # how many rows there will be is not known yet
    return begin.encode(), sample, f"{mark}{after}".encode()


def _cell(value: str | float | date | datetime | time, kind: Kind, zone: str, dress: Mapping[Kind, str]) -> str:
    """The rest of a cell's element behind its place."""
    if isinstance(value, datetime | date | time):
        own = Kind.TIME if isinstance(value, time) else Kind.DATETIME if isinstance(value, datetime) else Kind.DATE
        return f"{dress[own if kind is Kind.TEXT else kind]}><v>{_serial(value, zone)!r}</v></c>"
    if isinstance(value, int | float) and kind is Kind.NUMBER:
        return f"{dress[kind]}><v>{value}</v></c>"
    text = _CODES.sub(r"_x005F\1", str(value)[:CELL_LIMIT])
    text = _UNSPEAKABLE.sub(lambda sign: f"_x{ord(sign[0]):04X}_", escape(text))
    return f'{dress[Kind.TEXT]} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _serial(value: datetime | date | time, zone: str) -> float:
    """Days since the beginning of Excel's time."""
    if isinstance(value, time):
        value = datetime.combine(EXCELS_FIRST_DAY, value)
    elif isinstance(value, datetime):
        value = _local(value, zone)
    else:
        value = datetime.combine(value, time())
    return (value - EXCELS_FIRST_DAY) / timedelta(days=1)


def csv_blocks(columns: Sequence[Column], rows: Iterable[Sequence[Value]], zone: str) -> Iterator[bytes]:
    """CSV in blocks of rows: UTF-8 with BOM, `;` between cells. Text that a spreadsheet would run gets a `'` in front."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([column.title for column in columns])
    for number, row in enumerate(rows, 1):
        writer.writerow([_csv_text(value, zone) for value in row])
        if number % BLOCK == 0:
            yield _drain(buffer)
    yield _drain(buffer)


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if moment.tzinfo else moment


def _csv_text(value: Value, zone: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _local(value, zone).strftime("%d/%m/%Y %H.%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, time):
        return value.strftime("%H.%M")
    text = str(value)
    if text.isascii() and text.isdigit() and (len(text) > EXACT_DIGITS or len(text) >= ID_DIGITS and text[0] == "0"):
        return _in_groups(text)
    return f"'{text}" if isinstance(value, str) and text.lstrip().startswith(CSV_TRIGGERS) else text


def _in_groups(digits: str) -> str:
    """A long number with blanks, which keep it a text: a NIP as it is printed, others in fours."""
    grouped = group_digits(digits)
    return grouped if grouped != digits else " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def _drain(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _sheet_name(name: str) -> str:
    """At most 31 characters, none of those Excel forbids."""
    return "".join(" " if sign in r"[]:*?/\'" else sign for sign in name).strip()[:31] or "Data"

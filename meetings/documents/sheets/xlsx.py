"""Tables out: XLSX row by row with little memory, and CSV that Indonesian Excel opens by a double click.

Text is written as text: an 18-digit NIP keeps its digits, and nothing a person typed can become a formula.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import BinaryIO
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

Value = str | int | float | date | datetime | time | None

CELL_LIMIT = 32_767
CSV_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "|", "%")  # what spreadsheet programs may run as a formula
CSV_BLOCK = 200


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


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in characters."""

    title: str
    kind: Kind = Kind.TEXT
    width: float = 18


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: `heading` lines stand above the column titles, `rows` are read once."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    heading: Sequence[str] = field(default_factory=tuple)
    landscape: bool = True


def write_xlsx(tables: Iterable[Table], stream: BinaryIO, zone: str) -> None:
    """Write the tables as sheets of one XLSX to `stream`; aware times are shown in `zone` (`Asia/Jakarta`)."""
    book = xlsxwriter.Workbook(stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    title = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format(
        {
            "bold": True,
            "bg_color": "#1F3A5F",
            "font_color": "#FFFFFF",
            "text_wrap": True,
            "valign": "vcenter",
            "border": 1,
        }
    )
    write = _cell_writer(book, zone)
    used: set[str] = set()
    for table in tables:
        sheet = book.add_worksheet(_sheet_name(table.name, used))
        for position, column in enumerate(table.columns):
            sheet.set_column(position, position, column.width)
        for line, text in enumerate(table.heading):
            sheet.write_string(line, 0, text[:CELL_LIMIT], title)
        top = len(table.heading) + (1 if table.heading else 0)
        for position, column in enumerate(table.columns):
            sheet.write_string(top, position, column.title, head)
        bottom = top
        for bottom, row in enumerate(table.rows, top + 1):
            for position, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                write(sheet, (bottom, position), value, column.kind)
        sheet.freeze_panes(top + 1, 0)
        sheet.autofilter(top, 0, max(bottom, top), len(table.columns) - 1)
        sheet.repeat_rows(top)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&RHalaman &P dari &N")
        if table.landscape:
            sheet.set_landscape()
    book.close()


def csv_blocks(columns: Sequence[Column], rows: Iterable[Sequence[Value]], zone: str) -> Iterator[bytes]:
    """CSV in blocks of rows: UTF-8 with BOM, `;` between cells. Text that a spreadsheet would run gets a `'` in front."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([column.title for column in columns])
    for number, row in enumerate(rows, 1):
        writer.writerow([_csv_text(value, zone) for value in row])
        if number % CSV_BLOCK == 0:
            yield _drain(buffer)
    yield _drain(buffer)


def _cell_writer(book: xlsxwriter.Workbook, zone: str) -> Callable[..., None]:
    formats = {kind: book.add_format({"num_format": code, "valign": "top"}) for kind, code in FORMATS.items()}
    formats[Kind.TEXT].set_text_wrap()

    def write(sheet: Worksheet, place: tuple[int, int], value: Value, kind: Kind) -> None:
        if value is None or value == "":
            return
        if isinstance(value, datetime):
            sheet.write_datetime(*place, _local(value, zone), formats[Kind.DATETIME if kind is Kind.TEXT else kind])
        elif isinstance(value, date | time):
            sheet.write_datetime(*place, value, formats[Kind.DATE if kind is Kind.TEXT else kind])
        elif isinstance(value, int | float) and kind is Kind.NUMBER:
            sheet.write_number(*place, value, formats[kind])
        else:
            sheet.write_string(*place, str(value)[:CELL_LIMIT], formats[Kind.TEXT])

    return write


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
    return f"'{text}" if isinstance(value, str) and text.lstrip().startswith(CSV_TRIGGERS) else text


def _drain(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _sheet_name(name: str, used: set[str]) -> str:
    """At most 31 characters, none of those Excel forbids, not twice."""
    base = "".join(" " if sign in r"[]:*?/\'" else sign for sign in name).strip()[:31] or "Data"
    candidate, turn = base, 2
    while candidate.casefold() in used:
        candidate = f"{base[:27]} ({turn})"
        turn += 1
    used.add(candidate.casefold())
    return candidate

"""Runs as a process of its own: a workbook on standard input, its cells as JSON on standard output.

A hostile workbook of two cells (`A1` and `XFD1048576`) makes any reader that keeps a grid ask for terabytes and die. Here only this
process dies: memory and processor time are limited before the first byte is read. It imports nothing of the service, so it starts in
some 40 ms. Answers `{"sheets": [{"name", "rows": [[number, [cells]]], "formulas": [[row, column]], "hidden": [row]}]}` or `{"error": code}`.

A cell merged over several rows is in each of them (an institution written once beside its people); over several columns it stays in
the first. What Excel could not compute is in its cell as Excel shows it: `#N/A`.
"""

import html
import io
import json
import re
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree

MEMORY = 1_500_000_000
SECONDS = 20
UNPACKED = 150_000_000
COLUMNS = 200
TEXT = 40_000_000  # characters; one long text that every cell repeats is small in the file
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ROWS = 20_100  # that hold anything, with some for titles; how far down they lie is nobody's concern
FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?f[\s>/]')
FAILED = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*?\bt="e")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>(#[^<]{1,20})<',
    re.DOTALL,
)

HIDDEN = re.compile(rb'<(?:\w+:)?row\s(?=[^>]*?\bhidden="(?:1|true)")[^>]*?\br="(\d{1,7})"')
ODS_ROW = re.compile(rb'<table:table\s[^>]*?table:name="([^"]*)"|<table:table-row\b([^>]*)>')
ODS_REPEATED = re.compile(rb'table:number-rows-repeated="(\d{1,7})"')


def unpacked_size(archive: zipfile.ZipFile) -> int:
    """Bytes that really come out of the archive; stops counting soon after the limit, whatever the directory claims."""
    total = 0
    for entry in archive.infolist():
        with archive.open(entry) as stream:
            while block := stream.read(1 << 20):
                total += len(block)
                if total > UNPACKED:
                    return total
    return total


Unread = tuple[list[tuple[int, int]], dict[tuple[int, int], str], list[int]]


def unread_cells(archive: zipfile.ZipFile) -> dict[str, Unread]:
    """By sheet name: (row, column) from 1 of every formula, the text of every error, and the rows that are not shown; readers give values
    only and leave the reason of an empty cell unknown."""
    if "content.xml" in archive.namelist():
        return {name: ([], {}, rows) for name, rows in hidden_in_ods(archive.read("content.xml")).items()}
    try:
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 -- confined
        targets = {item.get("Id"): str(item.get("Target")) for item in relations}
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 -- confined
        found = {}
        for sheet in workbook.iter(f"{MAIN}sheet"):
            target = targets[sheet.get(LINK)].lstrip("/")
            content = archive.read(target if target.startswith("xl/") else f"xl/{target}")
            formulas = [(int(row), column(letters.decode())) for letters, row in FORMULA.findall(content)]
            failed = {(int(row), column(letters.decode())): text.decode() for letters, row, text in FAILED.findall(content)}
            found[str(sheet.get("name"))] = (formulas, failed, [int(row) for row in HIDDEN.findall(content)])
    except (KeyError, ElementTree.ParseError):
        return {}
    return found


def hidden_in_ods(content: bytes) -> dict[str, list[int]]:
    """By sheet name: the rows that are not shown. One element may stand for a million empty rows below the list: of those few are named."""
    found: dict[str, list[int]] = {}
    number, rows = 0, []
    for name, row in ODS_ROW.findall(content):
        if name:
            number, rows = 0, found.setdefault(html.unescape(name.decode()), [])
            continue
        repeated = ODS_REPEATED.search(row)
        times = int(repeated[1]) if repeated else 1
        if b'table:visibility="' in row and b'"visible"' not in row:
            rows += range(number + 1, number + 1 + min(times, ROWS))
        number += times
    return found


def column(letters: str) -> int:
    """Column number from 1 of `A`, `Z`, `AA` …"""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def plain(value: object) -> str | int | float:
    """A cell as JSON can hold it: text, number, or a date as ISO text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return value if isinstance(value, str | int | float) else ""


def spread(rows: list[tuple[int, list]], ranges: list) -> None:
    """Write what is merged over several rows into each of them, where they hold anything."""
    by_number = dict(rows)
    for (top, left), (bottom, _right) in ranges:
        first = by_number.get(top + 1)
        if bottom == top or first is None or left >= len(first) or first[left] == "":
            continue
        for number in range(top + 2, min(bottom + 1, rows[-1][0]) + 1):
            values = by_number.get(number)
            if values is not None and left < len(values) and values[left] == "":
                values[left] = first[left]


def read(data: bytes) -> dict:
    """All visible sheets of the workbook in `data`."""
    import python_calamine as calamine

    unread: dict[str, Unread] = {}
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if unpacked_size(archive) > UNPACKED:
                    return {"error": "bomb"}
                unread = unread_cells(archive)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
            return {"error": "damaged"}
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError:
        return {"error": "password"}
    except (calamine.CalamineError, OSError, ValueError):
        return {"error": "damaged"}
    sheets = []
    text = 0
    for meta in workbook.sheets_metadata:
        if meta.visible is not calamine.SheetVisibleEnum.Visible or meta.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(meta.name)
        formulas, failed, hidden = unread.get(meta.name, ([], {}, []))
        before = [""] * (sheet.start[1] if sheet.start else 0)  # rows begin in the first column that is used
        failed_rows = {row for row, _column in failed}
        rows = []
        for number, cells in enumerate(sheet.iter_rows(), 1):
            values = [plain(cell) for cell in [*before, *cells][:COLUMNS]]
            if number in failed_rows:
                values = [failed.get((number, place), value) for place, value in enumerate(values, 1)]
            text += sum(len(value) for value in values if isinstance(value, str))
            if text > TEXT:
                return {"error": "bomb"}
            if any(value.strip() if isinstance(value, str) else True for value in values):
                rows.append((number, values))
            if len(rows) > ROWS:
                return {"error": "rows"}
        spread(rows, sheet.merged_cell_ranges or [])
        kept = {number for number, _values in rows}
        hidden = [number for number in hidden if number in kept]
        sheets.append({"name": meta.name, "rows": rows, "formulas": formulas, "hidden": hidden})
    return {"sheets": sheets}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)

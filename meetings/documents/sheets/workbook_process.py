"""Runs as a process of its own: a workbook on standard input, its cells as JSON on standard output.

A hostile workbook of two cells (`A1` and `XFD1048576`) makes any reader that keeps a grid ask for terabytes and die. Here only this
process dies: memory and processor time are limited before the first byte is read. It imports nothing of the service, so it starts in
some 40 ms. Answers `{"sheets": [{"name", "rows": [[number, [cells]]], "formulas": [[row, column]]}]}` or `{"error": code}`.
"""

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
HEIGHT = 200_000
TEXT = 40_000_000  # characters; one long text that every cell repeats is small in the file
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?f[\s>/]')


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


def formula_cells(archive: zipfile.ZipFile) -> dict[str, list[tuple[int, int]]]:
    """(row, column) from 1 of every formula, by sheet name; readers give values only and leave the reason of an empty cell unknown."""
    try:
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 -- confined
        targets = {item.get("Id"): str(item.get("Target")) for item in relations}
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 -- confined
        found = {}
        for sheet in workbook.iter(f"{MAIN}sheet"):
            target = targets[sheet.get(LINK)].lstrip("/")
            content = archive.read(target if target.startswith("xl/") else f"xl/{target}")
            found[str(sheet.get("name"))] = [(int(row), column(letters.decode())) for letters, row in FORMULA.findall(content)]
    except (KeyError, ElementTree.ParseError):
        return {}
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


def read(data: bytes) -> dict:
    """All visible sheets of the workbook in `data`."""
    import python_calamine as calamine

    formulas: dict[str, list[tuple[int, int]]] = {}
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if unpacked_size(archive) > UNPACKED:
                    return {"error": "bomb"}
                formulas = formula_cells(archive)
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
        if sheet.total_height + 1 > HEIGHT:
            return {"error": "rows"}
        rows = []
        for number, cells in enumerate(sheet.to_python(skip_empty_area=False), 1):
            values = [plain(cell) for cell in cells[:COLUMNS]]
            text += sum(len(value) for value in values if isinstance(value, str))
            if text > TEXT:
                return {"error": "bomb"}
            if any(value not in ("", None) for value in values):
                rows.append((number, values))
        sheets.append({"name": meta.name, "rows": rows, "formulas": formulas.get(meta.name, [])})
    return {"sheets": sheets}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)

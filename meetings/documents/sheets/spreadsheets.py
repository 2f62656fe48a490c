"""Reads what people upload: XLSX, XLS, ODS and CSV bytes become sheets of plain cells.

Judged by content, never by file name. Row numbers are the sheet's own, so that a message can say where to look.
"""

import csv
import io
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from meetings.errors import InvalidInput, TooLarge
from meetings.writing.numbers import group_thousands

Cell = str | int | float

SIZE_LIMIT = 10 * 1024 * 1024
ROW_LIMIT = 20_000  # people; the line of titles above them is not counted
COLUMN_LIMIT = 200
FIELD_LIMIT = 32_767  # as much as a spreadsheet cell holds
DELIMITERS = ";,\t|"
# A large letter with an accent behind a small one, a sign of mathematics inside a word, a comma that is none, a lone Ð: read in the
# wrong encoding.
ODD = re.compile(
    r"(?<=[a-zà-ÿ])[À-ÞŠŽŸŒ]|(?<=[A-Za-z])[¥¢£§¡∂∑∏π∫ªºΩ¬√ƒ≈∆◊†‡·‚„‰ˆ˜¯˘˙˚¸˝˛ˇŒ¦¨¤\ufffd░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨](?=[A-Za-z])"
    r"|(?<=[a-z])[‚„ˆ‡‰\ufffd](?![A-Za-z])|(?<= )[ÐÑÕÔÒÓ](?= )"
)
WINDOWS_FIRST = ("cp1252", "mac_roman", "cp850")
PROCESS = Path(__file__).with_name("workbook_process.py")
TIMEOUT = 40


@dataclass(frozen=True, slots=True)
class Row:
    """`number` as the sheet shows it, from 1; of a CSV the line of the file where the row begins, and it may take several `lines`. `cells`
    from column A."""

    number: int
    cells: list[Cell]
    lines: int = 1

    def cell(self, column: int) -> Cell:
        """The value in a column counted from 0; empty text beyond the last one."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that hold anything, in order; `formulas` holds (row from 1, column from 0) of cells that are computed, `hidden` the numbers of
    rows that the sheet does not show: hidden by hand or by a filter (of XLSX and ODS)."""

    name: str
    rows: list[Row]
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    hidden: frozenset[int] = field(default_factory=frozenset)


def column_letters(column: int) -> str:
    """`A` for 0, `AA` for 26: how a spreadsheet names a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_spreadsheet(data: bytes, most: int = 0, cut_at: Callable[[str], str] | None = None) -> list[Sheet]:
    """All visible sheets that hold something. ``cut_at``: by which sign the cells of a text are kept apart, where its shape does not tell.

    Raises `TooLarge` beyond 10 MB, ``most`` rows (20,000) below the titles or a safe unpacked size; `InvalidInput` for what is no readable spreadsheet."""
    most = most or ROW_LIMIT
    if len(data) > SIZE_LIMIT:
        raise TooLarge(_("Berkas lebih besar dari 10 MB. Simpan ulang hanya lembar daftar peserta, lalu unggah lagi."))
    if not data.strip():
        raise InvalidInput(_("Berkas kosong."))
    packed = data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
    sheets = _read_workbook(data) if packed else [_read_csv(data, most, cut_at or _delimiter)]
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise InvalidInput(_("Berkas tidak berisi data."))
    if sum(len(sheet.rows) for sheet in sheets) > most + 1:
        raise _too_many_rows(most)
    return sheets


def _too_many_rows(most: int) -> TooLarge:
    told = _("Berkas berisi lebih dari %(most)s baris. Bagi menjadi beberapa berkas.", most=group_thousands(most))
    return TooLarge(told)


def _read_workbook(data: bytes) -> list[Sheet]:
    try:
        done = subprocess.run(  # noqa: S603 -- ours
            [sys.executable, "-I", str(PROCESS)],
            input=data,
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InvalidInput(_("Berkas terlalu rumit untuk dibaca. Simpan ulang sebagai XLSX atau CSV.")) from error
    answer = json.loads(done.stdout) if done.returncode == 0 else {"error": "vast" if done.returncode < 0 else "damaged"}
    match answer.get("error"):
        case "bomb":
            raise TooLarge(_("Isi berkas jauh lebih besar daripada ukurannya dan tidak dibuka demi keamanan."))
        case "rows":
            raise _too_many_rows(ROW_LIMIT)
        case "password":
            raise InvalidInput(_("Berkas dikunci dengan kata sandi. Buka kuncinya, simpan, lalu unggah lagi."))
        case "vast":
            raise InvalidInput(
                _(
                    "Lembar ini terlalu luas untuk dibaca, mungkin karena ada sel terisi jauh di kanan bawah. Salin daftarnya ke lembar baru."
                )
            )
        case "damaged":
            raise InvalidInput(_("Berkas ini bukan lembar kerja yang dapat dibaca. Simpan ulang sebagai XLSX, ODS, atau CSV."))
    return _sheets(answer["sheets"])


def dump_sheets(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as bytes to keep; `load_sheets` gives them back in a few milliseconds, without the risks of the file."""
    plain = [
        {
            "name": sheet.name,
            "rows": [[row.number, row.cells, row.lines] for row in sheet.rows],
            "formulas": [[row, column + 1] for row, column in sorted(sheet.formulas)],
            "hidden": sorted(sheet.hidden),
        }
        for sheet in sheets
    ]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def load_sheets(data: bytes) -> list[Sheet]:
    """What `dump_sheets` kept."""
    return _sheets(json.loads(data))


def _sheets(plain: list[dict[str, Any]]) -> list[Sheet]:
    return [
        Sheet(
            sheet["name"],
            [Row(*row) for row in sheet["rows"]],
            frozenset((row, column - 1) for row, column in sheet["formulas"]),
            frozenset(sheet.get("hidden", ())),  # an upload of the version before says nothing of them
        )
        for sheet in plain
    ]


def _read_csv(data: bytes, most: int, cut_at: Callable[[str], str]) -> Sheet:
    text = _decode(data)
    start = text[:200].lstrip().casefold()
    if start.startswith(("<html", "<!doctype", "<table", "<?xml")):
        raise InvalidInput(_("Berkas ini halaman web, bukan lembar kerja. Buka di Excel, simpan sebagai XLSX, lalu unggah lagi."))
    skipped = 0
    first, _newline, rest = text.partition("\n")
    said = first.strip(" \r\n")  # not a tab, which may be what it says
    if said.casefold().startswith("sep=") and len(said) == 5:
        delimiter, text, skipped = said[-1], rest, 1
    else:
        delimiter = cut_at(text)
    csv.field_size_limit(FIELD_LIMIT)
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        before = 0
        for cells in reader:
            # A cell may hold line breaks: the row is where its first line is.
            number, lines, before = before + 1 + skipped, reader.line_num - before, reader.line_num
            if any(cell.strip() for cell in cells):
                rows.append(Row(number, list(cells[:COLUMN_LIMIT]), lines))
            if len(rows) > most + 1:
                raise _too_many_rows(most)
    except csv.Error as error:
        raise InvalidInput(
            _("Baris %(row)s tidak dapat dibaca sebagai CSV.", row=reader.line_num), row=reader.line_num
        ) from error
    return Sheet("CSV", rows)


def _decode(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data[1:40:2].count(0) > 10:
        encodings = ["utf-16-le"]
    elif data[0:40:2].count(0) > 10:
        encodings = ["utf-16-be"]
    else:
        encodings = ["utf-8", *_guessed(data)]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not text.startswith(("%PDF", "GIF8", "Rar!", "{\\rtf", "BEGIN:V")):
            return text
    raise InvalidInput(_("Berkas ini bukan lembar kerja. Yang dapat dibaca: XLSX, XLS, ODS, dan CSV."))


def _guessed(data: bytes) -> list[str]:
    """The encodings of old programs, the likelier first: the one in which fewer letters stand where nobody writes them. Of two that come to
    the same Windows is likelier, lines that end in CR alone are those of an old Mac. The letters of names are the same in both pages of DOS."""
    mac_lines = b"\r" in data and b"\n" not in data
    order = (
        ("mac_roman", "cp1252", "cp850") if mac_lines else ("cp1252", "cp850", "mac_roman") if b"\r" in data else WINDOWS_FIRST
    )
    return sorted(order, key=lambda name: len(ODD.findall(data.decode(name, errors="replace"))))


def _delimiter(text: str) -> str:
    """The sign that cuts the first rows into the most columns, most evenly."""
    lines = [line[:4000] for line in text[:200_000].splitlines()[:40]]

    def worth(delimiter: str) -> tuple[float, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row))
        except csv.Error:  # a quotation mark that is never closed; reading the whole file says in which row
            return (0.0, 0)
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            return (0.0, 0)
        width = max(wide, key=lambda each: (wide[each], each))
        return (wide[width] / widths.total(), width)

    return max(DELIMITERS, key=worth)

"""The cells of one row of an uploaded table, by what they are used for, and what there is to say about them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from meetings.documents.sheets.spreadsheets import Cell, Row
from meetings.domain.participants.columns import Field, Layout
from meetings.domain.participants.findings import Code, Finding, Level
from meetings.writing.names import are_degrees
from meetings.writing.numbers import as_calculated
from meetings.writing.reading import Reading, is_blank, is_name, read_text

CODES = {
    "digits_lost": Code.DIGITS_LOST,
    "not_a_number": Code.NOT_A_NUMBER,
    "wrong_length": Code.WRONG_LENGTH,
    "implausible": Code.IMPLAUSIBLE,
    "ends_in_zeros": Code.ENDS_IN_ZEROS,
    "no_phone": Code.NO_PHONE,
    "no_email": Code.NO_EMAIL,
    "space_removed": Code.SPACE_REMOVED,
}
FAILED = re.compile(
    r"#(?:N/A|N/V|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!)|Err:\d{3}"
)  # as Excel and LibreOffice show them
SUSPECT = ("=", "#", "E")
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # how a CSV keeps the digits of a NIP
MANGLED = re.compile(
    "\ufffd|ï¿½|â€|[ÃÂ][\u00a0-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)  # UTF-8 that was read as something else
NUMBER_BESIDE = re.compile(r"(.*\w\W*?)[\s,;/(]*\bN(?:IP|RP)\b[\s.:]*(\d[\d\s.'-]*)\)?\s*", re.IGNORECASE | re.DOTALL)
SHOWN = 80  # characters of a cell that a message repeats


def is_broken(findings: Sequence[Finding]) -> bool:
    """Whether the row of these findings cannot go in."""
    return any(finding.level is Level.PROBLEM for finding in findings)


def shown_text(cell: Cell) -> str:
    """A cell as one line of text, as a screen shows it."""
    return as_calculated(cell) if isinstance(cell, float) else read_text(cell)


class RowReader:
    """Cells of one row by field, as they are and as text, collecting what there is to say."""

    def __init__(self, row: Row, layout: Layout) -> None:
        self.row, self.layout = row, layout
        self.texts = [read_text(cell) for cell in row.cells]
        self.findings: list[Finding] = []
        self.set_aside: list[str] = []  # further numbers and addresses, kept as notes
        for about, column in layout.columns.items():
            if column < len(self.texts):
                self._judge(about, column)

    @property
    def broken(self) -> bool:
        """Whether the row cannot go in."""
        return is_broken(self.findings)

    def _judge(self, about: Field, column: int) -> None:
        """Empties a cell of a used column that holds no text of anybody's, and says so."""
        text = self.texts[column]
        if text[:1] not in SUSPECT and text.isascii():  # nearly every cell there is
            return
        level = Level.PROBLEM if about is Field.NAME else Level.WARNING
        if kept := KEPT_AS_TEXT.fullmatch(text):
            self._put(column, kept[1])
        elif FAILED.fullmatch(text):
            self.say(Code.CELL_FAILED, level, about)
            self._put(column, "")
        elif text.startswith("="):
            self.say(Code.NAME_FORMULA if about is Field.NAME else Code.CELL_FORMULA, level, about)
            self._put(column, "")
        elif MANGLED.search(text):
            self.say(Code.LETTERS_BROKEN, Level.WARNING, about)

    def _put(self, column: int, text: str) -> None:
        cells = self.row.cells
        self.row, self.texts[column] = replace(self.row, cells=[*cells[:column], text, *cells[column + 1 :]]), text

    def number_beside_name(self) -> str:
        """Takes the number that stands beside or below the name out of its cell; the number where no other cell has one. Says so, and that
        further lines are taken for the same person."""
        cell, number = self.cell(Field.NAME), ""
        if not isinstance(cell, str):
            return ""
        if beside := NUMBER_BESIDE.fullmatch(cell):
            cell = beside[1]
            self._put(self.layout.columns[Field.NAME], cell)
            if number := "" if self.text(Field.NIP) else read_text(beside[2]):
                self.say(Code.NUMBER_BESIDE_NAME, Level.NOTE, Field.NIP, result=number)
        below = [line.strip(" ,") for line in cell.splitlines() if line.strip(" ,")][1:]
        if any(is_name(line) and not are_degrees(line, capitals=False) for line in below):
            self.say(Code.SEVERAL_LINES, Level.WARNING, Field.NAME)
        return number

    def cell(self, wanted: Field) -> Cell:
        column = self.layout.columns.get(wanted)
        return "" if column is None else self.row.cell(column)

    def text(self, wanted: Field) -> str:
        column = self.layout.columns.get(wanted)
        text = self.texts[column] if column is not None and column < len(self.texts) else ""
        return "" if is_blank(text) else text

    def session_names(self) -> str:
        """The cell of the sessions; `1` where Excel keeps it as a number."""
        cell = self.cell(Field.SESSIONS)
        return as_calculated(cell) if isinstance(cell, float) else "\n".join(map(read_text, str(cell).splitlines())).strip(" -–")

    def say(self, code: Code, level: Level, about: Field, result: str = "") -> None:
        value = self.cell(about)
        shown = shown_text(value)
        column = self.layout.columns.get(about)
        self.findings.append(Finding(code, level, about, column, shown[:SHOWN], result))

    def reading(self, about: Field, reading: Reading) -> str:
        """The value of a reading, after saying what it had to say."""
        if reading.problem:
            self.say(CODES[reading.problem], Level.WARNING, about)
        elif reading.rest:
            several = Code.SEVERAL_PHONES if about is Field.PHONE else Code.SEVERAL_EMAILS
            self.say(several if reading.note == "several" else Code.WORDS_SET_ASIDE, Level.NOTE, about, result=reading.rest)
            self.set_aside.append(reading.set_aside("Telepon" if about is Field.PHONE else "Surel"))
        elif reading.note in ("implausible", "ends_in_zeros"):
            self.say(CODES[reading.note], Level.WARNING, about)
        elif reading.note:
            self.say(CODES[reading.note], Level.NOTE, about, result=reading.value)
        return reading.value

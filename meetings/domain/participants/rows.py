"""One row of an uploaded table becomes the details of a participant and what there is to say about it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from meetings.documents.sheets.spreadsheets import Cell, Row, Sheet
from meetings.domain.participants.asides import ENDS, Aside, aside_of, is_likely_a_person
from meetings.domain.participants.columns import Field, Layout
from meetings.domain.participants.details import LIMITS, Details
from meetings.domain.participants.findings import Code, Finding, Level
from meetings.writing.emails import read_email
from meetings.writing.id_numbers import read_id_number
from meetings.writing.names import are_degrees, split_name
from meetings.writing.numbers import as_calculated
from meetings.writing.phones import read_phone
from meetings.writing.reading import Reading, is_blank, is_name, read_text

PLAIN = (Field.POSITION, Field.INSTITUTION, Field.RANK, Field.GRADE, Field.NOTES)
CODES = {
    "digits_lost": Code.DIGITS_LOST,
    "not_a_number": Code.NOT_A_NUMBER,
    "wrong_length": Code.WRONG_LENGTH,
    "implausible": Code.IMPLAUSIBLE,
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


def _broken(findings: Sequence[Finding]) -> bool:
    return any(finding.level is Level.PROBLEM for finding in findings)


@dataclass(slots=True)
class Draft:
    """A row as understood: `number` as in the sheet, `category` still by name."""

    number: int
    details: Details
    category: str = ""
    findings: list[Finding] = field(default_factory=list)
    unsure: str = ""  # the row's text, where it holds a name and nothing else: a person says whether it is somebody
    likely: bool = True  # what is proposed then

    @property
    def broken(self) -> bool:
        """True when the row cannot go in."""
        return _broken(self.findings)


@dataclass(frozen=True, slots=True)
class Section:
    """A row that is no participant, with its text and what it is."""

    number: int
    text: str
    kind: Aside = Aside.SECTION

    def __iter__(self) -> Iterator[Any]:
        """Row, text and kind, as a line of a table."""
        return iter((self.number, self.text, self.kind))


def read_rows(sheet: Sheet, rows: Sequence[Row], layout: Layout, today: date, *, width: int) -> tuple[list[Draft], list[Section]]:
    """Drafts of all rows in order, and the lines between and behind them that are nobody; `today` judges whether a NIP is plausible, `width`
    is the number of cells in the header. A row of nothing but blanks, dashes and `NULL` is nobody."""
    drafts, sections, after_end = [], [], False
    for row in rows:
        whole, joined = _without_stray_commas(row, layout, width)
        reader = _RowReader(whole, layout)
        filled = [text for text in reader.texts if not is_blank(text)]
        formula = (row.number, layout.columns[Field.NAME]) in sheet.formulas
        kind = None if formula or reader.broken else aside_of(reader.texts, layout, after_end=after_end)
        if kind is not None and kind is not Aside.UNSURE:
            sections.append(Section(row.number, " ".join(filled), kind))
            after_end = after_end or kind in ENDS
        elif filled or formula or reader.findings:
            after_end = after_end and kind is Aside.UNSURE
            if joined:
                reader.say(Code.DEGREES_JOINED, Level.NOTE, Field.NAME)
            elif len(row.cells) > width and any(map(read_text, row.cells[width:])):
                reader.say(Code.TOO_WIDE, Level.PROBLEM, Field.NAME, result=str(width))
            draft = _read_row(reader, today, formula=formula)
            if kind is Aside.UNSURE:
                draft.unsure, draft.likely = " ".join(filled), not after_end and is_likely_a_person(filled[-1])
            drafts.append(draft)
    return drafts, sections


def _without_stray_commas(row: Row, layout: Layout, width: int) -> tuple[Row, bool]:
    """A row that commas in degrees have made wider than its header, with name and degrees in one cell again; was it one?"""
    name, more = layout.columns[Field.NAME], len(row.cells) - width
    between = [read_text(cell) for cell in row.cells[name + 1 : name + 1 + more]]
    if more <= 0 or not all(between) or not are_degrees(", ".join(between), capitals=False):
        return row, False
    whole = ", ".join([str(row.cells[name]), *between])
    return Row(row.number, [*row.cells[:name], whole, *row.cells[name + 1 + more :]]), True


def _read_row(reader: "_RowReader", today: date, *, formula: bool) -> Draft:
    number = reader.number_beside_name()
    name = split_name(reader.cell(Field.NAME))
    front = " ".join(filter(None, (reader.text(Field.TITLE_FRONT), name.front)))
    back = ", ".join(filter(None, (name.back, reader.text(Field.TITLE_BACK))))
    if not is_name(name.name) and not reader.broken:
        reader.say(Code.NAME_FORMULA if formula else Code.NAME_MISSING, Level.PROBLEM, Field.NAME)
    plain = {field.value: reader.text(field) for field in PLAIN}
    rank, slash, grade = plain["rank"].partition("/") if not plain["grade"] else (plain["rank"], "", "")
    if slash and "(" not in rank and rank.strip().upper() not in ("I", "II", "III", "IV"):
        plain["rank"], plain["grade"] = rank.strip(), grade.strip()
    nip = reader.reading(Field.NIP, read_id_number(number or reader.cell(Field.NIP), today))
    phone = reader.reading(Field.PHONE, read_phone(reader.cell(Field.PHONE)))
    email = reader.reading(Field.EMAIL, read_email(reader.cell(Field.EMAIL)))
    plain["notes"] = "\n".join(filter(None, (plain["notes"], *reader.set_aside)))
    details = Details(
        name=name.name,
        title_front=front,
        title_back=back,
        nip=nip,
        phone=phone,
        email=email,
        rank=plain["rank"],
        grade=plain["grade"],
        position=plain["position"],
        institution=plain["institution"],
        notes=plain["notes"],
    )
    for field_name, limit in LIMITS.items():
        if len(getattr(details, field_name)) > limit:
            reader.say(Code.TOO_LONG, Level.PROBLEM, Field(field_name), result=str(limit))
    return Draft(reader.row.number, details, reader.text(Field.CATEGORY)[:120], reader.findings)


class _RowReader:
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
        return _broken(self.findings)

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
        self.row, self.texts[column] = Row(self.row.number, [*cells[:column], text, *cells[column + 1 :]]), text

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

    def say(self, code: Code, level: Level, about: Field, result: str = "") -> None:
        value = self.cell(about)
        shown = as_calculated(value) if isinstance(value, float) else read_text(value)
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
        elif reading.note == "implausible":
            self.say(Code.IMPLAUSIBLE, Level.WARNING, about)
        elif reading.note:
            self.say(CODES[reading.note], Level.NOTE, about, result=reading.value)
        return reading.value

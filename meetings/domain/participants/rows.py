"""One row of an uploaded table becomes the details of a participant and what there is to say about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from meetings.documents.sheets.spreadsheets import Row, Sheet
from meetings.domain.participants.asides import (
    ENDS,
    Aside,
    are_numbers,
    aside_of,
    heading_of,
    is_likely_a_person,
    is_number_alone,
    is_total,
    names_a_part,
)
from meetings.domain.participants.cells import SHOWN, RowReader, is_broken
from meetings.domain.participants.columns import Field, Layout
from meetings.domain.participants.decisions import NOTHING, Decision
from meetings.domain.participants.details import LIMITS, Details
from meetings.domain.participants.findings import Code, Finding, Level
from meetings.writing.emails import read_email
from meetings.writing.id_numbers import read_id_number
from meetings.writing.names import are_degrees, split_name
from meetings.writing.phones import read_phone
from meetings.writing.reading import is_blank, is_name, read_text

PLAIN = (Field.POSITION, Field.INSTITUTION, Field.RANK, Field.GRADE, Field.NOTES)
SIGNATURE_GAP = 6  # rows left open for a stamp between an office and the name below it


@dataclass(slots=True)
class Draft:
    """A row as understood: `number` as in the sheet, `category` and `sessions` still by name."""

    number: int
    details: Details
    category: str = ""
    sessions: str = ""  # as named
    findings: list[Finding] = field(default_factory=list)
    unsure: str = ""  # the row's text, where it holds a name and nothing else: a person says whether it is somebody
    likely: bool = True  # what is proposed then
    decision: Decision = NOTHING

    @property
    def broken(self) -> bool:
        """True when the row cannot go in."""
        return is_broken(self.findings)


@dataclass(frozen=True, slots=True)
class Section:
    """A row that is no participant, with its text and what it is."""

    number: int
    text: str
    kind: Aside = Aside.SECTION

    def __iter__(self) -> Iterator[Any]:
        """Row, text and kind, as a line of a table."""
        return iter((self.number, self.text, self.kind))


def read_rows(
    sheet: Sheet,
    rows: Sequence[Row],
    layout: Layout,
    today: date,
    *,
    width: int,
    decided: Mapping[int, Decision] = MappingProxyType({}),
) -> tuple[list[Draft], list[Section]]:
    """Drafts of all rows in order, and the lines between and behind them that are nobody; `today` judges whether a NIP is plausible, `width`
    is the number of cells in the header, `decided` what was said about rows, by number. A row of nothing but blanks, dashes and `NULL` is
    nobody."""
    pile = _Pile(sheet, layout, today, width)
    for row in rows:
        pile.read(row, decided.get(row.number, NOTHING))
    return pile.drafts, pile.sections


class _Pile:
    """The rows read so far: what the next one is depends on those above it."""

    def __init__(self, sheet: Sheet, layout: Layout, today: date, width: int) -> None:
        self.sheet, self.layout, self.today, self.width = sheet, layout, today, width
        self.drafts: list[Draft] = []
        self.sections: list[Section] = []
        self.after_end, self.heading = False, ""

    def read(self, row: Row, decision: Decision) -> None:
        """Puts the row on one of the heaps, or on none."""
        whole, joined = _without_stray_commas(_mended(row, decision, self.width), self.layout, self.width)
        reader = RowReader(whole, self.layout)
        filled = [text for text in reader.texts if not is_blank(text)]
        formula = (row.number, self.layout.columns[Field.NAME]) in self.sheet.formulas and not decision.cells
        kind = None if decision.taken else self._aside(row, whole, reader, filled, formula=formula)
        if kind is not None and kind is not Aside.UNSURE:
            text = " ".join(filled or filter(None, map(read_text, whole.cells)))
            self._put_aside(Section(row.number, text, kind), filled)
        elif filled or formula or reader.findings:
            self.after_end = self.after_end and kind is Aside.UNSURE
            if joined:
                reader.say(Code.DEGREES_JOINED, Level.NOTE, Field.NAME)
            elif len(whole.cells) > self.width and any(map(read_text, whole.cells[self.width :])):
                reader.say(Code.TOO_WIDE, Level.PROBLEM, Field.NAME, result=str(self.width))
            draft = _read_row(reader, self.today, self.layout.sections, self.heading, formula=formula)
            draft.decision = decision
            if kind is Aside.UNSURE:
                draft.unsure, draft.likely = " ".join(filled), not self.after_end and is_likely_a_person(filled[-1])
            self.drafts.append(draft)

    def _aside(self, row: Row, whole: Row, reader: RowReader, filled: Sequence[str], *, formula: bool) -> Aside | None:
        doubtful = formula or reader.broken
        if doubtful and is_total([read_text(cell) for cell in whole.cells]) or (formula and are_numbers(filled)):
            return Aside.TOTAL
        if filled and not doubtful and is_number_alone(filled):
            return Aside.NUMBER if self._belongs_to_the_row_above(row, filled[0]) else Aside.SIGN_OFF
        kind = None if doubtful else aside_of(reader.texts, self.layout, after_end=self.after_end)
        if kind is Aside.UNSURE and not self.after_end and self.layout.sections and names_a_part(filled[-1]):
            return Aside.SECTION
        hidden = row.number in self.sheet.hidden and filled and kind in (None, Aside.UNSURE)
        return Aside.HIDDEN if hidden else kind

    def _put_aside(self, section: Section, filled: Sequence[str]) -> None:
        """Below a signature without «Mengetahui» stands a NIP: what was taken for names above it is its office and who signs."""
        if section.kind is Aside.SIGN_OFF and is_number_alone(filled) and not self.after_end:
            at = section.number
            while self.drafts and self.drafts[-1].unsure and at - self.drafts[-1].number <= SIGNATURE_GAP:
                signed = self.drafts.pop()
                at = signed.number
                self.sections.append(Section(at, signed.unsure, Aside.SIGN_OFF))
            self.sections.sort(key=lambda each: each.number)
        elif section.kind is Aside.SECTION:
            self.heading = heading_of(filled[-1])
        self.sections.append(section)
        self.after_end = self.after_end or section.kind in ENDS

    def _belongs_to_the_row_above(self, row: Row, text: str) -> bool:
        """A name above its number, each in a row: the number is that person's, who has more than a name or stands in a list of names."""
        above = self.drafts[-1] if self.drafts and not self.after_end else None
        if above is None or above.unsure or above.details.nip or above.number + 1 != row.number:
            return False
        reading = read_id_number(text, self.today)
        if not reading.value:
            return False
        above.details = replace(above.details, nip=reading.value)
        column = self.layout.columns.get(Field.NIP, self.layout.columns[Field.NAME])
        above.findings.append(Finding(Code.NUMBER_BESIDE_NAME, Level.NOTE, Field.NIP, column, text[:SHOWN], reading.value))
        return True


def _mended(row: Row, decision: Decision, width: int) -> Row:
    """The row with the cells that somebody wrote anew; of one that was wider than its header they saw what the columns hold."""
    if not decision.cells:
        return row
    cells = [*row.cells[:width], *[""] * (max(decision.cells, default=0) + 1 - len(row.cells))]
    for column, text in decision.cells.items():
        if column < len(cells):
            cells[column] = text
    return replace(row, cells=cells)


def _without_stray_commas(row: Row, layout: Layout, width: int) -> tuple[Row, bool]:
    """A row that commas in degrees have made wider than its header, with name and degrees in one cell again; was it one?"""
    name, more = layout.columns[Field.NAME], len(row.cells) - width
    between = [read_text(cell) for cell in row.cells[name + 1 : name + 1 + more]]
    if more <= 0 or not all(between) or not are_degrees(", ".join(between), capitals=False):
        return row, False
    whole = ", ".join([str(row.cells[name]), *between])
    return replace(row, cells=[*row.cells[:name], whole, *row.cells[name + 1 + more :]]), True


def _read_row(reader: RowReader, today: date, sections: Field | None, heading: str, *, formula: bool) -> Draft:
    number = reader.number_beside_name()
    name = split_name(reader.cell(Field.NAME))
    front = " ".join(filter(None, (reader.text(Field.TITLE_FRONT), name.front)))
    back = ", ".join(filter(None, (name.back, reader.text(Field.TITLE_BACK))))
    if not is_name(name.name) and not reader.broken:
        reader.say(Code.NAME_FORMULA if formula else Code.NAME_MISSING, Level.PROBLEM, Field.NAME)
    plain = {field.value: reader.text(field) for field in PLAIN}
    category = reader.text(Field.CATEGORY)
    if heading and sections is Field.INSTITUTION and not plain["institution"]:
        plain["institution"] = heading
        reader.say(Code.FROM_SECTION, Level.NOTE, Field.INSTITUTION, result=heading)
    elif heading and sections is Field.CATEGORY and not category:
        category = heading
        reader.say(Code.FROM_SECTION, Level.NOTE, Field.CATEGORY, result=heading)
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
    return Draft(reader.row.number, details, category[:120], reader.session_names(), reader.findings)

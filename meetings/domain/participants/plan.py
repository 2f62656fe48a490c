"""What an import would do, row by row, before anybody says yes."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from meetings import clock
from meetings.documents.sheets.spreadsheets import Sheet
from meetings.domain.participants.categories import category_ids
from meetings.domain.participants.columns import Field, Layout, table_of
from meetings.domain.participants.details import Details, Institutions, institutions_of, name_key
from meetings.domain.participants.findings import Code, Finding, Level
from meetings.domain.participants.rows import Draft, Section, read_rows
from meetings.extensions import db
from meetings.models import Meeting, Participant, standing
from meetings.writing.names import sort_key
from meetings.writing.reading import joined_notes

FEW = 500  # rows that are looked up one by one; for more the whole list is read at once
# Fields that a later list may correct; what it leaves empty stays.
CORRECTABLE = (
    "title_front",
    "name",
    "title_back",
    "nip",
    "rank",
    "grade",
    "position",
    "institution",
    "phone",
    "email",
    "notes",
)


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    SAME = "same"  # on the list already, nothing differs
    DIFFERS = "differs"  # on the list already, something differs
    DOUBLE = "double"  # the same person stands further up in the file
    BROKEN = "broken"


@dataclass(slots=True)
class PlannedRow:
    """A draft with its fate; `existing` is the row of the participant that it matches, `changes` what the file says differently."""

    draft: Draft
    fate: Fate
    existing: Mapping[str, Any] | None = None
    changes: dict[str, str] | None = None


@dataclass(slots=True)
class Plan:
    """The whole import. `skipped` are the rows that are nobody, `empty` counts empty rows between the first and the last one."""

    layout: Layout
    rows: list[PlannedRow]
    skipped: list[Section]
    empty: int

    def of(self, *fates: Fate) -> list[PlannedRow]:
        """Rows of these fates, in the file's order."""
        return [row for row in self.rows if row.fate in fates]

    @property
    def unsure(self) -> list[PlannedRow]:
        """New ones whose row holds a name and nothing else: a person says of each whether it is somebody."""
        return [row for row in self.of(Fate.NEW) if row.draft.unsure]

    def people(self, chosen: Collection[int] | None) -> list[PlannedRow]:
        """The new ones that go in: of the unsure rows those with a number in `chosen`, or (None) those that are proposed."""
        return [row for row in self.of(Fate.NEW) if not row.draft.unsure or _is_taken(row.draft, chosen)]

    @property
    def counts(self) -> Counter[Fate]:
        """How many rows of each fate."""
        return Counter(row.fate for row in self.rows)

    def findings(self, *levels: Level) -> list[tuple[int, Finding]]:
        """(row number, finding) of these levels, in the file's order."""
        return [(row.draft.number, each) for row in self.rows for each in row.draft.findings if each.level in levels]


def _is_taken(draft: Draft, chosen: Collection[int] | None) -> bool:
    return draft.likely if chosen is None else draft.number in chosen


@dataclass(slots=True)
class Reading:
    """What the file says, before anybody looked at the list."""

    layout: Layout
    drafts: list[Draft]
    sections: list[Section]
    empty: int


def read_table(meeting: Meeting, sheets: Sequence[Sheet], layout: Layout, at: datetime) -> Reading:
    """Read the table's rows. This takes most of an import's time and asks the database nothing."""
    sheet, header, rows = table_of(sheets, layout)
    today: date = clock.local(at, meeting.timezone).date()
    drafts, sections = read_rows(sheet, rows, layout, today, width=len(header.cells))
    last, first = (rows[-1].number, header.number or rows[0].number - 1) if rows else (0, 0)
    empty = last - first - len(drafts) - len(sections)
    return Reading(layout, drafts, sections, empty)


def make_plan(meeting: Meeting, reading: Reading) -> Plan:
    """Compare the rows with one another and with the list: four statements, however many rows."""
    return compare(reading, institutions_of(meeting), _listed(meeting.id, reading.drafts), category_ids(meeting.id))


def compare(
    reading: Reading, institutions: Institutions, listed: Iterable[Mapping[str, Any]], categories: Mapping[str, str]
) -> Plan:
    """The plan for rows of a file, out of the meeting's people (rows with id, status, category_id and `CORRECTABLE`) and its
    categories' ids by casefolded name. Asks nobody anything."""
    for draft in reading.drafts:
        _place(draft, institutions, reading.layout)
    known, seen = _Known(listed), _Known([])
    planned = []
    for draft in reading.drafts:
        row = _judge(draft, seen, known, categories)
        if row.fate is not Fate.BROKEN:
            seen.add(_as_row(draft))
        planned.append(row)
    return Plan(reading.layout, planned, reading.sections, reading.empty)


def _place(draft: Draft, institutions: Institutions, layout: Layout) -> None:
    """Ties the institution to the tree; there an abbreviation gives way to the official name, said in a note."""
    typed = draft.details.institution
    found = institutions.find(typed) if typed else None
    if found is None:
        return
    official = institutions.official[found]
    draft.details = replace(draft.details, organisation_id=found)
    if official != typed and "." in typed and len(official) <= 300:
        draft.details = replace(draft.details, institution=official)
        column = layout.columns.get(Field.INSTITUTION)
        draft.findings.append(Finding(Code.INSTITUTION_MATCHED, Level.NOTE, Field.INSTITUTION, column, typed, official))


def _judge(draft: Draft, seen: "_Known", known: "_Known", categories: Mapping[str, str]) -> PlannedRow:
    if draft.broken:
        return PlannedRow(draft, Fate.BROKEN)
    if twin := seen.match(draft.details):
        by_number = bool(draft.details.nip) and twin["nip"] == draft.details.nip
        code = Code.DOUBLE_NIP if by_number else Code.DOUBLE_NAME
        about = Field.NIP if by_number else Field.NAME
        draft.findings.append(Finding(code, Level.WARNING, about, value=draft.details.full_name, other_row=twin["number"]))
        return PlannedRow(draft, Fate.DOUBLE)
    existing = known.match(draft.details)
    if existing is None:
        return PlannedRow(draft, Fate.NEW)
    if existing["status"] in standing.GONE.statuses:
        draft.findings.append(Finding(Code.WITHDRAWN, Level.WARNING, Field.NAME, value=draft.details.full_name))
        return PlannedRow(draft, Fate.SAME, existing)
    changes = {key: getattr(draft.details, key) for key in CORRECTABLE}
    changes = {key: value for key, value in changes.items() if value and value != existing[key]}
    if "notes" in changes and existing["notes"]:  # what the committee has noted is no column of a list: it stays
        joined = joined_notes(existing["notes"], changes.pop("notes"))
        changes |= {"notes": joined} if joined != existing["notes"] else {}
    if draft.category and categories.get(draft.category.casefold(), "") != existing["category_id"]:
        changes["category"] = draft.category
    return PlannedRow(draft, Fate.DIFFERS if changes else Fate.SAME, existing, changes)


class _Known:
    """People by NIP and by name and institution. Two of one name with different NIPs are two people."""

    def __init__(self, people: Iterable[Mapping[str, Any]]) -> None:
        self.by_nip: dict[str, Mapping[str, Any]] = {}
        self.by_name: dict[str, list[Mapping[str, Any]]] = {}
        for person in people:
            self.add(person)

    def add(self, person: Mapping[str, Any]) -> None:
        if person["nip"]:
            self.by_nip.setdefault(person["nip"], person)
        self.by_name.setdefault(name_key(person["name"], person["institution"]), []).append(person)

    def match(self, details: Details) -> Mapping[str, Any] | None:
        if details.nip and details.nip in self.by_nip:
            return self.by_nip[details.nip]
        for person in self.by_name.get(name_key(details.name, details.institution), ()):
            if not (details.nip and person["nip"]):
                return person
        return None


def _listed(meeting_id: str, drafts: Sequence[Draft]) -> list[Mapping[str, Any]]:
    """The people on the list whom a row may mean, by NIP or by name; of a long file everybody."""
    wanted = ("id", "status", "category_id", "identity_key", *CORRECTABLE)
    statement = sa.select(*(getattr(Participant, key) for key in wanted)).where(Participant.meeting_id == meeting_id)
    if len(drafts) <= FEW:
        numbers = {draft.details.nip for draft in drafts} - {""}
        names = {sort_key(draft.details.name)[:300] for draft in drafts}
        statement = statement.where(sa.or_(Participant.nip.in_(numbers), Participant.sort_name.in_(names)))
    return [dict(row) for row in db.session.execute(statement.order_by(Participant.id)).mappings()]


def _as_row(draft: Draft) -> dict[str, Any]:
    details = draft.details
    return {
        "number": draft.number,
        "nip": details.nip,
        "name": details.name,
        "institution": details.institution,
    }

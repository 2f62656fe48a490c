"""What an import would do, row by row, before anybody says yes."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from meetings import clock
from meetings.documents.sheets.spreadsheets import Sheet
from meetings.domain.agenda import list_sessions
from meetings.domain.participants.categories import DEFAULTS, category_ids
from meetings.domain.participants.columns import Field, Layout, table_of
from meetings.domain.participants.decisions import Decision
from meetings.domain.participants.details import Institutions, institutions_of
from meetings.domain.participants.findings import Code, Finding, Level
from meetings.domain.participants.judging import CORRECTABLE, Fate, Judge, PlannedRow
from meetings.domain.participants.known import Known, Person
from meetings.domain.participants.rows import Draft, Section, read_rows
from meetings.domain.participants.session_names import read_session_names
from meetings.domain.participants.sessions import ALL, limited_sessions
from meetings.enums import Verdict
from meetings.extensions import db
from meetings.models import Meeting, Participant, standing
from meetings.writing.names import sort_key

FEW = 500  # rows that are looked up one by one; for more the whole list is read at once
USUAL = frozenset(name.casefold() for name, _colour, _order in DEFAULTS)  # categories that need no question
NONE: Mapping[Any, Any] = MappingProxyType({})


@dataclass(slots=True)
class Plan:
    """The whole import. `skipped` are the rows that are nobody, `empty` counts empty rows between the first and the last one, `unknown` how
    many rows name a category that the meeting does not have and of which nobody has said what it is, `answered` of which somebody has."""

    layout: Layout
    rows: list[PlannedRow]
    skipped: list[Section]
    empty: int
    unknown: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)

    def of(self, *fates: Fate) -> list[PlannedRow]:
        """Rows of these fates, in the file's order."""
        return [row for row in self.rows if row.fate in fates]

    @property
    def people(self) -> list[PlannedRow]:
        """The new ones that go in, as proposed or decided."""
        return [row for row in self.rows if row.goes_in]

    @property
    def counts(self) -> Counter[Fate]:
        """How many rows of each fate."""
        return Counter(row.fate for row in self.rows)

    @property
    def meant(self) -> set[str]:
        """Ids of the participants whom some row means, or may mean."""
        found = {row.existing["id"] for row in self.rows if row.existing}
        return found | {each["id"] for row in self.rows for each in row.candidates if "id" in each}

    def findings(self, *levels: Level) -> list[tuple[int, Finding]]:
        """(row number, finding) of these levels, in the file's order."""
        return [(row.draft.number, each) for row in self.rows for each in row.draft.findings if each.level in levels]


@dataclass(slots=True)
class Reading:
    """What the file says, before anybody looked at the list."""

    layout: Layout
    drafts: list[Draft]
    sections: list[Section]
    empty: int


def read_table(
    meeting: Meeting, sheets: Sequence[Sheet], layout: Layout, at: datetime, decided: Mapping[int, Decision] = NONE
) -> Reading:
    """Read the table's rows, with what was decided about them, as of the meeting's day."""
    return read_on(clock.local(at, meeting.timezone).date(), sheets, layout, decided)


def read_on(today: date, sheets: Sequence[Sheet], layout: Layout, decided: Mapping[int, Decision] = NONE) -> Reading:
    """Read the table's rows. This takes most of an import's time and asks the database nothing. ``today`` judges whether a NIP is plausible."""
    sheet, header, rows = table_of(sheets, layout)
    drafts, sections = read_rows(sheet, rows, layout, today, width=len(header.cells), decided=decided)
    between = pairwise([header, *rows] if header.number else rows)
    gaps = sum(after.number - before.number - before.lines for before, after in between)
    return Reading(layout, drafts, sections, gaps + len(rows) - len(drafts) - len(sections))


def make_plan(meeting: Meeting, reading: Reading, answers: Mapping[str, str | None] = NONE) -> Plan:
    """Compare the rows with one another and with the list: four statements, however many rows; with a column of sessions six.
    ``answers``: as in `compare`."""
    named = Field.SESSIONS in reading.layout.columns
    sessions = [(each.id, each.title) for each in list_sessions(meeting, with_items=False)] if named else []
    called = limited_sessions(meeting.id) if named else {}
    listed, categories = _listed(meeting.id, reading.drafts), category_ids(meeting.id)
    return compare(reading, institutions_of(meeting), listed, categories, answers, sessions, called)


def compare(
    reading: Reading,
    institutions: Institutions,
    listed: Iterable[Person],
    categories: Mapping[str, str],
    answers: Mapping[str, str | None] = NONE,
    sessions: Sequence[tuple[str, str]] = (),
    called: Mapping[str, Collection[str]] = NONE,
) -> Plan:
    """The plan for rows of a file, out of the meeting's people (rows with id, status, category_id and `CORRECTABLE`) and its
    categories' ids by casefolded name; ``answers``: what names of categories in the file, casefolded, stand for (empty: for none, None: for
    themselves); (id, title) of its `sessions` in time order, and by participant the ids of those that they are `called` to, where not to all. Asks nobody anything. In whatever order the rows stand, each means the same person."""
    unknown: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    chosen: dict[int, list[str] | None] = {}
    for draft in reading.drafts:
        _place(draft, institutions, reading.layout)
        chosen[draft.number] = _sessions_of(draft, sessions, reading.layout)
        if draft.category.casefold() in answers:
            answered[draft.category] += 1
        answer = answers.get(draft.category.casefold())
        draft.category = draft.category if answer is None else answer
        if (key := draft.category.casefold()) and key not in categories and key not in USUAL and key not in answers:
            unknown[draft.category] += draft.decision.verdict is not Verdict.SKIP
    judge = Judge(Known(listed), categories, reading.drafts)
    # Of two rows for one person the one with a NIP goes in, wherever it stands.
    order = sorted(enumerate(reading.drafts), key=lambda each: (_is_last_resort(each[1]), not each[1].details.nip))
    planned = {place: _called(judge.row(draft), chosen[draft.number], sessions, called) for place, draft in order}
    return Plan(
        reading.layout, [planned[place] for place in sorted(planned)], reading.sections, reading.empty, +unknown, answered
    )


def _called(
    row: PlannedRow, chosen: list[str] | None, sessions: Sequence[tuple[str, str]], called: Mapping[str, Collection[str]]
) -> PlannedRow:
    """The row with the sessions that it names (none in it: all), if they are others than those that its person is called to by now: then it
    differs. Whoever changes category is called where the row says, not where the new category is."""
    if chosen is None:
        return row
    row.called = _in_words(chosen, sessions)
    if row.existing and row.existing["status"] not in standing.GONE.statuses:
        before = called.get(row.existing["id"])
        if before is None if not chosen else before is not None and set(before) == set(chosen):
            row.sessions = chosen if "category" in (row.changes or {}) else None
            return row
        row.moved = (_in_words(before, sessions), row.called)
        row.fate = Fate.DIFFERS if row.fate is Fate.SAME else row.fate
    row.sessions = chosen
    return row


def _in_words(ids: Collection[str] | None, sessions: Sequence[tuple[str, str]]) -> str:
    """Titles in time order; None and none of a row: all."""
    return ", ".join(title for session_id, title in sessions if session_id in ids) if ids else ALL


def _sessions_of(draft: Draft, sessions: Sequence[tuple[str, str]], layout: Layout) -> list[str] | None:
    """The sessions that a row names, none for all of them; None where it names none. One that the meeting does not have keeps the row out:
    nobody is to be called to more than the list says."""
    if not draft.sessions:
        return None
    ids, unknown = read_session_names(draft.sessions, sessions)
    if unknown:
        column = layout.columns.get(Field.SESSIONS)
        draft.findings.append(Finding(Code.NO_SESSION, Level.PROBLEM, Field.SESSIONS, column, unknown[:80], str(len(sessions))))
    return None if unknown else ids or []


def _is_last_resort(draft: Draft) -> bool:
    """Whoever is said to be another one leaves number and name to those whom nobody had to ask about."""
    return draft.decision.verdict is Verdict.NEW


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


def _listed(meeting_id: str, drafts: Sequence[Draft]) -> list[Person]:
    """The people on the list whom a row may mean, by NIP, name, phone or address, or by what was decided; of a long file everybody."""
    wanted = ("id", "status", "category_id", "identity_key", *CORRECTABLE)
    statement = sa.select(*(getattr(Participant, key) for key in wanted)).where(Participant.meeting_id == meeting_id)
    if len(drafts) <= FEW:
        means: dict[Any, set[str]] = {
            Participant.nip: {draft.details.nip for draft in drafts},
            Participant.sort_name: {sort_key(draft.details.name)[:300] for draft in drafts},
            Participant.phone: {draft.details.phone for draft in drafts},
            Participant.email: {draft.details.email for draft in drafts},
            Participant.id: {draft.decision.match for draft in drafts},
        }
        statement = statement.where(sa.or_(*(column.in_(values - {""}) for column, values in means.items())))
    return [dict(row) for row in db.session.execute(statement.order_by(Participant.id)).mappings()]

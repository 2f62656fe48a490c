"""What the page of an import shows: all rows, the gravest first, by kind of what was found, each with what may be said of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from meetings.blueprints.participants import messages
from meetings.documents.sheets.spreadsheets import Row, column_letters
from meetings.domain.participants.asides import Aside
from meetings.domain.participants.cells import shown_text
from meetings.domain.participants.columns import Field
from meetings.domain.participants.deciding import Said, fingerprint
from meetings.domain.participants.decisions import NOTHING, ROW, Decision
from meetings.domain.participants.findings import Code, Finding, Level
from meetings.domain.participants.judging import CORRECTABLE, Fate, PlannedRow, may_say
from meetings.domain.participants.plan import Plan
from meetings.domain.participants.rows import Section
from meetings.domain.participants.sessions import ALL
from meetings.enums import Verdict
from meetings.writing.id_numbers import show_number
from meetings.writing.phones import show_phone

MISSING = "missing"
LEVELS = {level: rank for rank, level in enumerate(Level)}
FATES = {
    Fate.BROKEN: "danger",
    Fate.DOUBTFUL: "warning",
    Fate.DIFFERS: "info",
    Fate.DOUBLE: "warning",
    Fate.NEW: "success",
    Fate.SAME: "neutral",
    Fate.SKIPPED: "neutral",
}
Item = PlannedRow | Section


@dataclass(slots=True)
class Shown:
    """A row on the page: `values` as they would be kept, `inputs` the cells that can be written anew (column, label, text), `choices` what may be
    said of it (value, text), `changes` what the file says differently (label, before, after)."""

    number: int
    state: str
    tone: str
    given: str
    seen: str
    chosen: str
    choices: list[tuple[str, str]] = field(default_factory=list)
    person: Any = None
    category: str = ""
    findings: list[tuple[Level, str, str]] = field(default_factory=list)
    inputs: list[tuple[int, str, str]] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    called: str = ""
    said: Said | None = None


def kinds_of(plan: Plan) -> list[tuple[str, str, int, str]]:
    """What the rows can be narrowed to: (value, label, how many, tone), what is gravest first."""
    fates, asides = plan.counts, Counter(each.kind for each in plan.skipped)
    codes = Counter(code for row in plan.rows for code in {each.code for each in row.draft.findings})
    grave = {each.code: each.level for row in plan.rows for each in row.draft.findings}
    tones = {Level.PROBLEM: "danger", Level.QUESTION: "warning", Level.WARNING: "warning", Level.NOTE: "neutral"}
    found = [(code.value, messages.kind(code), count, tones[grave[code]]) for code, count in codes.items()]
    ranks = {code.value: LEVELS[level] for code, level in grave.items()}
    found.sort(key=lambda each: (ranks[each[0]], -each[2]))
    states = [(fate.value, messages.fate(fate), fates[fate], tone) for fate, tone in FATES.items() if fates[fate]]
    return [*states, *found, *((kind.value, _(kind.label), asides[kind], "neutral") for kind in Aside if asides[kind])]


def narrowed(plan: Plan, kind: str) -> list[Item]:
    """The rows of one of `kinds_of` ("": all), those first that somebody has to look at."""
    rows: list[Item] = list(plan.rows)
    if kind in list(Fate):
        rows = list(plan.of(Fate(kind)))
    elif kind in list(Code):
        rows = [row for row in plan.rows if any(each.code == kind for each in row.draft.findings)]
    elif kind in list(Aside):
        rows = []
    asides = [each for each in plan.skipped if kind in ("", each.kind)]
    return sorted([*rows, *asides], key=_rank)


def _rank(item: Item) -> tuple[int, int]:
    if isinstance(item, Section):
        return (1 if item.kind is Aside.HIDDEN else 9, item.number)
    if item.fate in (Fate.BROKEN, Fate.DOUBTFUL):
        return (0, item.draft.number)
    levels = [LEVELS[each.level] for each in item.draft.findings]
    return (min([*levels, 7 if item.fate is Fate.DIFFERS else 8]) * (item.fate is not Fate.SKIPPED) or 8, item.draft.number)


def number_of(item: Item) -> int:
    """The row's number in its sheet."""
    return item.number if isinstance(item, Section) else item.draft.number


def sayable(item: Item) -> tuple[Verdict, ...]:
    """What may be said of it."""
    return (Verdict.PROPOSED, Verdict.TAKE) if isinstance(item, Section) else may_say(item)


def shown(
    item: Item, given: Row, columns: Mapping[Field, int], said: Said | None, names: Mapping[str, str], *, opened: bool
) -> Shown:
    """A row for the page; ``given``: as the file has it, ``names``: of the meeting's categories by id, ``opened``: all its cells can be
    written anew, not only those of which there is something to say."""
    decision = said.decision if said else NOTHING
    chosen = f"{decision.verdict}:{decision.match}" if decision.match else decision.verdict.value
    text = " · ".join(filter(None, map(shown_text, given.cells)))
    row = Shown(number_of(item), "", "neutral", text, fingerprint(decision), chosen, said=said)
    if isinstance(item, Section):
        row.state, row.choices = _(item.kind.label), [(each.value, messages.verdict(each, None)) for each in sayable(item)]
        return row
    draft = item.draft
    row.state = messages.fate(item.fate) if item.fate is not Fate.NEW or item.goes_in else _("Tidak dipilih")
    row.tone, row.choices, row.changes = FATES[item.fate], _choices(item), _changes(item, names)
    row.person, row.category, row.called = draft.details, draft.category, item.called and called_words(item.called)
    row.findings = [(each.level, messages.place(each), messages.sentence(each)) for each in draft.findings]
    wanted = {_column(each, columns) for each in draft.findings if each.level is not Level.NOTE} | set(decision.cells)
    row.inputs = [
        (column, f"{_(about.label)} ({column_letters(column)})", decision.cells.get(column, shown_text(given.cell(column))))
        for about, column in columns.items()
        if opened or column in wanted
    ]
    return row


def _column(finding: Finding, columns: Mapping[Field, int]) -> int | None:
    """Where what was found may be mended; a NIP of somebody else may be a slip."""
    return columns.get(Field.NIP) if finding.field is Field.NIP else finding.column


def _choices(row: PlannedRow) -> list[tuple[str, str]]:
    found = []
    for each in may_say(row):
        if each is not Verdict.SAME:
            found.append((each.value, messages.verdict(each, row.fate)))
            continue
        matches = {_match_of(person): person for person in row.candidates}
        if row.draft.decision.match and row.draft.decision.match not in matches:
            matches[row.draft.decision.match] = row.existing or {}
        found += [(f"{each}:{match}", messages.same(person)) for match, person in matches.items()]
    return found


def _match_of(person: Mapping[str, Any]) -> str:
    return person["id"] if "id" in person else f"{ROW}{person['number']}"


def _changes(row: PlannedRow, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    if row.existing is None:
        return []
    before = {key: row.existing[key] for key in CORRECTABLE} | {"category": names.get(row.existing["category_id"] or "", "")}
    show = {"nip": show_number, "phone": show_phone}
    moved = [(_(Field.SESSIONS.label), *map(called_words, row.moved))] if row.moved else []
    return [
        (_(Field(key).label), *(show.get(key, str)(text) if text else "–" for text in (before[key], after)))
        for key, after in (row.changes or {}).items()
    ] + moved


def called_words(titles: str) -> str:
    """To which sessions, as a screen says it."""
    return _("Semua sesi") if titles == ALL else titles


def read_choice(text: str, cells: Mapping[int, str]) -> Decision:
    """A decision as the form sends it: `take`, `same:…`."""
    verdict, _colon, match = text.partition(":")
    return Decision(cells, Verdict(verdict) if verdict in list(Verdict) else Verdict.PROPOSED, match)

"""What people say about an uploaded list before it is brought in: kept at once, row by row, and never over somebody else's word unseen."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.participants.categories import category_names
from meetings.domain.participants.decisions import Decision
from meetings.enums import Verdict
from meetings.errors import Conflict, InvalidInput, Overtaken
from meetings.extensions import db
from meetings.models import ImportDecision, ParticipantImport
from meetings.models.base import hold
from meetings.passcode import new_id

CELL_LIMIT = 1000  # characters of a mended cell
CREATE = "+"  # an answer: the category is new
BLOCK = 500


@dataclass(frozen=True, slots=True)
class Said:
    """A row's decision with who said it, and when (aware UTC)."""

    decision: Decision
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says of one row: `decision`, in whose cells those that were mended before are again (a text as it stands in the file takes
    a mending back), and `seen`: the row's `fingerprint` on the page that they had before them."""

    seen: str
    decision: Decision


class SaidBefore(Overtaken):
    """Somebody else said something of these ``rows`` meanwhile; nothing was kept."""

    def __init__(self, rows: Collection[int]) -> None:
        """Names the rows."""
        numbers = ", ".join(map(str, sorted(rows)))
        super().__init__(
            _(
                "Baris %(rows)s baru saja diubah orang lain. Isian Anda belum disimpan; bandingkan, lalu simpan lagi.",
                rows=numbers,
            )
        )
        self.rows = frozenset(rows)


def decisions_of(staged: ParticipantImport, sheet: str) -> dict[int, Said]:
    """By row number, what was said about the rows of a sheet: one statement."""
    wanted = (ImportDecision.row_number, ImportDecision.cells, ImportDecision.verdict, ImportDecision.match)
    who = (ImportDecision.decided_by, ImportDecision.decided_at)
    statement = sa.select(*wanted, *who).where(ImportDecision.import_id == staged.id, ImportDecision.sheet == sheet[:300])
    return {
        row.row_number: Said(
            Decision({int(column): text for column, text in row.cells.items()}, row.verdict, row.match),
            row.decided_by,
            row.decided_at,
        )
        for row in db.session.execute(statement)
    }


def fingerprint(decision: Decision) -> str:
    """The same for the same decision: what a page shows goes back with it."""
    content = [sorted(decision.cells.items()), decision.verdict.value, decision.match]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def say(
    staged: ParticipantImport,
    sheet: str,
    words: Mapping[int, Word],
    given: Mapping[int, Mapping[int, str]],
    by: str,
    at: datetime,
) -> int:
    """Keep what somebody says of rows; returns of how many it was anything new. ``given``: the cells of these rows as the file has them.
    Raises `SaidBefore` where somebody else has meanwhile said something else of one of them, `InvalidInput` for a text that is too long,
    `Conflict` when the list is in already."""
    _begin(staged)
    before = decisions_of(staged, sheet)
    new: dict[int, Decision] = {}
    overtaken = []
    for number, word in words.items():
        if any(len(text) > CELL_LIMIT for text in word.decision.cells.values()):
            raise InvalidInput(_("Baris %(row)s: isi sel paling banyak %(n)s huruf.", row=number, n=CELL_LIMIT), row=number)
        known = before[number].decision if number in before else Decision()
        mine = _without_what_is_given(word.decision, given.get(number, {}))
        if fingerprint(mine) in (word.seen, fingerprint(known)):
            continue
        if word.seen != fingerprint(known):
            overtaken.append(number)
        new[number] = mine
    if overtaken:
        raise SaidBefore(overtaken)
    _keep(staged, sheet, new, before, by, at)
    return len(new)


def _without_what_is_given(decision: Decision, given: Mapping[int, str]) -> Decision:
    cells = {column: text for column, text in decision.cells.items() if text != given.get(column, "")}
    return Decision(cells, decision.verdict, decision.match[:40] if decision.verdict is Verdict.SAME else "")


def say_of_all(staged: ParticipantImport, sheet: str, numbers: Collection[int], verdict: Verdict, by: str, at: datetime) -> int:
    """Keep one verdict for many rows, their mended cells untouched; returns of how many it was new. Raises `Conflict` when the list is in."""
    _begin(staged)
    before = decisions_of(staged, sheet)
    known = {number: before[number].decision if number in before else Decision() for number in numbers}
    new = {number: Decision(each.cells, verdict) for number, each in known.items() if (each.verdict, each.match) != (verdict, "")}
    _keep(staged, sheet, new, before, by, at)
    return len(new)


def remembered_categories(meeting_id: str) -> dict[str, str]:
    """What was said of names of categories in the lists that are in, by casefolded name: a category's id, or "" for none. Not of names that
    the meeting's categories bear by now."""
    names = category_names(meeting_id)
    taken = {name.casefold() for name in names.values()}
    statement = sa.select(ParticipantImport.categories).where(
        ParticipantImport.meeting_id == meeting_id, ParticipantImport.imported_at.is_not(None)
    )
    found: dict[str, str] = {}
    for answers in db.session.scalars(statement.order_by(ParticipantImport.imported_at, ParticipantImport.id)):
        found |= answers
    return {key: answer for key, answer in found.items() if key not in taken and (answer == "" or answer in names)}


def answer_categories(staged: ParticipantImport, answers: Mapping[str, str], by: str) -> None:
    """Keep what categories of the file stand for, by name as the file writes it: a category's id, ``CREATE``, or "" for none. Raises `InvalidInput` for
    anything else, `Conflict` when the list is in."""
    _begin(staged)
    offered = category_names(staged.meeting_id)
    for name, answer in answers.items():
        if answer not in ("", CREATE) and answer not in offered:
            raise InvalidInput(_("Pilih kategori untuk “%(name)s”.", name=name), field="categories")
    staged.categories = {**staged.categories, **{name.casefold(): answer for name, answer in answers.items()}}
    note_change(staged, by)


def answers_of(staged: ParticipantImport) -> dict[str, str | None]:
    """What names of categories in the file stand for, as names (None: for themselves); of one that is gone meanwhile nobody has said anything. See `plan.compare`."""
    if not staged.categories:
        return {}
    names = category_names(staged.meeting_id)
    kept = {key: answer for key, answer in staged.categories.items() if answer in ("", CREATE) or answer in names}
    return {key: None if answer == CREATE else names.get(answer, "") for key, answer in kept.items()}


def note_change(staged: ParticipantImport, by: str) -> None:
    """Whoever has an older page before them is told before they bring the list in."""
    staged.version += 1
    staged.changed_by = by[:300]
    db.session.flush()


def _begin(staged: ParticipantImport) -> None:
    """One after the other."""
    hold(staged)
    if staged.imported_at:
        raise Conflict(_("Berkas ini sudah diimpor."))


def _keep(
    staged: ParticipantImport, sheet: str, new: Mapping[int, Decision], before: Mapping[int, Said], by: str, at: datetime
) -> None:
    if not new:
        return
    numbers = sorted(number for number in new if number in before)
    for start in range(0, len(numbers), BLOCK):
        block = ImportDecision.row_number.in_(numbers[start : start + BLOCK])
        db.session.execute(
            sa.delete(ImportDecision).where(ImportDecision.import_id == staged.id, ImportDecision.sheet == sheet[:300], block)
        )
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "import_id": staged.id,
            "sheet": sheet[:300],
            "row_number": number,
            "cells": {str(column): text for column, text in decision.cells.items()},
            "verdict": decision.verdict,
            "match": decision.match,
            "decided_by": by[:300],
            "decided_at": at,
        }
        for number, decision in new.items()
    ]
    db.session.execute(sa.insert(ImportDecision), rows)
    note_change(staged, by)

"""What became of each row of an uploaded list, beside the row as it was given; it goes with the file."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from flask_babel import gettext as _

from meetings.documents.sheets.spreadsheets import Row, load_sheets
from meetings.domain.participants.asides import Aside
from meetings.domain.participants.columns import Field, Layout, table_of
from meetings.domain.participants.findings import Code, Finding, Level
from meetings.domain.participants.judging import Fate, PlannedRow
from meetings.domain.participants.plan import Plan
from meetings.enums import N_, Labelled
from meetings.errors import Conflict
from meetings.models import ParticipantImport
from meetings.storage import storage


class Outcome(Labelled):
    """What became of a row that may be a person."""

    ADDED = "added", N_("Masuk sebagai peserta baru")
    CHANGED = "changed", N_("Sudah ada; datanya diperbarui")
    SAME = "same", N_("Sudah ada, tidak diubah")
    KEPT = "kept", N_("Sudah ada; perbedaannya tidak dipakai")
    DOUBLE = "double", N_("Tidak masuk: tertulis dua kali")
    DOUBTFUL = "doubtful", N_("Tidak masuk: belum diputuskan siapa orangnya")
    SKIPPED = "skipped", N_("Tidak masuk: dilewati panitia")
    BROKEN = "broken", N_("Tidak masuk: ada yang harus diperbaiki")
    LEFT_OUT = "left_out", N_("Tidak masuk: sebagian isinya tidak terbaca")
    NOBODY = "nobody", N_("Tidak masuk: hanya nama, tidak dipilih")
    OVERTAKEN = "overtaken", N_("Tidak masuk: baru saja dimasukkan orang lain")


FATES = {
    Fate.SAME: Outcome.SAME,
    Fate.DIFFERS: Outcome.KEPT,
    Fate.DOUBLE: Outcome.DOUBLE,
    Fate.DOUBTFUL: Outcome.DOUBTFUL,
    Fate.SKIPPED: Outcome.SKIPPED,
    Fate.BROKEN: Outcome.BROKEN,
}


class Reported(NamedTuple):
    """A row as given, `outcome` what became of it, `findings` what there was to say."""

    row: Row
    outcome: Outcome | Aside | None
    findings: list[Finding]


def outcome_of(row: PlannedRow, *, chosen: bool, added: bool, corrected: bool) -> Outcome:
    """``chosen``: it was to go in; ``added``: it did; ``corrected``: what the list said gave way to it."""
    if row.fate is not Fate.NEW:
        return Outcome.CHANGED if corrected else FATES[row.fate]
    if chosen:
        return Outcome.ADDED if added else Outcome.OVERTAKEN
    return Outcome.LEFT_OUT if row.goes_in else Outcome.NOBODY


def store_report(import_id: str, plan: Plan, chosen: Collection[int], added: Collection[int], corrected: Collection[int]) -> str:
    """Keep what became of each row of an upload, given the numbers of those that were to go in, that did, and that corrected somebody; returns the
    storage's key."""
    rows = {}
    for row in plan.rows:
        number = row.draft.number
        outcome = outcome_of(row, chosen=number in chosen, added=number in added, corrected=number in corrected)
        rows[number] = [outcome.value, [_as_json(each) for each in row.draft.findings]]
    content = {"import": import_id, "rows": rows, "asides": {each.number: each.kind.value for each in plan.skipped}}
    return storage.put("imports", json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def report_of(staged: ParticipantImport) -> tuple[Row, Iterator[Reported]]:
    """The titles, and every row below them as the file gave it with what became of it. Raises `Conflict` when file and report have been
    cleared away."""
    if not staged.report_key or not staged.file_key or not storage.exists(staged.report_key):
        raise Conflict(_("Berkas ini sudah dihapus dari peladen; rincian per baris tidak dapat diunduh lagi."))
    kept = json.loads(storage.get(staged.report_key))
    _sheet, header, rows = table_of(load_sheets(storage.get(staged.file_key)), Layout.from_json(staged.choices))
    return header, _reported(rows, kept)


def _reported(rows: Sequence[Row], kept: Mapping[str, Any]) -> Iterator[Reported]:
    for row in rows:
        number = str(row.number)
        outcome, findings = kept["rows"].get(number, (None, ()))
        aside = kept["asides"].get(number)
        said = Outcome(outcome) if outcome else Aside(aside) if aside else None
        yield Reported(row, said, [_from_json(each) for each in findings])


def _as_json(finding: Finding) -> dict[str, Any]:
    return {key: value for key, value in asdict(finding).items() if value not in (None, "")}


def _from_json(entry: Mapping[str, Any]) -> Finding:
    about = Field(entry["field"]) if "field" in entry else None
    return Finding(**{**entry, "code": Code(entry["code"]), "level": Level(entry["level"]), "field": about})

"""An uploaded list on its way: staged, laid out, planned, brought in at once or not at all."""

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from meetings.documents.sheets.spreadsheets import Sheet, dump_sheets, load_sheets, read_spreadsheet
from meetings.domain.audit import Action, Actor, record, record_many
from meetings.domain.meetings import Activity, require, touch_roster
from meetings.domain.participants.asides import NAMING, Aside
from meetings.domain.participants.categories import category_names, ensure_categories
from meetings.domain.participants.columns import Field, Layout, find_layout, suggest_columns, table_of
from meetings.domain.participants.details import NAMES, Details, changed_columns, columns_of, details_of
from meetings.domain.participants.findings import Level
from meetings.domain.participants.members import PERSONAL, told_changes
from meetings.domain.participants.plan import Fate, Plan, PlannedRow, make_plan, read_table
from meetings.domain.participants.rows import Draft, Section
from meetings.domain.passes import issue_passes
from meetings.enums import ParticipantSource, ParticipantStatus
from meetings.errors import Conflict, InvalidInput, Overtaken
from meetings.extensions import db
from meetings.models import Meeting, Participant, ParticipantImport
from meetings.models.base import change_rows, insert_new
from meetings.passcode import new_id
from meetings.storage import storage

KEPT_FINDINGS = 2000
NUMBERS = re.compile(r"\d[\d .-]{6,}\d")  # a NIP or a phone below a signature is not kept
FILE_LIFE = timedelta(days=2)  # an upload holds personal data: it goes when it is no longer needed


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """`update_existing`: correct people already on the list; `with_warnings`: take rows whose NIP, phone or address could not be
    read, without it; `category_id`: for rows that name no category; `people`: which rows that hold a name and nothing else are somebody
    (None: as proposed)."""

    update_existing: bool = False
    with_warnings: bool = True
    category_id: str | None = None
    people: Collection[int] | None = None


def stage_import(meeting: Meeting, file_name: str, data: bytes, user_id: str | None, at: datetime) -> ParticipantImport:
    """Keep the cells of an upload and propose where its table lies. Raises what `read_spreadsheet` raises."""
    require(meeting, Activity.PARTICIPANTS)
    sheets = read_spreadsheet(data)
    layout = find_layout(sheets)
    staged = ParticipantImport(
        meeting_id=meeting.id,
        user_id=user_id,
        file_name=file_name[-300:],
        file_key=storage.put("imports", dump_sheets(sheets)),
        choices=layout.as_json() if layout else {},
        result={},
        created_at=at,
    )
    db.session.add(staged)
    db.session.flush()
    return staged


def read_staged(staged: ParticipantImport) -> list[Sheet]:
    """The upload's sheets. Raises `Conflict` when the file has been cleared away."""
    if not staged.file_key or not storage.exists(staged.file_key):
        raise Conflict(_("Berkas ini sudah dihapus dari peladen. Unggah lagi."))
    return load_sheets(storage.get(staged.file_key))


def layout_of(staged: ParticipantImport) -> Layout | None:
    """Where the table lies, as proposed or chosen; None while nobody has said which column holds the names."""
    return Layout.from_json(staged.choices) if Field.NAME in staged.choices.get("columns", ()) else None


def place_of(staged: ParticipantImport, sheets: Sequence[Sheet]) -> Layout:
    """Where to look for the table, with the columns known so far; at first the top of the first sheet."""
    first = sheets[0]
    return Layout.from_json(staged.choices) if staged.choices else Layout(first.name, first.rows[0].number, {})


def choose_place(staged: ParticipantImport, sheets: Sequence[Sheet], sheet: str, header_row: int) -> None:
    """Keep where a person says the column titles are; what they mean is suggested anew. Raises `InvalidInput` for a place that is
    not in the file."""
    _sheet, header, _rows = table_of(sheets, Layout(sheet, header_row, {}))
    staged.choices = Layout(sheet, header_row, suggest_columns(header)).as_json()
    db.session.flush()


def choose_layout(staged: ParticipantImport, sheets: Sequence[Sheet], layout: Layout) -> None:
    """Keep a person's choice. Raises `InvalidInput` for a place that is not in the file, no name column, or one column used twice."""
    table_of(sheets, layout)
    if Field.NAME not in layout.columns:
        raise InvalidInput(_("Tentukan kolom yang berisi nama."), field="name")
    if len(set(layout.columns.values())) != len(layout.columns):
        raise InvalidInput(_("Satu kolom dipakai untuk dua isian. Pilih kolom yang berbeda."), field="columns")
    staged.choices = layout.as_json()
    db.session.flush()


def run_import(staged: ParticipantImport, options: ImportOptions, actor: Actor, at: datetime) -> dict[str, Any]:
    """Bring all chosen rows in, or none; returns and keeps counts and findings.

    The plan is made anew, so what changed since the preview counts. Raises `Conflict` when this upload was imported before or somebody
    else put in one of its people at the same moment, `InvalidInput` without a layout."""
    meeting = staged.meeting
    require(meeting, Activity.PARTICIPANTS)
    layout = layout_of(staged)
    if layout is None:
        raise InvalidInput(_("Tentukan dahulu kolom yang berisi nama."))
    reading = read_table(meeting, read_staged(staged), layout, at)  # before anything is locked: the door goes on writing
    _claim(staged, at)
    plan = make_plan(meeting, reading)
    people = plan.people(options.people)
    chosen = [row for row in people if options.with_warnings or not _has_warning(row)]
    corrected = plan.of(Fate.DIFFERS) if options.update_existing else []
    categories = ensure_categories(meeting, [row.draft.category for row in (*chosen, *corrected)])
    added = _insert(meeting, chosen, categories, options, at)
    try:
        with db.session.begin_nested():
            _correct(meeting, corrected, categories, actor, at)
    except IntegrityError as error:
        raise Overtaken(_("Sebagian peserta baru saja berubah. Periksa ulang, lalu impor lagi.")) from error
    issue_passes(meeting.id, added, at)
    if added or corrected:
        touch_roster(meeting.id)
    doubted = [row.draft for row in plan.unsure if row not in people]
    result = _result(plan, doubted, added=len(added), corrected=len(corrected), left_out=len(people) - len(added))
    staged.result = result
    record(
        actor,
        Action.PARTICIPANTS_IMPORTED,
        at=at,
        meeting=meeting,
        target=staged,
        target_name=staged.file_name,
        count=len(added),
        corrected=len(corrected),
    )
    db.session.flush()
    return result


def discard_import(staged: ParticipantImport) -> None:
    """Forget an upload that was not imported, and its file, unless another upload has the same content."""
    key = staged.file_key
    db.session.delete(staged)
    db.session.flush()
    if key and not db.session.scalar(sa.select(sa.exists().where(ParticipantImport.file_key == key))):
        storage.delete(key)


def clear_uploads(at: datetime) -> int:
    """Remove the files of finished and forgotten imports; returns how many. Safe to run twice and on two machines."""
    done = sa.or_(ParticipantImport.imported_at.is_not(None), ParticipantImport.created_at < at - FILE_LIFE)
    needed = sa.select(ParticipantImport.file_key).where(~done)
    statement = sa.select(ParticipantImport).where(done, ParticipantImport.file_key != "")
    cleared = db.session.scalars(statement.where(ParticipantImport.file_key.not_in(needed)).limit(500)).all()
    for staged in cleared:
        storage.delete(staged.file_key)
        staged.file_key = ""
    db.session.flush()
    return len(cleared)


def _claim(staged: ParticipantImport, at: datetime) -> None:
    """One conditional UPDATE: of two clicks exactly one goes on."""
    claimed = change_rows(
        sa.update(ParticipantImport)
        .where(ParticipantImport.id == staged.id, ParticipantImport.imported_at.is_(None))
        .values(imported_at=at)
    )
    if not claimed:
        raise Conflict(_("Berkas ini sudah diimpor."))


def _has_warning(row: PlannedRow) -> bool:
    return any(finding.level is Level.WARNING for finding in row.draft.findings)


def _insert(
    meeting: Meeting,
    rows: Sequence[PlannedRow],
    categories: dict[str, str],
    options: ImportOptions,
    at: datetime,
) -> list[str]:
    """Ids of the participants that went in; those whom somebody else put in meanwhile are left as they are."""
    values = []
    for row in rows:
        category = categories.get(row.draft.category.casefold()) if row.draft.category else options.category_id
        values.append(
            columns_of(row.draft.details)
            | {
                "category_id": category,
                "id": new_id(),
                "meeting_id": meeting.id,
                "status": ParticipantStatus.INVITED,
                "source": ParticipantSource.IMPORT,
                "limited": False,
                "answer_note": "",
                "created_at": at,
                "updated_at": at,
            }
        )
    if not values:
        return []
    # Asking afterwards what went in is quicker than RETURNING, which makes one statement with thousands of parameters.
    db.session.execute(insert_new(Participant), values)
    stored = set(db.session.scalars(sa.select(Participant.id).where(Participant.meeting_id == meeting.id)))
    return [row["id"] for row in values if row["id"] in stored]


def _correct(meeting: Meeting, rows: Sequence[PlannedRow], categories: dict[str, str], actor: Actor, at: datetime) -> None:
    names = category_names(meeting.id)
    for start in range(0, len(rows), 500):
        block = {row.existing["id"]: row for row in rows[start : start + 500] if row.existing}
        columns = (Participant.id, *(getattr(Participant, name) for name in NAMES))
        stored = sa.select(*columns).where(Participant.meeting_id == meeting.id, Participant.id.in_(block))
        updates: list[dict[str, Any]] = []
        entries: list[tuple[str, str, dict[str, Any]]] = []
        for person in db.session.execute(stored):
            before = details_of(person)
            details = _corrected(before, block[person.id], categories)
            changes, values = changed_columns(before, details)
            if changes:
                updates.append({"id": person.id, "updated_at": at} | values)
                entries.append((person.id, details.full_name, {"changes": told_changes(changes, names)}))
        if updates:
            db.session.execute(sa.update(Participant), updates)
        record_many(actor, Action.PARTICIPANT_CHANGED, entries, at=at, meeting=meeting, target=Participant)


def _corrected(before: Details, row: PlannedRow, categories: dict[str, str]) -> Details:
    changes: dict[str, Any] = dict(row.changes or {})
    if category := changes.pop("category", None):
        changes["category_id"] = categories[category.casefold()]
    if "institution" in changes:
        changes["organisation_id"] = row.draft.details.organisation_id
    if "position" in changes or "institution" in changes:
        changes["protocol_order"] = None
    return replace(before, **changes)


def _result(plan: Plan, doubted: Sequence[Draft], **counts: int) -> dict[str, Any]:
    """Counts and findings as JSON. Values of personal fields stay out: the result is kept longer than the file."""
    found = []
    for number, finding in plan.findings(*Level)[:KEPT_FINDINGS]:
        entry = {key: value for key, value in asdict(finding).items() if value not in (None, "")}
        if finding.field is not None and finding.field.value in PERSONAL and finding.other_row is None:
            entry.pop("value", None)
            entry.pop("result", None)
        found.append({"row": number} | entry)
    return {
        **counts,
        "same": plan.counts[Fate.SAME] + plan.counts[Fate.DIFFERS] - counts["corrected"],
        "double": plan.counts[Fate.DOUBLE],
        "broken": plan.counts[Fate.BROKEN],
        "sections": [[each.number, _kept_of(each), each.kind.value] for each in _left_aside(plan, doubted)],
        "empty": plan.empty,
        "findings": found,
    }


def _kept_of(section: Section) -> str:
    """What the result keeps of a row that is nobody: not who signed the list, and nobody's name that was not chosen."""
    return "" if section.kind in NAMING else NUMBERS.sub("…", section.text)


def _left_aside(plan: Plan, doubted: Sequence[Draft]) -> list[Section]:
    """The rows that are nobody, and those that nobody took for somebody, in the file's order."""
    unsure = [Section(draft.number, draft.unsure, Aside.UNSURE) for draft in doubted]
    return sorted([*plan.skipped, *unsure], key=lambda each: each.number)

"""Bringing an uploaded list in: all chosen rows at once, or none."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from meetings.domain.audit import Action, Actor, record, record_many
from meetings.domain.meetings import Activity, require, touch_roster
from meetings.domain.participants.asides import NAMING, Aside
from meetings.domain.participants.categories import category_names, ensure_categories
from meetings.domain.participants.deciding import answers_of
from meetings.domain.participants.details import NAMES, Details, changed_columns, columns_of, details_of
from meetings.domain.participants.findings import Level
from meetings.domain.participants.following import ADDRESSED, CORRECTED
from meetings.domain.participants.imports import layout_of, read_decided, read_staged
from meetings.domain.participants.judging import Fate, PlannedRow
from meetings.domain.participants.members import PERSONAL, told_changes
from meetings.domain.participants.plan import Plan, make_plan
from meetings.domain.participants.reports import store_report
from meetings.domain.participants.rows import Draft, Section
from meetings.domain.participants.sessions import call_each, follow_categories
from meetings.domain.passes import issue_passes
from meetings.enums import ParticipantSource, ParticipantStatus
from meetings.errors import Conflict, InvalidInput, Overtaken
from meetings.extensions import db
from meetings.models import Meeting, Participant, ParticipantImport
from meetings.models.base import change_rows, insert_new
from meetings.passcode import new_id

KEPT_FINDINGS = 2000
NUMBERS = re.compile(r"\d[\d .-]{6,}\d")  # a NIP or a phone below a signature is not kept


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """`update_existing`: correct everybody already on the list, not only those of whom a person said so; `with_warnings`: take rows whose
    NIP, phone or address could not be read, without it; `category_id`: for rows that name no category; `seen`: the upload's version on the
    page that was confirmed (None: none was)."""

    update_existing: bool = False
    with_warnings: bool = True
    category_id: str | None = None
    seen: int | None = None


def run_import(staged: ParticipantImport, options: ImportOptions, actor: Actor, at: datetime) -> dict[str, Any]:
    """Bring all chosen rows in, or none; returns and keeps counts and findings.

    The plan is made anew, so what changed in the list since the preview counts. Raises `Conflict` when this upload was imported before or
    somebody else put in one of its people at the same moment, `Overtaken` when somebody has decided something since it was `seen`,
    `InvalidInput` without a layout, or while nobody has said what a category of the file is."""
    meeting = staged.meeting
    require(meeting, Activity.PARTICIPANTS)
    layout = layout_of(staged)
    if layout is None:
        raise InvalidInput(_("Tentukan dahulu kolom yang berisi nama."))
    version = staged.version
    reading = read_decided(staged, read_staged(staged), layout, at)  # before anything is locked: the door goes on writing
    _claim(staged, options.seen or version, at)
    plan = make_plan(meeting, reading, answers_of(staged))
    if plan.unknown:
        names = ", ".join(plan.unknown)
        raise InvalidInput(_("Tentukan dahulu kategori yang belum dikenal: %(names)s.", names=names), field="categories")
    people = plan.people
    chosen = [row for row in people if options.with_warnings or not row.has_warning]
    corrected = [row for row in plan.of(Fate.DIFFERS) if options.update_existing or row.corrects]
    categories = ensure_categories(meeting, [row.draft.category for row in (*chosen, *corrected)])
    added = _insert(meeting, chosen, categories, options, at)
    try:
        with db.session.begin_nested():
            _correct(meeting, corrected, categories, actor, at)
    except IntegrityError as error:
        raise Overtaken(_("Sebagian peserta baru saja berubah. Periksa ulang, lalu impor lagi.")) from error
    _call(meeting, {**added, **{row.existing["id"]: row for row in corrected if row.existing}}, at)
    issue_passes(meeting.id, list(added), at)
    if added or corrected:
        touch_roster(meeting.id)
    numbers = {row.draft.number for row in added.values()}
    staged.report_key = store_report(
        staged.id, plan, {row.draft.number for row in chosen}, numbers, {row.draft.number for row in corrected}
    )
    nobody = [row.draft for row in plan.of(Fate.NEW) if not row.goes_in]
    result = _result(plan, nobody, added=len(added), corrected=len(corrected), left_out=len(people) - len(added))
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


def _claim(staged: ParticipantImport, version: int, at: datetime) -> None:
    """One conditional UPDATE: of two clicks exactly one goes on, and only with what was on the page."""
    waiting = ParticipantImport.id == staged.id, ParticipantImport.imported_at.is_(None)
    if change_rows(sa.update(ParticipantImport).where(*waiting, ParticipantImport.version == version).values(imported_at=at)):
        return
    db.session.refresh(staged)
    if staged.imported_at:
        raise Conflict(_("Berkas ini sudah diimpor."))
    raise Overtaken(_("%(name)s baru saja mengubah isi impor ini. Periksa lagi, lalu impor.", name=staged.changed_by or "–"))


def _insert(
    meeting: Meeting,
    rows: Sequence[PlannedRow],
    categories: dict[str, str],
    options: ImportOptions,
    at: datetime,
) -> dict[str, PlannedRow]:
    """Rows by the ids of the participants that went in; those whom somebody else put in meanwhile are left as they are."""
    values, went = [], {}
    for row in rows:
        category = categories.get(row.draft.category.casefold()) if row.draft.category else options.category_id
        columns = columns_of(row.draft.details)
        if row.apart and not row.draft.details.nip:
            columns["identity_key"] = f"{columns['identity_key'][:680]}#{new_id()}"
        went[key := new_id()] = row
        values.append(
            columns
            | {
                "category_id": category,
                "id": key,
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
        return {}
    # Asking afterwards what went in is quicker than RETURNING, which makes one statement with thousands of parameters.
    db.session.execute(insert_new(Participant), values)
    stored = set(db.session.scalars(sa.select(Participant.id).where(Participant.meeting_id == meeting.id)))
    return {key: row for key, row in went.items() if key in stored}


def _call(meeting: Meeting, rows: Mapping[str, PlannedRow], at: datetime) -> None:
    """The people of these rows, by their ids, are called where the row says, else where their category is."""
    call_each({participant_id: row.sessions for participant_id, row in rows.items() if row.sessions is not None}, at)
    follow_categories(meeting.id, at, Participant.updated_at == at)


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
            told = told_changes(changes, names)
            if moved := block[person.id].moved:
                told["sessions"] = list(moved)
            if told:
                updates.append({"id": person.id, "updated_at": at} | values)
                entries.append((person.id, details.full_name, {"changes": told}))
        if updates:
            db.session.execute(sa.update(Participant), updates)
        record_many(actor, Action.PARTICIPANT_CHANGED, entries, at=at, meeting=meeting, target=Participant)
        renamed = [person_id for person_id, _name, told in entries if ADDRESSED & told["changes"].keys()]
        for follow in CORRECTED if renamed else ():
            follow(renamed, at)


def _corrected(before: Details, row: PlannedRow, categories: dict[str, str]) -> Details:
    changes: dict[str, Any] = dict(row.changes or {})
    if category := changes.pop("category", None):
        changes["category_id"] = categories[category.casefold()]
    if "institution" in changes:
        changes["organisation_id"] = row.draft.details.organisation_id
    if "position" in changes or "institution" in changes:
        changes["protocol_order"] = None
    return replace(before, **changes)


def _result(plan: Plan, nobody: Sequence[Draft], **counts: int) -> dict[str, Any]:
    """Counts and findings as JSON. Values of personal fields stay out: the result is kept longer than the file."""
    found = []
    for number, finding in plan.findings(*Level)[:KEPT_FINDINGS]:
        entry = {key: value for key, value in asdict(finding).items() if value not in (None, "")}
        personal = finding.field is not None and finding.field.value in PERSONAL and finding.other_row is None
        if personal or finding.level is Level.QUESTION:  # whom nobody chose is not named either
            entry.pop("value", None)
            entry.pop("result", None)
        found.append({"row": number} | entry)
    return {
        **counts,
        "same": plan.counts[Fate.SAME] + plan.counts[Fate.DIFFERS] - counts["corrected"],
        "double": plan.counts[Fate.DOUBLE],
        "broken": plan.counts[Fate.BROKEN],
        "doubtful": plan.counts[Fate.DOUBTFUL],
        "skipped": plan.counts[Fate.SKIPPED],
        "sections": [[each.number, _kept_of(each), each.kind.value] for each in _left_aside(plan, nobody)],
        "empty": plan.empty,
        "findings": found,
    }


def _kept_of(section: Section) -> str:
    """What the result keeps of a row that is nobody: not who signed the list, and nobody's name that was not chosen."""
    return "" if section.kind in NAMING else NUMBERS.sub("…", section.text)


def _left_aside(plan: Plan, nobody: Sequence[Draft]) -> list[Section]:
    """The rows that are nobody, and those that nobody took for somebody, in the file's order."""
    left = [Section(each.number, each.unsure, Aside.UNSURE) for each in nobody]
    return sorted([*plan.skipped, *left], key=lambda each: each.number)

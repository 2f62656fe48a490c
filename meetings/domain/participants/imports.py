"""An uploaded list on its way: staged, laid out, planned, forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.documents.sheets.spreadsheets import Sheet, dump_sheets, load_sheets, read_spreadsheet
from meetings.domain.meetings import Activity, require
from meetings.domain.participants.columns import Field, Layout, find_layout, proposed_sections, suggest_columns, table_of
from meetings.domain.participants.deciding import answers_of, decisions_of, note_change, remembered_categories
from meetings.domain.participants.plan import Plan, Reading, make_plan, read_table
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db, once_committed
from meetings.models import ImportDecision, Meeting, ParticipantImport, User
from meetings.storage import storage

FILE_LIFE = timedelta(days=2)  # an upload holds personal data: it goes when it is no longer needed
WAITING_SHOWN = 20


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
        categories=remembered_categories(meeting.id),
        result={"rows": len(table_of(sheets, layout)[2]) if layout else sum(len(sheet.rows) for sheet in sheets)},
        created_at=at,
    )
    db.session.add(staged)
    db.session.flush()
    return staged


@dataclass(frozen=True, slots=True)
class Waiting:
    """An upload that nobody has brought in or discarded: ``by`` whom, ``changed_by`` who decided something last, ``rows`` of its table."""

    id: str
    file_name: str
    by: str
    changed_by: str
    at: datetime
    rows: int | None


def waiting_imports(meeting_id: str) -> list[Waiting]:
    """The uploads of a meeting on their way, the newest first, whoever began them: one statement."""
    statement = (
        sa.select(ParticipantImport, User.name)
        .outerjoin(User, User.id == ParticipantImport.user_id)
        .where(
            ParticipantImport.meeting_id == meeting_id, ParticipantImport.imported_at.is_(None), ParticipantImport.file_key != ""
        )
        .order_by(ParticipantImport.created_at.desc(), ParticipantImport.id)
        .limit(WAITING_SHOWN)
    )
    return [
        Waiting(row.id, row.file_name, name or "", row.changed_by, row.created_at, row.result.get("rows"))
        for row, name in db.session.execute(statement)
    ]


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


def choose_place(staged: ParticipantImport, sheets: Sequence[Sheet], sheet: str, header_row: int, by: str = "") -> None:
    """Keep where a person (``by``) says the column titles are; what they mean is suggested anew. Raises `InvalidInput` for a place that is
    not in the file."""
    _sheet, header, _rows = table_of(sheets, Layout(sheet, header_row, {}))
    columns = suggest_columns(header)
    staged.choices = Layout(sheet, header_row, columns, proposed_sections(columns)).as_json()
    note_change(staged, by)


def choose_layout(staged: ParticipantImport, sheets: Sequence[Sheet], layout: Layout, by: str = "") -> None:
    """Keep a person's choice. Raises `InvalidInput` for a place that is not in the file, no name column, or one column used twice."""
    table_of(sheets, layout)
    if Field.NAME not in layout.columns:
        raise InvalidInput(_("Tentukan kolom yang berisi nama."), field="name")
    if len(set(layout.columns.values())) != len(layout.columns):
        raise InvalidInput(_("Satu kolom dipakai untuk dua isian. Pilih kolom yang berbeda."), field="columns")
    staged.choices = layout.as_json()
    note_change(staged, by)


def read_decided(staged: ParticipantImport, sheets: Sequence[Sheet], layout: Layout, at: datetime) -> Reading:
    """The table's rows with what was decided about them."""
    decided = {number: said.decision for number, said in decisions_of(staged, layout.sheet).items()}
    return read_table(staged.meeting, sheets, layout, at, decided)


def plan_import(staged: ParticipantImport, sheets: Sequence[Sheet], layout: Layout, at: datetime) -> Plan:
    """What bringing it in would do now."""
    return make_plan(staged.meeting, read_decided(staged, sheets, layout, at), answers_of(staged))


def discard_import(staged: ParticipantImport) -> None:
    """Forget an upload that was not imported, and its file, unless another upload has the same content."""
    key = staged.file_key
    db.session.delete(staged)
    db.session.flush()
    if key and not db.session.scalar(sa.select(sa.exists().where(ParticipantImport.file_key == key))):
        once_committed(partial(storage.delete, key))


def clear_uploads(at: datetime) -> int:
    """Remove the files of finished and forgotten imports with what was decided about their rows, some time after: until then it can be read
    what became of each row. Returns how many. Safe to run twice and on two machines."""
    last = sa.func.coalesce(ParticipantImport.imported_at, ParticipantImport.created_at)
    done = last < at - FILE_LIFE
    needed = sa.select(ParticipantImport.file_key).where(~done)
    statement = sa.select(ParticipantImport).where(done, ParticipantImport.file_key != "")
    cleared = db.session.scalars(statement.where(ParticipantImport.file_key.not_in(needed)).limit(500)).all()
    for staged in cleared:
        for key in filter(None, (staged.file_key, staged.report_key)):
            once_committed(partial(storage.delete, key))
        staged.file_key = staged.report_key = ""
    ids = [staged.id for staged in cleared]
    db.session.execute(sa.delete(ImportDecision).where(ImportDecision.import_id.in_(ids)))
    db.session.flush()
    return len(cleared)

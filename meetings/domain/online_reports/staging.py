"""An uploaded report on its way: kept, explained, its names told apart, forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from meetings.documents.sheets.online_reports import Column, Order, Reading, Report, open_report, read_report
from meetings.documents.sheets.spreadsheets import Sheet, dump_sheets, load_sheets
from meetings.domain.meetings import Activity, require
from meetings.domain.online_points.rooms import joins_from_afar
from meetings.domain.online_reports.directory import directory_of
from meetings.domain.online_reports.plan import NOBODY, Plan, Terms, make_plan
from meetings.domain.participants.imports import FILE_LIFE
from meetings.errors import Conflict, InvalidInput, WrongState
from meetings.extensions import db, once_committed
from meetings.models import Meeting, OnlineReport, Session, User
from meetings.models.base import hold
from meetings.storage import storage
from meetings.writing import zones

SHOWN = 20
BEFORE = timedelta(hours=6)  # a meeting's hours without a date are those from this long before its session on
LONGEST = 24 * 60


@dataclass(frozen=True, slots=True)
class Explained:
    """What a person says of the file as a whole; ``arrived``: since when they were there, of a file that tells no hour; ``header``: the row
    of the titles and ``columns`` their meaning, of a file that nobody knows."""

    session: Session
    zone: str
    least: int = 0
    order: Order | None = None
    arrived: datetime | None = None
    header: int = 0
    columns: Mapping[Column, int] | None = None


def stage_report(
    session: Session, file_name: str, data: bytes, explained: Explained, user_id: str | None, at: datetime
) -> OnlineReport:
    """Keep the cells of an uploaded report. Raises what `open_report` raises, `WrongState` while attendance cannot be recorded."""
    require(session.meeting, Activity.RECORD)
    if not joins_from_afar(session.meeting):
        raise WrongState(_("Kegiatan ini tidak diikuti secara daring."))
    sheets = open_report(data)
    row = OnlineReport(
        meeting_id=session.meeting_id,
        session=session,
        user_id=user_id,
        file_name=file_name[-300:],
        file_key=storage.put("reports", dump_sheets(sheets)),
        how={},
        created_at=at,
    )
    _keep(row, explained)
    read_report(sheets, reading_of(row))  # too many people, or titles that are not there, are told at once
    db.session.add(row)
    db.session.flush()
    return row


def explain(row: OnlineReport, explained: Explained, by: str) -> None:
    """Keep what ``by`` says of the file. Raises `InvalidInput` for titles that are not in it, `WrongState` once it is recorded."""
    _require_unrecorded(row)
    _keep(row, explained)
    read_report(sheets_of(row), reading_of(row))
    _note(row, by)


def tell_apart(row: OnlineReport, chosen: Mapping[str, tuple[str, str]], by: str) -> int:
    """Keep whom names mean: by the name's key what was said when the page was made, and what is said now, each `Listed.means`, `NOBODY`, or
    nothing for what is proposed. Returns how many somebody else has changed since: those stay theirs.

    Raises `InvalidInput` for somebody who is not on the list."""
    hold(row)
    known, said, overtaken = directory_of(row.meeting).by_means, dict(row.said), 0
    for key, (was, means) in chosen.items():
        now = said.get(key, "")
        if means in (was, now):
            continue
        if now != was:
            overtaken += 1
        elif means and means != NOBODY and means not in known:
            raise InvalidInput(
                _("Yang dipilih tidak lagi ada di daftar peserta. Muat ulang halaman, lalu pilih lagi."), field="means"
            )
        else:
            said[key] = means
    said = {key: means for key, means in said.items() if means}
    if said != row.said:
        row.said = said
        _note(row, by)
    return overtaken


def sheets_of(row: OnlineReport) -> list[Sheet]:
    """The report's cells. Raises `Conflict` when the file has been cleared away."""
    if not row.file_key or not storage.exists(row.file_key):
        raise Conflict(_("Berkas ini sudah dihapus dari peladen. Unggah lagi."))
    return load_sheets(storage.get(row.file_key))


def reading_of(row: OnlineReport) -> Reading:
    """How its file is read: hours without a date are those around its session."""
    how = row.how
    columns = {Column(name): place for name, place in how.get("columns", {}).items()}
    order = Order(how["order"]) if how.get("order") else None
    return Reading(how.get("zone", zones.DEFAULT), order, row.session.starts_at - BEFORE, how.get("header", 0), columns)


def terms_of(row: OnlineReport) -> Terms:
    """What people said of who counts, and what was recorded."""
    arrived = row.how.get("arrived")
    return Terms(row.how.get("least", 0), datetime.fromisoformat(arrived) if arrived else None, row.result.get("done", {}))


def plan_of(row: OnlineReport, at: datetime, report: Report | None = None) -> Plan:
    """What confirming it would do now."""
    found = report or read_report(sheets_of(row), reading_of(row))
    return make_plan(found, directory_of(row.meeting), row.said, row.session, terms_of(row), at)


def get_report(meeting: Meeting, report_id: str) -> OnlineReport | None:
    """One of the meeting's; None for any other's."""
    return db.session.scalar(sa.select(OnlineReport).where(OnlineReport.id == report_id, OnlineReport.meeting_id == meeting.id))


def list_reports(meeting: Meeting) -> list[tuple[OnlineReport, str]]:
    """The latest, each with who uploaded it; one statement."""
    rows = sa.select(OnlineReport, User.name).outerjoin(User, User.id == OnlineReport.user_id)
    rows = rows.where(OnlineReport.meeting_id == meeting.id).options(joinedload(OnlineReport.session))
    rows = rows.order_by(OnlineReport.created_at.desc(), OnlineReport.id).limit(SHOWN)
    return [(row, name or "") for row, name in db.session.execute(rows)]


def discard_report(row: OnlineReport) -> None:
    """Forget a report that was not recorded, and its file, unless another has the same content. Raises `WrongState` for one that was."""
    _require_unrecorded(row)
    key = row.file_key
    db.session.delete(row)
    db.session.flush()
    if key and not db.session.scalar(sa.select(sa.exists().where(OnlineReport.file_key == key))):
        once_committed(partial(storage.delete, key))


def clear_reports(at: datetime) -> int:
    """Remove the files of recorded and forgotten reports some time after, with what was said of their names. Returns how many. Safe to run
    twice and on two machines."""
    done = sa.func.coalesce(OnlineReport.confirmed_at, OnlineReport.created_at) < at - FILE_LIFE
    needed = sa.select(OnlineReport.file_key).where(~done)
    rows = sa.select(OnlineReport).where(done, OnlineReport.file_key != "", OnlineReport.file_key.not_in(needed))
    cleared = db.session.scalars(rows.limit(500)).all()
    for row in cleared:
        once_committed(partial(storage.delete, row.file_key))
        row.file_key, row.said = "", {}
        row.result = {key: value for key, value in row.result.items() if key not in ("refused", "done")}
    db.session.flush()
    return len(cleared)


def _require_unrecorded(row: OnlineReport) -> None:
    hold(row)
    if row.confirmed_at is not None:
        raise WrongState(_("Laporan ini sudah dicatat. Yang belum diketahui masih dapat dipilih; selebihnya tetap."))


def _keep(row: OnlineReport, explained: Explained) -> None:
    if explained.zone not in dict(zones.choices()) and explained.zone != "UTC":
        raise InvalidInput(_("Pilih zona waktunya."), field="zone")
    row.session = explained.session
    how: dict[str, Any] = {"zone": explained.zone, "least": max(0, min(explained.least, LONGEST))}
    if explained.order:
        how["order"] = explained.order.value
    if explained.arrived:
        how["arrived"] = explained.arrived.isoformat()
    if explained.header and explained.columns:
        if len(set(explained.columns.values())) != len(explained.columns):
            raise InvalidInput(_("Satu kolom dipakai untuk dua isian. Pilih kolom yang berbeda."), field="columns")
        if Column.NAME not in explained.columns or not {Column.JOIN, Column.DURATION} & explained.columns.keys():
            raise InvalidInput(_("Tentukan kolom nama, dan kolom jam masuk atau lama hadir."), field="columns")
        how |= {"header": explained.header, "columns": {name.value: place for name, place in explained.columns.items()}}
    row.how = how


def _note(row: OnlineReport, by: str) -> None:
    row.version += 1
    row.changed_by = by[:300]
    db.session.flush()

"""The log of all scans: read, narrowed, exported."""

from collections.abc import Iterator

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.documents.sheets.xlsx import Column, Kind, Table, Value
from meetings.domain.attendance.queries import list_sessions
from meetings.domain.audit import Action, record
from meetings.domain.checkin.log import OPEN, UNPERMITTED, LogFilters, LoggedScan, export_scans, list_scans
from meetings.domain.checkin.settling import settle_scan
from meetings.enums import N_, ScanDirection, ScanStatus
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import table_file
from meetings.web.saving import refused_at, writes

OUTCOMES = {
    OPEN: N_("Perlu ditangani"),
    UNPERMITTED: N_("Dibuat sesudah perangkat dicabut"),
    **{status.value: status.label for status in ScanStatus},
    ScanDirection.UNDO.value: ScanDirection.UNDO.label,
}


@bp.get("/check-in/pindaian")
def scans(meeting_id: str) -> str:
    """Every scan and what was answered to it."""
    meeting, filters = current_meeting(), _filters()
    return render_template(
        "checkin/scans.html",
        meeting=meeting,
        sessions=list_sessions(meeting.id),
        outcomes=OUTCOMES,
        filters=filters,
        page=list_scans(meeting.id, filters, request.args.get("page", 1, type=int), request.args.get("per_page", 25, type=int)),
    )


@bp.post("/check-in/pindaian/ditangani")
def settle(meeting_id: str) -> ResponseReturnValue:
    """Somebody says what was done about a scan that was refused too late."""
    with refused_at(url_for("checkin.scans", meeting_id=meeting_id, hasil=OPEN)):
        settled = settle_scan(
            current_meeting(), request.form.get("scan", ""), request.form.get("note", ""), current_actor(), clock.now()
        )
    if settled:
        flash(_("Ditandai sudah ditangani."), "success")
    else:
        flash(_("Pindaian itu tidak menunggu lagi."), "info")
    return redirect(url_for("checkin.index", meeting_id=meeting_id))


@bp.get("/check-in/pindaian/unduh.<kind>")
@writes
def scans_export(meeting_id: str, kind: str) -> ResponseReturnValue:
    """The narrowed log as XLSX or CSV."""
    if kind not in ("xlsx", "csv"):
        abort(404)
    meeting = current_meeting()
    lines = _rows(export_scans(meeting.id, _filters()))
    answer = table_file(
        Table(_("Jurnal pindaian"), _columns(), lines, heading=[meeting.title], paper=meeting.sheet.value),
        kind,
        "pindaian",
        meeting.timezone,
    )
    record(current_actor(), Action.SCANS_EXPORTED, at=clock.now(), meeting=meeting, target=meeting, target_name=meeting.title)
    return answer


def _filters() -> LogFilters:
    get = request.args.get
    outcome = get("hasil", "")
    return LogFilters(
        text=get("q", "").strip()[:200], session=get("sesi", "")[:16], outcome=outcome if outcome in OUTCOMES else ""
    )


def _columns() -> list[Column]:
    return [
        Column(_("Dipindai"), Kind.DATETIME, 17),
        Column(_("Sesi"), width=28),
        Column(_("Nama"), width=30),
        Column(_("Jabatan"), width=28),
        Column(_("Instansi"), width=28),
        Column(_("Arah"), width=12),
        Column(_("Hasil"), width=16),
        Column(_("Sebab"), width=24),
        Column(_("Cara dicatat"), width=14),
        Column(_("Pintu"), width=18),
        Column(_("Petugas/perangkat"), width=22),
        Column(_("Diterima layanan"), Kind.DATETIME, 17, printed=False),
        Column(_("Keterangan"), width=30, printed=False),
    ]


def _rows(lines: Iterator[LoggedScan]) -> Iterator[list[Value]]:
    for line in lines:
        yield [
            line.at,
            line.session,
            line.name,
            line.position,
            line.institution,
            _(line.direction.label),
            "" if line.direction is ScanDirection.UNDO else line.outcome,
            _(line.reason.label) if line.reason else "",
            _(line.method.label),
            line.gate,
            line.by,
            line.arrived,
            "; ".join(line.remarks),
        ]

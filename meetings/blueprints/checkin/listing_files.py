"""The attendance list of a session as a spreadsheet: as the page is filtered, or as somebody chose."""

from collections.abc import Iterator

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.blueprints.checkin.attendance import read_filters, session_of
from meetings.documents.sheets.xlsx import Column, Kind, Table, Value
from meetings.domain.attendance.annex import FORCED
from meetings.domain.attendance.listing import Listed, export_attendance
from meetings.domain.attendance.queries import count_late, totals_of
from meetings.domain.audit import Action, record
from meetings.domain.meetings.queries import summoned_by
from meetings.domain.permissions import Permission
from meetings.enums import Presence
from meetings.models import Meeting, Session, standing
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import table_file
from meetings.web.rights.check import may
from meetings.web.saving import writes
from meetings.web.templating import format_date, format_moment, format_number

PERSONAL = {"nip", "alasan"}
ALWAYS = ""  # the group of columns that nobody leaves out: who it is


@bp.get("/kehadiran/<session_id>/unduh.<kind>")
@writes
def attendance_export(meeting_id: str, session_id: str, kind: str) -> ResponseReturnValue:
    """The filtered list as XLSX or CSV; NIP, and why somebody could not come, only for those who may see them. ``tanpa`` in the address names what is left
    out, ``ttd`` adds a column for signatures."""
    if kind not in ("xlsx", "csv"):
        abort(404)
    meeting, session = current_meeting(), session_of(session_id)
    left_out = {*request.args.get("tanpa", "").split(","), *(() if may(Permission.PERSONAL_VIEW) else PERSONAL)} - {ALWAYS}
    if not request.args.get("ttd"):
        left_out.add("ttd")
    if "kehadiran" in left_out:
        left_out.add("alasan")
    columns = _columns()
    shown = [place for place, (group, _column) in enumerate(columns) if group not in left_out]
    rows = ([line[place] for place in shown] for line in _lines(session))
    heading = [*_heading(meeting, session), _told(session)]
    table = Table(session.title, [columns[place][1] for place in shown], rows, heading=heading, paper=meeting.sheet.value)
    answer = table_file(table, kind, f"kehadiran-{session.starts_at:%Y-%m-%d}", meeting.timezone)
    _note(session, kind)  # last: on SQLite nobody else writes from here to the commit
    return answer


def _note(session: Session, kind: str) -> None:
    record(
        current_actor(),
        Action.ATTENDANCE_EXPORTED,
        at=clock.now(),
        meeting=current_meeting(),
        target=session,
        target_name=session.title,
        kind=kind,
    )


def _heading(meeting: Meeting, session: Session) -> list[str]:
    """As the paper's head: what, when, and by which letter people were invited."""
    number, dated = summoned_by(meeting)
    lines = [meeting.title, session.title, format_moment(session.starts_at, meeting.timezone)]
    return lines + (
        [_("Surat undangan nomor %(number)s tanggal %(day)s", number=number, day=format_date(dated))] if number else []
    )


def _told(session: Session) -> str:
    """How many came of how many, as the page and the paper say it."""
    totals, late, over = totals_of([session])[session.id], count_late(session), session.is_over(clock.now())
    parts = [
        (_(Presence.EXCUSED.label), totals.excused),
        (_((Presence.SILENT if over else Presence.AWAITED).label), totals.absent),
        (_(standing.LATE.label), late),
    ]
    told = [f"{word}: {format_number(number)}" for word, number in parts if number]
    present = _(
        "Hadir: %(present)s dari %(listed)s dalam daftar hadir",
        present=format_number(totals.present),
        listed=format_number(totals.listed),
    )
    return "; ".join([present, *told])


def _columns() -> list[tuple[str, Column]]:
    """Each with the name of its group, by which it is left out."""
    return [
        (ALWAYS, Column(_("No."), Kind.NUMBER, 6)),
        (ALWAYS, Column(_("Nama"), width=30)),
        ("nip", Column(_("NIP"), width=21)),
        ("jabatan", Column(_("Jabatan"), width=28)),
        ("instansi", Column(_("Instansi"), width=28)),
        (ALWAYS, Column(_("Mewakili"), width=20)),
        ("kehadiran", Column(_("Kehadiran"), width=18)),
        ("waktu", Column(_("Waktu hadir"), Kind.DATETIME, 16)),
        ("waktu", Column(_("Cara dicatat"), width=14)),
        ("ttd", Column(_("Tanda tangan"), width=24)),
        ("alasan", Column(_("Alasan"), width=14, printed=False)),
        (ALWAYS, Column(_("Kategori"), width=20, printed=False)),
        ("waktu", Column(_("Pulang"), Kind.DATETIME, 17, printed=False)),
        ("waktu", Column(_("Pulang dicatat"), width=14, printed=False)),
        ("waktu", Column(_("Menit"), Kind.NUMBER, 8, printed=False)),
        ("waktu", Column(_("Pintu"), width=18, printed=False)),
        ("waktu", Column(_("Petugas/perangkat"), width=22, printed=False)),
    ]


def _lines(session: Session) -> Iterator[list[Value]]:
    over = session.is_over(clock.now())
    for number, line in enumerate(export_attendance(session, read_filters()), 1):
        presence = _(line.presence(over=over).label)
        yield _line(session, number, line, f"{presence} ({_('sesudah acara berakhir')})" if line.late else presence)


def _line(session: Session, number: int, line: Listed, presence: str) -> list[Value]:
    by_itself = _("jam yang diatur") if session.stays_end_by_hour else _("akhir sesi")
    return [
        number,
        line.name,
        line.nip,
        line.position,
        line.institution,
        line.representing,
        presence,
        line.came,
        ", ".join([_(line.recorded.label), *([_(FORCED)] if line.forced else [])]) if line.recorded else "",
        "",
        _(line.reason.label) if line.reason else "",
        line.category or "",
        line.stayed.left,
        by_itself if line.stayed.by_end else _("dipindai") if line.stayed.left else "",
        line.stayed.minutes if line.stayed.left else None,
        line.gate,
        line.by,
    ]

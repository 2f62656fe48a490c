"""The attendance list of a session: read, corrected by hand, exported."""

from collections.abc import Iterator
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.blueprints.checkin.live import chosen_session
from meetings.documents.sheets.xlsx import Column, Kind, Table, Value
from meetings.domain.attendance.annex import FORCED
from meetings.domain.attendance.changed import changed_since_minutes
from meetings.domain.attendance.listing import PRESENCES, Filters, Listed, export_attendance, list_attendance
from meetings.domain.attendance.queries import count_late, door_state, find_session, list_sessions, totals_of
from meetings.domain.audit import Action, record
from meetings.domain.checkin import Caller, caller_for_user
from meetings.domain.checkin.manual import check_in_by_hand, own_recent, undo_attendance
from meetings.domain.checkin.paper import may_be_entered
from meetings.domain.meetings.queries import latest_letter
from meetings.domain.meetings.states import Activity, allows
from meetings.domain.participants.categories import list_categories
from meetings.domain.permissions import Permission
from meetings.enums import DeclineReason, DoorState, Presence, ScanStatus
from meetings.extensions import db
from meetings.models import Meeting, Participant, Session, standing
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import table_file
from meetings.web.rights.check import may
from meetings.web.saving import refused_at, writes
from meetings.web.templating import format_date, format_moment, format_number


@bp.get("/kehadiran")
def attendance(meeting_id: str) -> str:
    """Who was expected at a session and who came."""
    meeting = current_meeting()
    sessions = list_sessions(meeting.id)
    session = chosen_session(sessions)
    filters = read_filters()
    page, over = None, False
    if session is not None:
        over = session.is_over(clock.now())
        page = list_attendance(
            session, filters, request.args.get("page", 1, type=int), request.args.get("per_page", 25, type=int)
        )
    return render_template(
        "checkin/attendance.html",
        meeting=meeting,
        sessions=sessions,
        session=session,
        totals=totals_of(sessions),
        changed=changed_since_minutes(session) if session is not None else None,
        late=count_late(session) if session is not None else 0,
        page=page,
        filters=filters,
        over=over,
        presences=list(Presence),
        missing=Presence.SILENT if over else Presence.AWAITED,
        categories=list_categories(meeting.id),
        open_for_checkin=allows(meeting, Activity.CHECKIN),
        may_check_in=may("checkin.attend"),
        may_enter=may("checkin.paper_list") and session is not None and may_be_entered(meeting, session, clock.now()),
        shut=session is not None and door_state(session, meeting, clock.now()) is DoorState.SHUT,
        may_undo=may(Permission.CHECKIN_UNDO),
        own=own_recent(current_user.id, session, clock.now()) if session and not may(Permission.CHECKIN_UNDO) else (),
        may_force=may(Permission.CHECKIN_FORCE),
        forced=FORCED,
        may_excuse=may("checkin.excuse") and allows(meeting, Activity.RECORD),
        reasons=list(DeclineReason),
    )


@bp.post("/kehadiran/<session_id>/<participant_id>/hadir")
def attend(meeting_id: str, session_id: str, participant_id: str) -> ResponseReturnValue:
    """Check somebody in by hand."""
    session = session_of(session_id)
    participant_of(participant_id)
    force = "force" in request.form
    with refused_at(list_address(session_id, ditolak=participant_id)):  # that line then offers to overrule, to those who may
        status, name = check_in_by_hand(_caller(), current_meeting(), session, participant_id, clock.now(), force=force)
    if status is ScanStatus.ALREADY:
        flash(_("%(name)s sudah tercatat hadir.", name=name), "info")
    else:
        flash(_("%(name)s dicatat hadir.", name=name), "success")
    return redirect(list_address(session_id))


@bp.post("/kehadiran/<session_id>/<participant_id>/batal")
def undo(meeting_id: str, session_id: str, participant_id: str) -> ResponseReturnValue:
    """Take an attendance back, with a reason."""
    session, reason = session_of(session_id), request.form.get("reason", "")
    participant_of(participant_id)
    with refused_at(list_address(session_id)):
        undo_attendance(
            _caller(), current_meeting(), session, participant_id, reason, clock.now(), own_only=not may(Permission.CHECKIN_UNDO)
        )
    flash(_("Kehadiran dibatalkan. Pindaian lamanya tetap tersimpan."), "success")
    return redirect(list_address(session_id))


@bp.get("/kehadiran/<session_id>/unduh.<kind>")
@writes
def attendance_export(meeting_id: str, session_id: str, kind: str) -> ResponseReturnValue:
    """The filtered list as XLSX or CSV; NIP only for those who may see it."""
    if kind not in ("xlsx", "csv"):
        abort(404)
    meeting, session = current_meeting(), session_of(session_id)
    personal = may(Permission.PERSONAL_VIEW)
    columns, rows = _columns(personal=personal), _lines(session, personal=personal)
    paper = (meeting.paper or meeting.organisation.paper).value
    heading = [*_heading(meeting, session), _told(session)]
    table = Table(session.title, columns, rows, heading=heading, paper=paper)
    answer = table_file(table, kind, f"kehadiran-{session.starts_at:%Y-%m-%d}", meeting.timezone)
    _note(session, kind)  # last: on SQLite nobody else writes from here to the commit
    return answer


def read_filters() -> Filters:
    """The filters in the address."""
    get = request.args.get
    presence = get("hadir", "")
    return Filters(
        text=get("q", "").strip()[:200],
        presence=presence if presence in PRESENCES else "",
        category=get("category", ""),
        order=get("sort", "protocol"),
    )


def _caller() -> Caller:
    return caller_for_user(current_user, current_meeting(), may_force=may(Permission.CHECKIN_FORCE))


def session_of(session_id: str) -> Session:
    """A session of this meeting; 404 for any other."""
    return find_session(current_meeting().id, session_id) or abort(404)


def participant_of(participant_id: str) -> Participant:
    """A participant of this meeting; 404 for anybody else."""
    here = db.select(Participant).filter_by(id=participant_id, meeting_id=current_meeting().id)
    return db.session.scalar(here) or abort(404)


def list_address(session_id: str, **more: Any) -> str:
    """The address of the list as it was filtered."""
    kept: dict[str, Any] = {
        key: request.args[key] for key in ("q", "hadir", "category", "sort", "page", "per_page") if key in request.args
    }
    return url_for("checkin.attendance", meeting_id=current_meeting().id, sesi=session_id, **kept, **more)


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
    number, dated = latest_letter(meeting)
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


def _columns(*, personal: bool) -> list[Column]:
    return [
        Column(_("No"), Kind.NUMBER, 6),
        Column(_("Nama"), width=30),
        *([Column(_("NIP"), width=21)] if personal else []),
        Column(_("Jabatan"), width=28),
        Column(_("Instansi"), width=28),
        Column(_("Mewakili"), width=20),
        Column(_("Kehadiran"), width=18),
        Column(_("Waktu hadir"), Kind.DATETIME, 16),
        Column(_("Cara dicatat"), width=14),
        Column(_("Kategori"), width=20, printed=False),
        Column(_("Pulang"), Kind.DATETIME, 17, printed=False),
        Column(_("Pulang dicatat"), width=14, printed=False),
        Column(_("Menit"), Kind.NUMBER, 8, printed=False),
        Column(_("Pintu"), width=18, printed=False),
        Column(_("Petugas/perangkat"), width=22, printed=False),
    ]


def _lines(session: Session, *, personal: bool) -> Iterator[list[Value]]:
    over = session.is_over(clock.now())
    for number, line in enumerate(export_attendance(session, read_filters()), 1):
        presence = _(line.presence(over=over).label)
        aside = _("sesudah acara berakhir") if line.late else _(line.reason.label) if line.reason else ""
        yield _line(number, line, f"{presence} ({aside})" if aside else presence, personal=personal)


def _line(number: int, line: Listed, presence: str, *, personal: bool) -> list[Value]:
    return [
        number,
        line.name,
        *([line.nip] if personal else []),
        line.position,
        line.institution,
        line.representing,
        presence,
        line.came,
        ", ".join([_(line.recorded.label), *([_(FORCED)] if line.forced else [])]) if line.recorded else "",
        line.category or "",
        line.stayed.left,
        _("akhir sesi") if line.stayed.by_end else _("dipindai") if line.stayed.left else "",
        line.stayed.minutes if line.stayed.left else None,
        line.gate,
        line.by,
    ]

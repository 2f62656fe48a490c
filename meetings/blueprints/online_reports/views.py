"""Upload a report, answer what it does not say, tell its names apart, record."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from meetings import clock
from meetings.blueprints.online_reports import bp
from meetings.blueprints.online_reports.forms import ExplainForm, RunForm, UploadForm
from meetings.blueprints.online_reports.showing import report_page
from meetings.documents.sheets.spreadsheets import SIZE_LIMIT
from meetings.domain import online_reports
from meetings.domain.attendance.queries import list_sessions
from meetings.domain.checkin import caller_for_user
from meetings.domain.checkin.forcing import ask_why
from meetings.domain.meetings import Activity, allows
from meetings.domain.online_points.rooms import joins_from_afar
from meetings.domain.online_reports import Recorded
from meetings.domain.online_reports.directory import names_of, search
from meetings.domain.online_reports.matching import Listed
from meetings.domain.permissions import Permission
from meetings.models import OnlineReport, Session
from meetings.web import current_actor, current_meeting
from meetings.web.links import with_query
from meetings.web.rights.check import may
from meetings.web.saving import done, refused_at
from meetings.web.tickets import creates
from meetings.writing.reading import read_text


@bp.route("/", methods=["GET", "POST"])
@creates
def index(meeting_id: str) -> ResponseReturnValue:
    """The reports so far, and the form for another one."""
    meeting, sessions = current_meeting(), _begun()
    form = UploadForm(sessions, zone=meeting.timezone)
    if form.validate_on_submit():
        with form.saving("file"):
            data = form.file.data.stream.read(SIZE_LIMIT + 1)
            explained = form.explained()
            name = form.file.data.filename
            row = online_reports.stage_report(explained.session, name, data, explained, current_user.id, clock.now())
            return redirect(_page(row))
    if request.method == "GET":
        begun = [each for each in sessions if each.starts_at <= clock.now()] or sessions
        chosen = next((each for each in sessions if each.id == request.args.get("sesi")), begun[-1] if begun else None)
        form.session.data, form.file_zone.data = chosen.id if chosen else "", meeting.timezone
    page = render_template(
        "online_reports/index.html",
        meeting=meeting,
        form=form,
        limit=SIZE_LIMIT,
        sessions=sessions,
        from_afar=joins_from_afar(meeting),
        open_for_records=allows(meeting, Activity.RECORD),
        reports=online_reports.list_reports(meeting),
    )
    return page, form.http_status


@bp.route("/<report_id>", methods=["GET", "POST"])
def preview(meeting_id: str, report_id: str) -> ResponseReturnValue:
    """Everything that recording would do; the form says what the file does not."""
    row = _report(report_id)
    form = ExplainForm(_begun(), zone=current_meeting().timezone)
    if form.validate_on_submit():
        with form.saving("columns"):
            online_reports.explain(row, form.explained(), current_actor().name)
            return redirect(_page(row))
    return report_page(row, form, RunForm())


@bp.post("/<report_id>/pilih")
def choose(meeting_id: str, report_id: str) -> ResponseReturnValue:
    """Whom the names of one page mean, or of one."""
    row = _report(report_id)
    back = with_query(".preview", meeting_id=meeting_id, report_id=report_id)
    chosen = {
        key.removeprefix("row-"): (request.form.get(f"was-{key.removeprefix('row-')}", ""), value)
        for key, value in request.form.items()
        if key.startswith("row-")
    }
    with refused_at(back):
        overtaken = online_reports.tell_apart(row, chosen, current_actor().name)
        if overtaken:
            told = ngettext(
                "%(num)s pilihan baru saja diubah orang lain dan dibiarkan. Periksa lagi.",
                "%(num)s pilihan baru saja diubah orang lain dan dibiarkan. Periksa lagi.",
                overtaken,
            )
            flash(told, "warning")
        else:
            flash(_("Pilihan disimpan."), "success")
    return redirect(f"{back}#baris")


@bp.get("/<report_id>/cari/<key>")
def find(meeting_id: str, report_id: str, key: str) -> str:
    """Somebody on the list for one name on a screen, whoever they are."""
    meeting, row, text = current_meeting(), _report(report_id), read_text(request.args.get("q"))[:200]
    line = next((each for each in online_reports.plan_of(row, clock.now()).lines if each.attendee.key == key), None) or abort(404)
    return render_template(
        "online_reports/find.html",
        meeting=meeting,
        row=row,
        line=line,
        text=text,
        found=_found(text),
    )


@bp.post("/<report_id>/catat")
@creates
def run(meeting_id: str, report_id: str) -> ResponseReturnValue:
    """Record who is ready."""
    meeting, row = current_meeting(), _report(report_id)
    form, may_force = RunForm(), may(Permission.CHECKIN_FORCE)
    if form.validate_on_submit():
        with form.saving():
            forced = ask_why(form.force_reason.data or "", form.force_note.data or "") if may_force and form.force.data else None
            caller = caller_for_user(current_user, meeting, may_force=may_force)
            version = request.form.get("revision", type=int)
            _tell(online_reports.record_report(row, caller, clock.now(), version=version, forced=forced))
            return redirect(_page(row))
    return report_page(row, ExplainForm(_begun(), zone=meeting.timezone), form)


@bp.post("/<report_id>/buang")
def discard(meeting_id: str, report_id: str) -> ResponseReturnValue:
    """Forget an upload."""
    row = _report(report_id)
    with refused_at(_page(row)):
        online_reports.discard_report(row)
    return done(_("Berkas dibuang; tidak ada yang dicatat."), ".index", meeting_id=meeting_id)


def _found(text: str) -> list[tuple[Listed, str]]:
    """Who has these words, each with the full name."""
    found = search(current_meeting(), text) if text else []
    names = names_of(each.id for each in found)
    return [(each, names[each.id]) for each in found]


def _tell(recorded: Recorded) -> None:
    count = recorded.recorded
    told = ngettext("%(num)s orang dicatat hadir daring.", "%(num)s orang dicatat hadir daring.", count)
    flash(told, "success" if count else "info")
    if recorded.already:
        flash(ngettext("%(num)s orang sudah tercatat.", "%(num)s orang sudah tercatat.", recorded.already), "info")
    if recorded.refused:
        names = "; ".join(f"{name}: {_(reason.label)}" for name, reason in recorded.refused[:20])
        more = len(recorded.refused) - 20
        flash(_("Belum dicatat: %(names)s.", names=f"{names}; +{more}" if more > 0 else names), "danger")


def _begun() -> list[Session]:
    """The sessions whose doors have opened, in order."""
    at = clock.now()
    return [each for each in list_sessions(current_meeting().id) if each.doors[0] <= at]


def _report(report_id: str) -> OnlineReport:
    return online_reports.get_report(current_meeting(), report_id) or abort(404)


def _page(row: OnlineReport) -> str:
    return url_for(".preview", meeting_id=row.meeting_id, report_id=row.id)

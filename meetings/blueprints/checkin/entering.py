"""Entering what was written down elsewhere: a signed list on paper."""

from datetime import UTC, datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.blueprints.checkin.forms import PaperForm
from meetings.domain.attendance.listing import Filters, list_attendance
from meetings.domain.attendance.queries import find_session
from meetings.domain.checkin import caller_for_user
from meetings.domain.checkin.forcing import ask_why
from meetings.domain.checkin.paper import Entered, enter_paper_list, may_be_entered
from meetings.domain.meetings.states import Activity, allows
from meetings.domain.permissions import Permission
from meetings.models import Session
from meetings.web import current_meeting
from meetings.web.rights.check import may
from meetings.web.templating import format_time


@bp.route("/kehadiran/<session_id>/daftar-kertas", methods=["GET", "POST"])
def paper_list(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """Who has no attendance yet, to be ticked off from a list that was signed on paper."""
    meeting = current_meeting()
    session = find_session(meeting.id, session_id) or abort(404)
    form = PaperForm(zone=meeting.timezone, arrived=session.starts_at)
    chosen, at = request.form.getlist("ids"), clock.now()
    seen = _seen(at)
    if not may(Permission.CHECKIN_FORCE):
        del form.force, form.force_reason, form.force_note
    if form.validate_on_submit() and form.arrived.data:
        with form.saving():
            caller = caller_for_user(current_user, meeting, may_force=may(Permission.CHECKIN_FORCE))
            wanted = form.force is not None and form.force.data
            forced = ask_why(form.force_reason.data or "", form.force_note.data or "") if wanted else None
            entered = enter_paper_list(caller, meeting, session, chosen, form.arrived.data, at, seen=seen, forced=forced)
            _tell(entered, session)
            return redirect(url_for("checkin.paper_list", meeting_id=meeting.id, session_id=session.id, **_place()))
    return render_template(
        "checkin/paper_list.html",
        meeting=meeting,
        session=session,
        form=form,
        chosen=set(chosen),
        seen=clock.iso(seen),
        open_for_records=allows(meeting, Activity.RECORD),
        now_possible=may_be_entered(meeting, session, clock.now()),
        personal=may(Permission.PERSONAL_VIEW),
        page=_missing(session),
        q=request.args.get("q", "").strip()[:200],
    ), form.http_status


def _seen(at: datetime) -> datetime:
    """Since when the ticked people may have changed unseen: when the page was made on which the first of them was ticked."""
    try:
        return min(datetime.fromisoformat(request.form.get("seen", "")).astimezone(UTC), at)
    except (ValueError, OverflowError):
        return at


def _missing(session: Session) -> object:
    filters = Filters(text=request.args.get("q", "").strip()[:200], presence="missing")
    return list_attendance(session, filters, request.args.get("page", 1, type=int), request.args.get("per_page", 100, type=int))


def _place() -> dict[str, Any]:
    return {key: request.args[key] for key in ("q", "per_page") if key in request.args}


def _tell(entered: Entered, session: Session) -> None:
    if entered.recorded:
        told = ngettext("%(num)s orang dicatat hadir.", "%(num)s orang dicatat hadir.", entered.recorded)
        flash(told, "success")
    if entered.already:
        flash(ngettext("%(num)s orang sudah tercatat.", "%(num)s orang sudah tercatat.", entered.already), "info")
    if entered.refused:
        names = "; ".join(f"{name or _('tidak dikenal')}: {_(reason.label)}" for name, reason in entered.refused)
        flash(_("Belum dicatat: %(names)s.", names=names), "danger")
    if entered.unable:
        flash(_("Sebelumnya berhalangan, sekarang tercatat hadir: %(names)s.", names="; ".join(entered.unable)), "warning")
    if entered.left:
        names = "; ".join(f"{name} ({format_time(left, session.meeting.timezone)})" for name, left in entered.left)
        flash(_("Sudah dipindai keluar, jam pulangnya sekarang terhitung: %(names)s.", names=names), "warning")

"""The attendance list of a session: read, corrected by hand, exported."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.blueprints.checkin.live import chosen_session
from meetings.domain.attendance.annex import FORCED
from meetings.domain.attendance.changed import changed_since_minutes
from meetings.domain.attendance.current import still_admitting
from meetings.domain.attendance.listing import PRESENCES, Filters, list_attendance
from meetings.domain.attendance.queries import Totals, count_late, door_state, find_session, list_sessions, present_in, totals_of
from meetings.domain.attendance.unlisted import find_unlisted
from meetings.domain.checkin import Caller, caller_for_user
from meetings.domain.checkin.decide import EARLIEST
from meetings.domain.checkin.forcing import ask_why
from meetings.domain.checkin.manual import check_in_by_hand, own_recent, undo_attendance
from meetings.domain.checkin.paper import may_be_entered
from meetings.domain.meetings.states import Activity, allows
from meetings.domain.participants.categories import list_categories
from meetings.domain.permissions import Permission
from meetings.enums import DeclineReason, DoorState, ForceReason, Presence, ScanStatus
from meetings.extensions import db
from meetings.models import Participant, Session
from meetings.web import current_meeting
from meetings.web.rights.check import may
from meetings.web.saving import refused_at


@bp.get("/kehadiran")
def attendance(meeting_id: str) -> str:
    """Who was expected at a session and who came."""
    meeting = current_meeting()
    sessions = list_sessions(meeting.id)
    session = chosen_session(sessions)
    filters = read_filters()
    page, over, totals = None, False, Totals()
    if session is not None:
        over, totals = session.is_over(clock.now()), totals_of([session])[session.id]
        number, per_page = request.args.get("page", 1, type=int), request.args.get("per_page", 25, type=int)
        page = list_attendance(session, filters, number, per_page, totals.by_presence)
    return render_template(
        "checkin/attendance.html",
        meeting=meeting,
        sessions=sessions,
        session=session,
        totals=totals,
        present=present_in(sessions),
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
        former=still_admitting(sessions, session, clock.now()) if session is not None else None,
        unlisted=find_unlisted(session, filters.text) if session is not None else (),
        **_door(session),
        may_undo=may(Permission.CHECKIN_UNDO),
        own=own_recent(current_user.id, session, clock.now()) if session and not may(Permission.CHECKIN_UNDO) else (),
        may_force=may(Permission.CHECKIN_FORCE),
        forced=FORCED,
        force_reasons=list(ForceReason),
        personal=may(Permission.PERSONAL_VIEW),
        may_excuse=may("checkin.excuse") and allows(meeting, Activity.RECORD),
        reasons=list(DeclineReason),
    )


def _door(session: Session | None) -> dict[str, bool]:
    """How the session's door stands: what it refuses anyhow is not offered. ``too_early``: even to who may overrule it."""
    at = clock.now()
    state = DoorState.OFF if session is None else door_state(session, current_meeting(), at)
    return {
        "door_open": state is DoorState.OPEN,
        "shut": state is DoorState.SHUT,
        "early": state is DoorState.EARLY,
        "too_early": session is not None and at < session.doors[0] - EARLIEST,
    }


@bp.post("/kehadiran/<session_id>/<participant_id>/hadir")
def attend(meeting_id: str, session_id: str, participant_id: str) -> ResponseReturnValue:
    """Check somebody in by hand."""
    session = session_of(session_id)
    participant_of(participant_id)
    with refused_at(list_address(session_id, ditolak=participant_id)):  # that line then offers to overrule, to those who may
        forced = (
            ask_why(request.form.get("force_reason", ""), request.form.get("force_note", "")) if "force" in request.form else None
        )
        status, name = check_in_by_hand(_caller(), current_meeting(), session, participant_id, clock.now(), forced=forced)
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


def read_filters() -> Filters:
    """The filters in the address."""
    get = request.args.get
    presence = get("hadir", "")
    return Filters(
        text=get("q", "").strip()[:200],
        presence=presence if presence in PRESENCES else "",
        category=get("category", ""),
        institution=get("instansi", "").strip()[:300],
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
        key: request.args[key]
        for key in ("q", "hadir", "category", "instansi", "sort", "page", "per_page")
        if key in request.args
    }
    return url_for("checkin.attendance", meeting_id=current_meeting().id, sesi=session_id, **kept, **more)

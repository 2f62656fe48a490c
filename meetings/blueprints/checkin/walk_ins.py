"""The desk of the committee: who came without being on the list."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.blueprints.checkin.attendance import session_of
from meetings.blueprints.checkin.forms import NewcomerForm, WalkInForm
from meetings.documents.qr import qr_path
from meetings.domain.attendance.queries import door_state
from meetings.domain.badges.layouts import layout_of
from meetings.domain.badges.printing import wears
from meetings.domain.checkin import Caller, caller_for_user
from meetings.domain.checkin.desk import PerhapsListed, Waiting, is_on_list, pass_to_hand_over, put_on_list, waiting_walk_in
from meetings.domain.checkin.forcing import Forced, ask_why
from meetings.domain.checkin.manual import rule_in_words
from meetings.domain.checkin.paper import may_be_entered
from meetings.domain.checkin.slips import correct_newcomer, find_newcomer, is_fresh, take_out_newcomer
from meetings.domain.meetings.states import Activity, allows
from meetings.domain.participants.categories import list_categories
from meetings.domain.participants.queries import institutions_of
from meetings.domain.passes import pass_link, pass_page
from meetings.domain.permissions import Permission
from meetings.domain.seating.placing import seat_of
from meetings.domain.seating.plan import Plan, blocks_of, plan_for
from meetings.enums import DoorState, RefusalReason, ScanStatus
from meetings.models import Meeting, Participant, Session
from meetings.web import current_meeting
from meetings.web.rights.check import may
from meetings.web.saving import done, refused_at
from meetings.web.tickets import creates
from meetings.writing.phones import show_phone


@bp.route("/kehadiran/<session_id>/datang-langsung", methods=["GET", "POST"])
@creates
def walk_in(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """Somebody new on the list who is checked in at once; who may be meant on it is shown first."""
    meeting, session = current_meeting(), session_of(session_id)
    waiting = _waiting(session)
    form = _form(meeting, waiting)
    closed = "" if waiting else _closed(meeting, session)
    if closed and form.force is not None and not form.is_submitted():
        form.force.data = True  # without it nobody is recorded
    if form.validate_on_submit():
        with form.saving():
            told, newcomer = _record(form, meeting, session, waiting)
            if waiting is not None:
                return done(told, "checkin.index", meeting_id=meeting_id, sesi=session_id)
            if newcomer is not None:
                return done(told, "checkin.walked_in", meeting_id=meeting_id, newcomer_id=newcomer.id, sesi=session_id)
            return done(told, "checkin.walk_in", meeting_id=meeting_id, session_id=session_id)
    return render_template(
        "checkin/walk_in.html",
        meeting=meeting,
        session=session,
        form=form,
        waiting=waiting,
        similar=form.refusal.people if isinstance(form.refusal, PerhapsListed) else (),
        institutions=institutions_of(meeting.id),
        possible=allows(meeting, Activity.RECORD if waiting else Activity.CHECKIN),
        closed=closed,
        shut=closed and clock.now() > session.doors[1],
        may_force=form.force is not None,
        may_enter=may("checkin.paper_list") and may_be_entered(meeting, session, clock.now()),
        there=url_for("checkin.attendance", meeting_id=meeting_id, sesi=session_id),
    ), form.http_status


def _closed(meeting: Meeting, session: Session) -> str:
    """In words that the door does not admit anybody now; empty while it does."""
    at, state = clock.now(), door_state(session, meeting, clock.now())
    reason = {DoorState.EARLY: RefusalReason.TOO_EARLY, DoorState.SHUT: RefusalReason.TOO_LATE}.get(state)
    words = rule_in_words(reason, session, at) if reason else ""
    return f"{words[:1].upper()}{words[1:]}"


@bp.get("/kehadiran/datang-langsung/<newcomer_id>")
def walked_in(meeting_id: str, newcomer_id: str) -> str:
    """The pass of who was registered at the door: for their phone to read from this screen, or on paper. ``sesi``: the desk's."""
    meeting, desk = current_meeting(), request.args.get("sesi", "")[:16]
    issued = pass_to_hand_over(meeting, newcomer_id) or abort(404)
    person, fresh = issued.participant, is_fresh(issued.participant, current_user.id, clock.now())
    open_list = allows(meeting, Activity.PARTICIPANTS)
    side, path = qr_path(pass_link(issued))
    session = session_of(desk) if desk else None
    plan = plan_for(session) if session else Plan(meeting)
    return render_template(
        "checkin/walked_in.html",
        meeting=meeting,
        session=session,
        person=person,
        may_print=may("badges.print_one") and open_list and layout_of(person) is not None and wears(person),
        open_list=open_list,
        may_mend=open_list and (fresh or may(Permission.PARTICIPANTS_EDIT)),
        may_take_out=open_list and (fresh or may(Permission.CHECKIN_UNDO)),
        link=pass_page(issued),
        qr_side=side,
        qr_path=path,
        seat=seat_of(plan, issued.participant)[0],
        planned=bool(blocks_of(plan)),
        denah=plan.hall_id,
    )


@bp.route("/kehadiran/datang-langsung/<newcomer_id>/perbaiki", methods=["GET", "POST"])
def mend_newcomer(meeting_id: str, newcomer_id: str) -> ResponseReturnValue:
    """Correct what was typed."""
    meeting, desk = current_meeting(), request.args.get("sesi", "")[:16] or None
    row = find_newcomer(meeting, newcomer_id) or abort(404)
    form = NewcomerForm(_categories(meeting), personal=may(Permission.PERSONAL_VIEW), row=row)
    if request.method == "GET" and "phone" in form:
        form.phone.data = show_phone(row.phone)
    elif request.method == "POST" and form.validate():
        with form.saving():
            name = None if form.left_alone("name") else form.name.data
            edit = may(Permission.PARTICIPANTS_EDIT)
            correct_newcomer(row, form.typed(), _caller(meeting), clock.now(), name=name, may_edit=edit)
            told = _("Data %(name)s disimpan.", name=row.full_name)
            return done(told, "checkin.walked_in", meeting_id=meeting_id, newcomer_id=row.id, sesi=desk)
    institutions = institutions_of(meeting.id)
    there = url_for("checkin.walked_in", meeting_id=meeting_id, newcomer_id=row.id, sesi=desk)
    shown = render_template("checkin/newcomer.html", meeting=meeting, row=row, form=form, institutions=institutions, there=there)
    return shown, form.http_status


@bp.post("/kehadiran/datang-langsung/<newcomer_id>/keluarkan")
def take_out(meeting_id: str, newcomer_id: str) -> ResponseReturnValue:
    """Take back that they came, and take them off the list."""
    meeting, desk = current_meeting(), request.args.get("sesi", "")[:16] or None
    row = find_newcomer(meeting, newcomer_id) or abort(404)
    with refused_at(url_for("checkin.walked_in", meeting_id=meeting_id, newcomer_id=row.id, sesi=desk)):
        may_undo, reason = may(Permission.CHECKIN_UNDO), request.form.get("reason", "")
        take_out_newcomer(meeting, row, reason, _caller(meeting), clock.now(), may_undo=may_undo)
    told = _("%(name)s dikeluarkan dari daftar; kehadirannya dibatalkan. Pindaiannya tetap tersimpan.", name=row.full_name)
    return done(told, "checkin.attendance", meeting_id=meeting_id, sesi=desk)


def _caller(meeting: Meeting) -> Caller:
    return caller_for_user(current_user, meeting, may_force=may(Permission.CHECKIN_FORCE))


def _categories(meeting: Meeting) -> list[tuple[str, str]]:
    return [(category.id, category.name) for category, _count in list_categories(meeting.id)]


def _waiting(session: Session) -> Waiting | None:
    scan_id = request.args.get("pindaian", "")[:64]
    return (waiting_walk_in(session, scan_id) or abort(404)) if scan_id else None


def _form(meeting: Meeting, waiting: Waiting | None) -> WalkInForm:
    typed = waiting.typed if waiting else None
    shown = (
        {
            "name": typed["name"],
            "position": typed["position"],
            "institution": typed["organisation"],
            "category_id": typed["category"] or "",
        }
        if typed
        else {}
    )
    form = WalkInForm(_categories(meeting), **shown)
    if not may(Permission.CHECKIN_FORCE):
        del form.force, form.force_reason, form.force_note
    return form


def _record(form: WalkInForm, meeting: Meeting, session: Session, waiting: Waiting | None) -> tuple[str, Participant | None]:
    """What was recorded, in words, and who is new on the list."""
    caller, at, forced = _caller(meeting), clock.now(), _forced(form)
    if same := request.form.get("same"):
        status, name = is_on_list(caller, meeting, session, same, at, forced=forced, waiting=waiting)
        already = status is ScanStatus.ALREADY
        told = _("%(name)s sudah tercatat hadir.", name=name) if already else _("%(name)s dicatat hadir.", name=name)
        return told, None
    newcomer = put_on_list(
        caller,
        meeting,
        session,
        {
            "name": form.name.data or "",
            "position": form.position.data or "",
            "organisation": form.institution.data or "",
            "category": form.category_id.data or None,
        },
        at,
        reached=form.reached(),
        apart=request.form.getlist("shown") if "other" in request.form else (),
        forced=forced,
        waiting=waiting,
    )
    return _("%(name)s didaftarkan dan dicatat hadir.", name=newcomer.full_name), newcomer


def _forced(form: WalkInForm) -> Forced | None:
    if form.force is None or not form.force.data:
        return None
    return ask_why(form.force_reason.data or "", form.force_note.data or "")

"""An institution's rooms behind ``/d/<link>``: from where it joins, who sits there, and that they are there now."""

from typing import NoReturn

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings import clock
from meetings.blueprints.rsvp import bp
from meetings.blueprints.rsvp.institutions import closed_page
from meetings.blueprints.rsvp.point_forms import PointForm, ReportForm
from meetings.domain import online_points
from meetings.domain.agenda.queries import list_sessions
from meetings.domain.attendance.queries import door_state
from meetings.domain.online_points import queries
from meetings.domain.online_points.arriving import Reported, why_no_reports
from meetings.domain.online_points.rooms import why_no_rooms
from meetings.enums import DoorState
from meetings.extensions import limiter
from meetings.models import Delegation, OnlinePoint, Session, standing
from meetings.web.forms import with_status
from meetings.web.rights.guests import INSTITUTION
from meetings.web.saving import refused_at
from meetings.web.tickets import creates
from meetings.writing.phones import show_phone

EACH_HOUR = "120 per hour"  # a photo of five megabytes each


def _whose() -> str:
    return f"rooms:{INSTITUTION.row.id}"


@bp.route("/d/<link>/ruang", methods=["GET", "POST"])
@limiter.limit(EACH_HOUR, key_func=_whose, methods=["POST"])
@creates
def add_room(link: str) -> ResponseReturnValue:
    """One more room."""
    row: Delegation = INSTITUTION.row
    if row.closed_at is not None:
        return closed_page(row)
    form = PointForm(last_by=row.contact_name, delegation=row)
    form.offer(queries.may_sit(row), _elsewhere(row, None))
    if form.validate_on_submit():
        with form.saving():
            room = online_points.register_point(row, form.details(), form.people.data or [], form.by.data or "", clock.now())
            return _to(link, _("%(name)s didaftarkan sebagai titik daring.", name=room.name))
    return _show_form(link, form, None)


@bp.route("/d/<link>/ruang/<point_id>/ubah", methods=["GET", "POST"])
@limiter.limit(EACH_HOUR, key_func=_whose, methods=["POST"])
def edit_room(link: str, point_id: str) -> ResponseReturnValue:
    """Another name, other people."""
    row: Delegation = INSTITUTION.row
    if row.closed_at is not None:
        return closed_page(row)
    room = _room(row, point_id)
    people, elsewhere = queries.may_sit(row), _elsewhere(row, room)
    form = PointForm(row=room, last_by=room.registered_by, delegation=row)
    form.offer(people, elsewhere)
    if not form.is_submitted():
        form.contact_phone.data = show_phone(room.contact_phone)
    elif form.validate():
        with form.saving():
            online_points.change_point(room, form.details(), form.people.data or [], form.by.data or "", clock.now())
            return _to(link, _("%(name)s disimpan.", name=room.name))
    return _show_form(link, form, room)


@bp.post("/d/<link>/ruang/<point_id>/hapus")
def remove_room(link: str, point_id: str) -> ResponseReturnValue:
    """Take a room away."""
    row: Delegation = INSTITUTION.row
    if row.closed_at is not None:
        return closed_page(row)
    room = queries.find_room(row, point_id)
    if room is None:  # removed before
        return redirect(url_for("rsvp.institution", link=link))
    with refused_at(url_for("rsvp.institution", link=link)):
        online_points.remove_point(room, room.registered_by, clock.now())
    return _to(link, _("%(name)s tidak lagi menjadi titik daring.", name=room.name))


@bp.route("/d/<link>/ruang/<point_id>/hadir", methods=["GET", "POST"])
@limiter.limit(EACH_HOUR, key_func=_whose, methods=["POST"])
@creates
def report_room(link: str, point_id: str) -> ResponseReturnValue:
    """These people sit here now."""
    row, now = INSTITUTION.row, clock.now()
    if row.closed_at is not None:
        return closed_page(row)
    room = _room(row, point_id)
    sessions = list_sessions(row.meeting, with_items=False)
    opened = [each for each in sessions if door_state(each, row.meeting, now) is DoorState.OPEN]
    people = queries.people_in([room.id]).get(room.id, [])
    form = ReportForm(by=room.contact_name or room.registered_by)
    there = queries.present_in(opened[0], people) if len(opened) == 1 else set()
    gone = {each.id for each in people if standing.GONE.of(each)}
    # A door that shut meanwhile says so itself, of each person.
    offered = [each for each in sessions if each in opened or (form.is_submitted() and each.id == form.session_id.data)]
    form.offer(offered, people, dict.fromkeys(there, _("sudah tercatat hadir")) | dict.fromkeys(gone, _("dicabut panitia")))
    if form.validate_on_submit():
        with form.saving():
            session = next(each for each in offered if each.id == form.session_id.data)
            told = online_points.report_arrival(room, session, form.people.data or [], form.proof(), form.by.data or "", now)
            _tell(told, session)
            return redirect(url_for("rsvp.institution", link=link))
    elif not form.is_submitted():
        form.people.data = [each.id for each in people if each.id not in there | gone]
    page = render_template(
        "rsvp/room_arrival.html",
        meeting=row.meeting,
        row=row,
        link=link,
        room=room,
        form=form,
        people=people,
        opened=opened,
        next=next((each for each in sessions if each.doors[0] > now), None),
        refusal=why_no_reports(row.meeting),
    )
    return with_status(page, form.http_status)


def _tell(told: Reported, session: Session) -> None:
    if told.recorded:
        words = ngettext(
            "%(num)d orang tercatat hadir pada sesi %(session)s.",
            "%(num)d orang tercatat hadir pada sesi %(session)s.",
            told.recorded,
            session=session.title,
        )
        flash(words, "success")
    elif told.already and not told.refused:
        flash(_("Semua yang dipilih sudah tercatat hadir sebelumnya."), "info")
    for name, why in told.refused:
        flash(_("%(name)s belum dicatat: %(why)s.", name=name, why=why), "danger")


def _show_form(link: str, form: PointForm, room: OnlinePoint | None) -> ResponseReturnValue:
    row = INSTITUTION.row
    page = render_template(
        "rsvp/room.html", meeting=row.meeting, row=row, link=link, form=form, room=room, refusal=why_no_rooms(row)
    )
    return with_status(page, form.http_status)


def _elsewhere(row: Delegation, room: OnlinePoint | None) -> dict[str, str]:
    rooms = queries.sitting_elsewhere(row, room)
    return {person: _("di %(name)s", name=name) for person, name in rooms.items()}


def _room(row: Delegation, point_id: str) -> OnlinePoint:
    return queries.find_room(row, point_id) or _not_found()


def _not_found() -> NoReturn:
    abort(404)


def _to(link: str, told: str) -> ResponseReturnValue:
    flash(told, "success")
    return redirect(url_for("rsvp.institution", link=link))

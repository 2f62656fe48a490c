"""Halls that have a plan of their own."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.seating import bp
from meetings.blueprints.seating.forms import HallForm
from meetings.domain.seating import halls
from meetings.domain.seating.plan import sessions_by_hall
from meetings.models import SeatHall
from meetings.web import current_actor, current_meeting
from meetings.web.saving import done
from meetings.web.tickets import creates


@bp.route("/ruang/tambah", methods=["GET", "POST"])
@creates
def add_hall(meeting_id: str) -> ResponseReturnValue:
    """A plan of their own for some sessions."""
    return _edit(None)


@bp.route("/ruang/<hall_id>", methods=["GET", "POST"])
def edit_hall(meeting_id: str, hall_id: str) -> ResponseReturnValue:
    """Change what it is called, and which sessions have it."""
    return _edit(halls.get_hall(meeting_id, hall_id) or abort(404))


@bp.post("/ruang/<hall_id>/hapus")
def remove_hall(meeting_id: str, hall_id: str) -> ResponseReturnValue:
    """Give the plan up; its sessions share the plan that is no hall's."""
    row: SeatHall = halls.get_hall(meeting_id, hall_id) or abort(404)
    name = row.name
    halls.remove_hall(row, current_actor(), clock.now())
    return done(_("Denah %(name)s dihapus.", name=name), "seating.index", meeting_id=meeting_id)


def _edit(row: SeatHall | None) -> ResponseReturnValue:
    meeting = current_meeting()
    grouped = sessions_by_hall(meeting.id)
    form = HallForm([(session.id, session.title) for some in grouped.values() for session in some], row, grouped)
    if form.validate_on_submit():
        with form.saving():
            chosen = form.sessions.data or ()
            saved = halls.save_hall(meeting, row, form.name.data or "", chosen, current_actor(), clock.now())
            told = _("Denah %(name)s disimpan.", name=saved.name)
            return done(told, "seating.index", meeting_id=meeting.id, denah=saved.id)
    seated = halls.count_seated(row) if row else 0
    return render_template("seating/hall.html", meeting=meeting, form=form, row=row, seated=seated), form.http_status

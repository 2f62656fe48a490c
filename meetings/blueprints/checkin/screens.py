"""Screens of the hall: make one, open or copy its link, revoke it."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.blueprints.checkin.forms import ScreenForm
from meetings.domain.attendance.queries import list_sessions
from meetings.domain.checkin import screens as rules
from meetings.enums import ScreenKind
from meetings.web import current_actor, current_meeting
from meetings.web.saving import done
from meetings.web.tickets import creates


@bp.get("/check-in/layar")
def screens(meeting_id: str) -> str:
    """The meeting's screens with their links."""
    meeting = current_meeting()
    rows = [(screen, rules.screen_link(screen)) for screen in rules.list_screens(meeting.id)]
    return render_template("checkin/screens.html", meeting=meeting, rows=rows, ScreenKind=ScreenKind)


@bp.route("/check-in/layar/tambah", methods=["GET", "POST"])
@creates
def create_screen(meeting_id: str) -> ResponseReturnValue:
    """A new screen."""
    meeting = current_meeting()
    sessions = list_sessions(meeting.id)
    form = ScreenForm(sessions)
    if form.validate_on_submit():
        session = next((each for each in sessions if each.id == form.session.data), None)
        with form.saving():
            screen = rules.create_screen(
                meeting,
                ScreenKind(form.kind.data),
                form.name.data or "",
                session,
                form.greeting.data or "",
                current_actor(),
                clock.now(),
            )
            return done(_("Layar %(name)s siap dibuka.", name=screen.name), "checkin.screens", meeting_id=meeting.id)
    return render_template("checkin/screen_form.html", meeting=meeting, form=form), form.http_status


@bp.post("/check-in/layar/<screen_id>/cabut")
def revoke_screen(meeting_id: str, screen_id: str) -> ResponseReturnValue:
    """End a screen's link at once."""
    screen = rules.find_screen_of(current_meeting().id, screen_id) or abort(404)
    rules.revoke_screen(screen, current_actor(), clock.now())
    told = _("Layar %(name)s dicabut. Tautannya tidak dapat dibuka lagi.", name=screen.name)
    return done(told, "checkin.screens", meeting_id=meeting_id)

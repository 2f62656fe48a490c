"""On the way into the virtual room: the guest is recorded as present, and told under which name to join."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.rsvp import bp
from meetings.domain.guests import joining
from meetings.domain.guests.page import came_to
from meetings.web.rights.guests import PASS


@bp.get("/p/<code>/tautan/<link_id>/gabung")
def join_page(code: str, link_id: str) -> ResponseReturnValue:
    """Where to go on to, and as whom."""
    found = joining.find_joining(PASS.row, link_id, clock.now())
    if found is None:
        return _gone(code)
    person = PASS.row.participant
    came = {session.id: moment for session, moment in came_to(person)[0]}
    return render_template("rsvp/join.html", meeting=person.meeting, person=person, code=code, joining=found, came=came)


@bp.post("/p/<code>/tautan/<link_id>/gabung")
def join(code: str, link_id: str) -> ResponseReturnValue:
    """They join now."""
    now = clock.now()
    found = joining.find_joining(PASS.row, link_id, now)
    if found is None:
        return _gone(code)
    told = joining.join(PASS.row, found, now)
    if not told.there:
        flash(told.words, "warning")
    return redirect(url_for("rsvp.join_page", code=code, link_id=link_id))


def _gone(code: str) -> ResponseReturnValue:
    flash(_("Tautan daring itu tidak tampil sekarang. Lihat waktu dan tautan yang berlaku di halaman ini."), "info")
    return redirect(url_for("rsvp.show_pass", code=code))

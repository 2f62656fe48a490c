"""Guests check themselves in: with their phone, and what a screen of the hall shows at that moment."""

import hashlib
from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.rsvp import bp
from meetings.domain.checkin.alone import check_in_alone as record_alone
from meetings.domain.checkin.alone import may_check_in_alone
from meetings.domain.guests.page import came_to, opens_the_door
from meetings.domain.passes import code_of
from meetings.models import Pass, Session
from meetings.models.marks import marks_of
from meetings.web.conditional import json_unless_known
from meetings.web.rights.guests import HALL_CODE, PASS
from meetings.web.templating import format_time_of


@bp.post("/p/<code>/hadir")
def check_in_alone(code: str) -> ResponseReturnValue:
    """Whoever holds the pass is in the hall: their phone has read what the screen shows."""
    told = record_alone(PASS.row, request.form.get("layar", ""), request.form.get("id", ""), clock.now())
    flash(told.words, "success" if told.there else "danger")
    return redirect(url_for("rsvp.checked_in", code=code_of(PASS.row)))


@bp.get("/p/<code>/hadir")
def checked_in(code: str) -> str:
    """What came of it, with the way to the pass."""
    issued = PASS.row
    person, known = issued.participant, opens_the_door(issued)
    came, shown = _told(issued), code_of(issued)
    return render_template("rsvp/checked_in.html", meeting=person.meeting, person=person, known=known, came=came, code=shown)


@bp.get("/p/<code>/kehadiran")
def presence(code: str) -> Response:
    """Where they are recorded as present, asked for while the page is open at the door."""
    issued = PASS.row
    marks = marks_of(issued.participant.meeting_id)
    text = repr((issued.id, marks, str(get_locale())))
    mark = hashlib.blake2b(text.encode(), digest_size=16).hexdigest() if marks is not None else None
    return json_unless_known(mark, lambda: {"came": _told(issued)})


@bp.get("/h/<shown>", strict_slashes=False)
@bp.get("/H/<shown>", strict_slashes=False)
def in_hall(shown: str) -> str:
    """Where the QR of the hall leads a phone's own camera: on to the pass that this phone remembers."""
    row = HALL_CODE.row
    meeting = row.screen.meeting
    return render_template(
        "rsvp/in_hall.html",
        row=row,
        meeting=meeting,
        open=may_check_in_alone(meeting),
    )


def came_words(came: list[tuple[Session, datetime]], named: bool, zone: str) -> list[dict[str, Any]]:
    """What the pass page says of each session at which its holder is recorded as present."""
    return [{"words": " ".join(filter(None, _words(session, moment, named, zone)))} for session, moment in came]


def _told(issued: Pass) -> list[dict[str, Any]]:
    person = issued.participant
    if not opens_the_door(issued):
        return []
    return came_words(*came_to(person), person.meeting.timezone)


def _words(session: Session, moment: datetime, named: bool, zone: str) -> tuple[str, str]:
    time = format_time_of(moment, session.starts_at, zone)
    there = _("Anda tercatat hadir pukul %(time)s.", time=time)
    if named:
        there = _("Anda tercatat hadir pukul %(time)s pada sesi %(session)s.", time=time, session=session.title)
    if not session.was_over_for(moment):
        return there, ""
    ended = format_time_of(session.over_from, session.starts_at, zone)
    return there, _("Anda datang sesudah acara berakhir pukul %(time)s.", time=ended)

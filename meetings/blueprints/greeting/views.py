"""Arrivals of who is to be received, kept up to date while the page is open; greeting them; the list for who calls them by name."""

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.greeting import bp
from meetings.domain.attendance.current import current_session
from meetings.domain.attendance.queries import find_session, list_sessions
from meetings.domain.greeting import arrivals
from meetings.domain.greeting.greeting import greet, mark_greeted, take_back
from meetings.domain.meetings import Activity, allows
from meetings.domain.participants.queries import get_participant
from meetings.models import Participant, Session
from meetings.web import current_actor, current_meeting
from meetings.web.conditional import json_unless_known
from meetings.web.saving import done, refused_at
from meetings.web.templating import format_time_of


@bp.get("")
def index(meeting_id: str) -> str:
    """Who has come, and who is awaited."""
    meeting, sessions = current_meeting(), list_sessions(meeting_id)
    named = request.args.get("sesi")
    chosen = next((each for each in sessions if each.id == named), None) or (abort(404) if named else None)
    session = chosen or current_session(sessions, clock.now())
    shown = _shown(session) if session else {}
    return render_template("greeting/index.html", meeting=meeting, sessions=sessions, session=session, **shown)


@bp.get("/kabar/<session_id>")
def news(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """The same part of the page as JSON, with the ids of whom nobody has greeted yet; 304 while nothing changed."""
    session = _session(session_id)

    def make() -> dict[str, Any]:
        shown = _shown(session)
        waiting = [each for each in shown["arrived"] if each.greeted_at is None]
        part = render_template("greeting/_arrivals.html", meeting=current_meeting(), session=session, **shown)
        return {"html": part, "waiting": [{"id": each.id, "name": each.name, "office": each.office} for each in waiting]}

    answer = json_unless_known(arrivals.greeting_mark(session, current_actor().id), make)
    answer.headers["Cache-Control"] = "private, no-store"  # it names people; the script remembers the mark by itself
    return answer


@bp.post("/<session_id>/<participant_id>")
def welcome(meeting_id: str, session_id: str, participant_id: str) -> ResponseReturnValue:
    """Somebody was greeted; ``undo``: was not, after all."""
    meeting, session, person = current_meeting(), _session(session_id), _person(participant_id)
    undo = request.form.get("undo") == "1"
    with refused_at(url_for("greeting.index", meeting_id=meeting_id, sesi=session_id)):
        if undo:
            take_back(meeting, session, person, current_actor(), clock.now())
        else:
            row = greet(meeting, session, person, current_actor(), clock.now())
    if undo:
        told = _("%(name)s belum disambut.", name=person.full_name)
    else:
        hour = format_time_of(row.greeted_at, session.starts_at, meeting.timezone)
        told = _("%(name)s disambut oleh %(who)s pukul %(time)s.", name=person.full_name, who=row.by, time=hour)
    return done(told, "greeting.index", meeting_id=meeting_id, sesi=session_id)


@bp.post("/tanda/<participant_id>")
def mark(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """Say whether somebody is to be received."""
    person, wanted = _person(participant_id), request.form.get("wanted") == "1"
    with refused_at(url_for("participants.detail", meeting_id=meeting_id, participant_id=participant_id)):
        mark_greeted(person, wanted, current_actor(), clock.now())
    told = (
        _("%(name)s disambut saat datang.", name=person.full_name)
        if wanted
        else _("%(name)s tidak lagi ditandai untuk disambut.", name=person.full_name)
    )
    return done(told, "participants.detail", meeting_id=meeting_id, participant_id=participant_id)


@bp.get("/daftar/<session_id>")
def roll(meeting_id: str, session_id: str) -> str:
    """Who of them is there, in protocol order, to be printed for who calls them by name."""
    session = _session(session_id)
    guests = arrivals.in_protocol_order(session)
    return render_template("greeting/roll.html", meeting=current_meeting(), session=session, guests=guests, now=clock.now())


def _shown(session: Session) -> dict[str, Any]:
    return {
        "arrived": arrivals.arrivals_of(session),
        "awaited": arrivals.awaited_of(session),
        "may_greet": allows(current_meeting(), Activity.RECORD),
    }


def _session(session_id: str) -> Session:
    return find_session(current_meeting().id, session_id) or abort(404)


def _person(participant_id: str) -> Participant:
    return get_participant(current_meeting().id, participant_id) or abort(404)

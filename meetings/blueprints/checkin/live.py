"""The overview of the doors: numbers that stay true while the page is open."""

import hashlib
import json
from typing import Any

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.domain.attendance.live import live_numbers
from meetings.domain.attendance.queries import current_session, door_state, find_session, list_sessions, totals_of
from meetings.domain.checkin.devices import list_devices
from meetings.domain.checkin.log import OPEN, LogFilters, list_scans
from meetings.models import Session
from meetings.web import current_meeting
from meetings.web.links import public_url
from meetings.web.rights.check import may

SHOWN = 10  # of what waits for somebody; all of it stands in the log


def chosen_session(sessions: list[Session]) -> Session | None:
    """The session named by ``?sesi=``, else the one that runs now or next; 404 for one of another meeting."""
    named = request.args.get("sesi")
    if named:
        return next((session for session in sessions if session.id == named), None) or abort(404)
    return current_session(sessions, clock.now())


@bp.get("/check-in")
def index(meeting_id: str) -> str:
    """Live numbers of a session, all sessions side by side, and the devices."""
    meeting = current_meeting()
    sessions = list_sessions(meeting.id)
    session = chosen_session(sessions)
    devices = list_devices(meeting.id)
    return render_template(
        "checkin/index.html",
        meeting=meeting,
        sessions=sessions,
        session=session,
        totals=totals_of(sessions),
        numbers=live_numbers(session) if session else None,
        door_state=door_state(session, meeting, clock.now()) if session else None,
        waiting=list_scans(meeting.id, LogFilters(outcome=OPEN), 1, SHOWN),
        working=[device for device in devices if device.revoked_at is None],
        ended=[device for device in devices if device.revoked_at is not None],
        scanner_address=public_url("scanner.page"),
        may_manage=may("checkin.create_device_page"),
        now=clock.now(),
    )


@bp.get("/check-in/angka/<session_id>")
def numbers(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """The live numbers as JSON; 304 while nothing changed."""
    session = find_session(current_meeting().id, session_id) or abort(404)
    said: dict[str, Any] = live_numbers(session)
    text = json.dumps(said, ensure_ascii=False)
    answer = Response(text, mimetype="application/json")
    answer.set_etag(hashlib.blake2b(text.encode(), digest_size=16).hexdigest(), weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)

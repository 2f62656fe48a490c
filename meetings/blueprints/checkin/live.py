"""The overview of the doors: numbers that stay true while the page is open."""

from datetime import datetime
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.domain.attendance.current import current_session, still_admitting
from meetings.domain.attendance.live import FEW, MANY, live_numbers
from meetings.domain.attendance.queries import door_state, find_session, list_sessions, present_in
from meetings.domain.checkin.board import board_mark
from meetings.domain.checkin.device_states import state_of
from meetings.domain.checkin.devices import devices_seen, list_devices
from meetings.domain.checkin.log import OPEN, UNPERMITTED, LogFilters, count_unpermitted, list_scans
from meetings.domain.checkin.sharing import shared_with
from meetings.domain.checkin.twice import MOST, count_twice, list_twice
from meetings.models import Session
from meetings.web import current_meeting
from meetings.web.conditional import json_unless_known
from meetings.web.links import public_url
from meetings.web.rights.check import may
from meetings.web.templating import format_moment, format_time_of
from meetings.writing.reading import read_text

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
    devices, present = list_devices(meeting.id), present_in(sessions)
    twice = list_twice(session) if session else []
    twice_count = count_twice(session) if session else 0
    waiting = list_scans(meeting.id, LogFilters(outcome=OPEN), 1, SHOWN)
    words, most = _institutions()
    return render_template(
        "checkin/index.html",
        meeting=meeting,
        sessions=sessions,
        session=session,
        present=present,
        former=still_admitting(sessions, session, clock.now()) if session else None,
        numbers=live_numbers(session, present, words, most) if session else None,
        institution=words,
        all_institutions=most > FEW,
        queue_words=queue_words,
        door_state=door_state(session, meeting, clock.now()) if session else None,
        waiting=waiting,
        twice=twice[:MOST],
        more_twice=len(twice) > MOST,
        twice_count=twice_count,
        awaited=(waiting.total or 0) + twice_count,
        working=[device for device in devices if device.revoked_at is None],
        ended=[device for device in devices if device.revoked_at is not None],
        states={device.id: state_of(device, meeting, clock.now()) for device in devices},
        shared=shared_with(devices),
        unpermitted=count_unpermitted(devices),
        unpermitted_outcome=UNPERMITTED,
        scanner_address=public_url("scanner.page"),
        may_manage=may("checkin.create_device_page"),
        now=clock.now(),
    )


def _awaited(session: Session) -> int:
    """How much waits for somebody, as the page above shows it."""
    return (list_scans(session.meeting_id, LogFilters(outcome=OPEN), 1, SHOWN).total or 0) + count_twice(session)


@bp.get("/check-in/angka/<session_id>")
def numbers(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """The live numbers as JSON; 304 while nothing changed."""
    meeting = current_meeting()
    session = find_session(meeting.id, session_id) or abort(404)
    told, (words, most) = request.args.get("menunggu", type=int), _institutions()

    def make() -> dict[str, Any]:
        waits = _awaited(session)
        return {
            **live_numbers(session, present_in(list_sessions(meeting.id)), words, most),
            "news": waits > (waits if told is None else told),
            "devices": {
                each: {"seen": format_moment(seen, meeting.timezone), "queue": queue_words(queue, seen, meeting.timezone)}
                for each, (seen, queue) in devices_seen(meeting.id).items()
            },
        }

    return json_unless_known(board_mark(session, clock.now(), told, words, most), make)


def _institutions() -> tuple[str, int]:
    """Words of the institutions that are looked for, and how many are shown at most."""
    words = read_text(request.args.get("instansi", ""))[:200]
    return words, MANY if words or request.args.get("semua") else FEW


def queue_words(waiting: int | None, seen: datetime | None, zone: str) -> str:
    """How many scans wait in a device, and when it said so: without a network nobody hears of what it has read since. Empty where it has
    not said."""
    if waiting is None or seen is None:
        return ""
    words = ngettext("%(num)s menunggu dikirim", "%(num)s menunggu dikirim", waiting) if waiting else _("semua terkirim")
    return _("%(what)s, menurut kabar pukul %(time)s", what=words, time=format_time_of(seen, clock.now(), zone))

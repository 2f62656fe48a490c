"""What a screen of the hall shows, as JSON values: asked for every few seconds, and made anew only when something has changed."""

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask_babel import get_locale

from meetings.documents.qr import qr_path
from meetings.domain.attendance import counts
from meetings.domain.attendance.current import current_session, serving
from meetings.domain.attendance.listing import latest_arrivals
from meetings.domain.attendance.queries import door_state
from meetings.domain.checkin.alone import may_check_in_alone
from meetings.domain.checkin.hall_codes import hall_code, hall_link, step_at
from meetings.domain.checkin.screens import sessions_of
from meetings.enums import DoorState, MeetingMode, ScreenKind
from meetings.models import HallScreen
from meetings.models.marks import marks_of

GREETED = 7  # of those who came last
LONG = 36  # letters of a name, above which it is set smaller


def screen_mark(screen: HallScreen, at: datetime, chosen: str = "") -> str | None:
    """What stays as long as the screen shows the same; one small statement. None where that cannot be told."""
    marks = marks_of(screen.meeting_id)
    if marks is None:
        return None
    text = repr((screen.id, chosen, screen.meeting.self_checkin, marks, step_at(at), str(get_locale())))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def shown_on(screen: HallScreen, at: datetime, chosen: str = "") -> dict[str, Any]:
    """The session, how many are there, and the QR of now or the last arrivals, by name and office alone. Where several sessions are served
    at once, these to choose from, unless one of them is ``chosen``."""
    sessions = sessions_of(screen)
    served = serving(sessions, at)
    choices = served if len(served) > 1 and chosen not in {each.id for each in served} else []
    session = None if choices else next((each for each in served if each.id == chosen), None)
    if session is None and not choices:
        session = served[0] if served else current_session(sessions, at)
    said: dict[str, Any] = {
        "choices": [{"id": each.id, "session": each.title, "room": each.room} for each in choices],
        "about": not choices,
        "session": session.title if session else "",
        "room": session.room if session else "",
        "present": counts.present(session.id) if session else 0,
    }
    if screen.kind is ScreenKind.WELCOME:
        latest = latest_arrivals(session, 3 * GREETED) if session else []
        came = [
            {
                "name": line.name,
                "long": len(line.name) > LONG,
                "office": ", ".join(filter(None, (line.position, line.institution))),
                "category": line.category or "",
                "colour": line.colour or "",
            }
            for line in latest
            if line.recorded is not MeetingMode.ONLINE
        ][:GREETED]
        return said | {"newest": came[:1], "others": came[1:], "nobody": not came}
    opened = session in served and session is not None and door_state(session, screen.meeting, at) is DoorState.OPEN
    if session is None or not opened or not may_check_in_alone(screen.meeting):
        return said | {"side": 0, "path": "", "open": False, "shut": not choices}
    side, path = _drawn(hall_link(hall_code(screen, session.id, step_at(at))))
    return said | {"side": side, "path": path, "open": True, "shut": False}


@lru_cache(maxsize=64)
def _drawn(link: str) -> tuple[int, str]:
    """Once for each step and process: a symbol takes longer to make than all the rest of an answer."""
    return qr_path(link)

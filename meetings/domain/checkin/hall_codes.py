"""The QR on a screen of the hall, which changes every half minute: who reads it is in the hall now.

It names the screen, and proves by a keyed hash of screen, session and time step that the screen shows it now: 32 letters and digits, so the
QR stays small. Nobody makes the next one without the key, and a picture of it is worth a minute.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from meetings import passcode
from meetings.config import current_settings
from meetings.domain.checkin.screens import one_working, sessions_of
from meetings.enums import ScreenKind
from meetings.models import HallScreen, Session

STEP = 30  # seconds
TOLERATED = 1  # steps: whoever has scanned may still have to press a button
KNOWN = 120  # steps after which a code is no more told from one that was never shown
_ID = 16  # characters of a screen's id, and of the proof behind it
_LINK = re.compile(r"/H/([^/?#]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HallCode:
    """A ``code`` that the screen has shown. ``fresh``: no longer ago than is tolerated. ``session``: that it was shown for."""

    code: str
    screen: HallScreen
    session: Session
    fresh: bool


def step_at(at: datetime) -> int:
    """Which half minute since 1970 it is."""
    return int(at.timestamp()) // STEP


def hall_code(screen: HallScreen, session_id: str, step: int) -> str:
    """What the QR of the screen says in that step, 32 characters of RFC 4648's base32 in small letters."""
    proof = passcode.derive_token(current_settings().code_key, "hall", f"{screen.id}:{session_id}:{step}")
    return screen.id + proof[:_ID]


def hall_link(code: str) -> str:
    """As the QR says it: in capitals, so the symbol stays small; any phone's camera opens it."""
    return f"{current_settings().base_url}/H/{code}".upper()


def read_hall_code(text: str, at: datetime) -> HallCode | None:
    """The code in what a phone has read, or in a link that ends in ``/H/<code>``; None for what no working screen has shown in the last hour."""
    link = _LINK.search(text[:2000])
    code = passcode.read_token(link.group(1) if link else text)
    if code is None:
        return None
    screen = one_working(HallScreen.id == code[:_ID])
    if screen is None or screen.kind is not ScreenKind.SELF:
        return None
    sessions = sessions_of(screen)
    for ago in range(KNOWN):
        for session in sessions:
            if hall_code(screen, session.id, step_at(at) - ago) == code:
                return HallCode(code, screen, session, ago <= TOLERATED)
    return None

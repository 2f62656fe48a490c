"""The page of a screen, and what it asks for again and again."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from meetings import clock
from meetings.domain.checkin.screens import screen_token
from meetings.domain.checkin.showing import screen_mark, shown_on
from meetings.models import HallScreen
from meetings.web.conditional import json_unless_known
from meetings.web.rights.guests import SCREEN

bp = Blueprint("screens", __name__)
TEMPLATES = {"self": "screens/alone.html", "welcome": "screens/welcome.html"}


@bp.get("/layar/<token>", strict_slashes=False)
def show(token: str) -> str:
    """The screen as it is now; it keeps itself up to date."""
    screen, chosen = SCREEN.row, _chosen()
    kept: dict[str, Any] = {"sesi": chosen} if chosen else {}
    return render_template(
        TEMPLATES[screen.kind.value],
        screen=screen,
        meeting=screen.meeting,
        shown=_shown(screen, clock.now(), chosen),
        news=url_for("screens.shown", token=_token(screen), **kept),
    )


@bp.get("/layar/<token>/isi")
def shown(token: str) -> Response:
    """What it shows, as JSON; 304 while that is the same."""
    screen, now, chosen = SCREEN.row, clock.now(), _chosen()
    return json_unless_known(screen_mark(screen, now, chosen), lambda: _shown(screen, now, chosen))


def _shown(screen: HallScreen, at: datetime, chosen: str) -> dict[str, Any]:
    """Where there is something to choose, each choice is the address of this page about that session."""
    said = shown_on(screen, at, chosen)
    for choice in said["choices"]:
        choice["address"] = url_for("screens.show", token=_token(screen), sesi=choice.pop("id"))
    return said


def _token(screen: HallScreen) -> str:
    return screen_token(screen.id, screen.token_hash)


def _chosen() -> str:
    """The session that was chosen at the screen, where several are served at once."""
    return request.args.get("sesi", "")[:16]

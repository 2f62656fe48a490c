"""What the calls of the door have in common: whose they are, what was sent, and how it is answered."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_smorest import Blueprint

from meetings.domain.checkin.reading import ROW_ID
from meetings.errors import InvalidInput, Unauthenticated
from meetings.extensions import db
from meetings.web.errors import problem

bp = Blueprint("api", __name__, description="The door")
TOKEN: list[dict[str, list[str]]] = [{"token": []}]


@bp.errorhandler(Unauthenticated)
def challenge(error: Unauthenticated) -> Response:
    """401 with the challenge that HTTP asks for."""
    db.session.rollback()
    answer = problem(error.status, error.code, error.message)
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def sent_json() -> dict[str, Any]:
    """The body. Raises `InvalidInput` for what is no JSON object."""
    try:
        sent = json.loads(request.get_data(cache=False))
    except (ValueError, RecursionError):
        raise InvalidInput(_("Isi permintaan bukan JSON.")) from None
    if not isinstance(sent, dict):
        raise InvalidInput(_("Isi permintaan bukan objek JSON."))
    return sent


def known_form(meeting: str) -> str:
    """The id in the address, or one that no meeting has, where it cannot be one of ours."""
    return meeting if ROW_ID.fullmatch(meeting) else "-"


def bearer() -> str | None:
    """The bearer token that was sent, if one was."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def answer_with(content: Mapping[str, Any], status: int = 200) -> Response:
    """As ASCII: an id may come back that holds half a surrogate pair, which UTF-8 cannot say."""
    return Response(json.dumps(content), status=status, mimetype="application/json")

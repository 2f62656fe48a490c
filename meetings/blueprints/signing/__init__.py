"""What waits for one's signature, over all meetings: many are signed with one password."""

from flask import Blueprint

bp = Blueprint("signing", __name__, url_prefix="/tanda-tangan")

from meetings.blueprints.signing import views  # noqa: E402, F401 -- registers

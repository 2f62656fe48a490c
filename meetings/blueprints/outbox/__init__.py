"""The outbox: every message of the service, for its administrators."""

from flask import Blueprint

bp = Blueprint("outbox", __name__, url_prefix="/kotak-keluar")

from meetings.blueprints.outbox import views  # noqa: E402, F401 -- registers

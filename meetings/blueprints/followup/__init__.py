"""Action items: over all my organisations, per meeting, one with its history."""

from flask import Blueprint

bp = Blueprint("followup", __name__)

from meetings.blueprints.followup import views  # noqa: E402, F401 -- registers

"""How institutions came: in one meeting, and over a series of meetings."""

from flask import Blueprint

bp = Blueprint("recaps", __name__)

from meetings.blueprints.recaps import meeting, series  # noqa: E402, F401 -- registers

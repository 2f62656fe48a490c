"""The hall: its plan, who sits where, and the papers about it."""

from flask import Blueprint

bp = Blueprint("seating", __name__, url_prefix="/kegiatan/<meeting_id>/tempat-duduk")

from meetings.blueprints.seating import halls, papers, parts, views  # noqa: E402, F401 -- registers

"""Sessions and their rundown of a meeting."""

from flask import Blueprint

bp = Blueprint("agenda", __name__, url_prefix="/kegiatan/<meeting_id>/acara")

from meetings.blueprints.agenda import items, views  # noqa: E402, F401 -- registers

"""Speakers and moderators of a meeting."""

from flask import Blueprint

bp = Blueprint("speakers", __name__, url_prefix="/kegiatan/<meeting_id>/narasumber")

from meetings.blueprints.speakers import views  # noqa: E402, F401 -- registers

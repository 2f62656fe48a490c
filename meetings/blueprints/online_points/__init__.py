"""Rooms that join from afar: who sits there, what they reported, and what the committee says of it."""

from flask import Blueprint

bp = Blueprint("online_points", __name__, url_prefix="/kegiatan/<meeting_id>/titik-daring")

from meetings.blueprints.online_points import views  # noqa: E402, F401 -- registers

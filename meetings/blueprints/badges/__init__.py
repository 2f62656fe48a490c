"""Badges: how they look, many on sheets, one at the desk."""

from flask import Blueprint

bp = Blueprint("badges", __name__, url_prefix="/kegiatan/<meeting_id>/tanda-pengenal")

from meetings.blueprints.badges import layouts, photos, single, views  # noqa: E402, F401 -- registers

"""Participants: list, one person, import, categories, export."""

from flask import Blueprint

bp = Blueprint("participants", __name__, url_prefix="/kegiatan/<meeting_id>/peserta")

from meetings.blueprints.participants import categories, deciding, imports, members, questions, sessions, views  # noqa: E402, F401 -- registers

"""The protocol officer's page: who is to be received and has come."""

from flask import Blueprint

bp = Blueprint("greeting", __name__, url_prefix="/kegiatan/<meeting_id>/penyambutan")

from meetings.blueprints.greeting import views  # noqa: E402, F401 -- registers

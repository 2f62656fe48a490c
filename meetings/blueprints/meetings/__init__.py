"""Meetings: list, data, overview, states, committee, settings, audit trail."""

from flask import Blueprint

bp = Blueprint("meetings", __name__, url_prefix="/kegiatan")

from meetings.blueprints.meetings import heads, management, views  # noqa: E402, F401 -- registers

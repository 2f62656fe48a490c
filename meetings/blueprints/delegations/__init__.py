"""Institutions' links: made, sent, renewed and closed by the committee."""

from flask import Blueprint

bp = Blueprint("delegations", __name__, url_prefix="/kegiatan/<meeting_id>/delegasi")

from meetings.blueprints.delegations import views  # noqa: E402, F401 -- registers

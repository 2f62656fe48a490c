"""Virtual links of a meeting."""

from flask import Blueprint

bp = Blueprint("links", __name__, url_prefix="/kegiatan/<meeting_id>/tautan")

from meetings.blueprints.links import views  # noqa: E402, F401 -- registers

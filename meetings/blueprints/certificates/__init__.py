"""Certificates of a meeting: who gets one, issued, signed, sent."""

from flask import Blueprint

bp = Blueprint("certificates", __name__, url_prefix="/kegiatan/<meeting_id>/sertifikat")

from meetings.blueprints.certificates import issuing, rule, signing, views  # noqa: E402, F401 -- registers

"""Attendance reports of virtual rooms: upload, tell names apart, record."""

from flask import Blueprint

bp = Blueprint("online_reports", __name__, url_prefix="/kegiatan/<meeting_id>/tautan/laporan")

from meetings.blueprints.online_reports import views  # noqa: E402, F401 -- registers

"""The door seen from the committee's desk: devices, live numbers, attendance lists."""

from flask import Blueprint

bp = Blueprint("checkin", __name__, url_prefix="/kegiatan/<meeting_id>")

from meetings.blueprints.checkin import absences, attendance, devices, entering, live, log, papers  # noqa: E402, F401 -- registers

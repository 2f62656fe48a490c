"""The door seen from the committee's desk: devices, live numbers, attendance lists."""

from flask import Blueprint

bp = Blueprint("checkin", __name__, url_prefix="/kegiatan/<meeting_id>")

from meetings.blueprints.checkin import (  # noqa: E402, F401 -- registers
    absences,
    attendance,
    choosing,
    devices,
    entering,
    issued,
    listing_files,
    live,
    log,
    papers,
    screens,
    walk_ins,
)

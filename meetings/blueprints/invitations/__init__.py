"""Letters of a meeting: wording, issue, sending, the list of invitations."""

from flask import Blueprint

bp = Blueprint("invitations", __name__, url_prefix="/kegiatan/<meeting_id>/undangan")

from meetings.blueprints.invitations import letters, messages, one_file, reminding, reviewing, running, samples, signing, views  # noqa: E402, F401 -- registers

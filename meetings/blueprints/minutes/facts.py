"""Where minutes and their session differ: one of the two is taken."""

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from meetings import clock
from meetings.blueprints.minutes import bp
from meetings.domain import minutes
from meetings.web import current_actor
from meetings.web.reading import find_minutes
from meetings.web.saving import done, refused_at
from meetings.writing.reading import read_lines


@bp.post("/<minutes_id>/beda")
def settle(meeting_id: str, minutes_id: str) -> Answer:
    """Take what the session says of a part, or keep what the minutes say."""
    found = find_minutes(minutes_id)
    mine = request.form.get("choice") == "minutes"
    part, theirs = request.form.get("part", ""), read_lines(request.form.get("theirs"))
    with refused_at(url_for("minutes.read", meeting_id=meeting_id, minutes_id=minutes_id)):
        minutes.take(found, part, theirs, current_actor(), clock.now(), mine=mine)
    told = _("Isi notula dipertahankan.") if mine else _("Notula mengambil data sesi.")
    return done(told, "minutes.read", meeting_id=meeting_id, minutes_id=minutes_id)

"""The phrases that minutes are offered, filled in for them: the editor's script takes them from this page, without script one copies."""

from flask import render_template
from flask_login import current_user

from meetings.blueprints.minutes import bp, show_rich
from meetings.blueprints.minutes.views import find_minutes
from meetings.domain import minutes
from meetings.domain.permissions import Permission, permissions_in
from meetings.web import current_meeting


@bp.get("/<minutes_id>/frasa")
def phrases(meeting_id: str, minutes_id: str) -> str:
    """Phrases of the meeting's organisation and of the units above it."""
    found, meeting = find_minutes(minutes_id), current_meeting()
    return render_template(
        "minutes/phrases.html",
        meeting=meeting,
        minutes=found,
        phrases=minutes.phrases_for(meeting.organisation),
        fill=lambda phrase: show_rich(minutes.fill_phrase(phrase.text, found), found),
        manages=Permission.MINUTES_EDIT in permissions_in(current_user.id, organisation=meeting.organisation),
        section="minutes.index",
    )

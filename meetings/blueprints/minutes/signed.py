"""Numbered minutes that wait for their signature: the scan of the signed print is brought, or they go back to their writers."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from meetings import clock
from meetings.blueprints.minutes import bp
from meetings.blueprints.minutes.forms import ScanForm
from meetings.blueprints.minutes.views import find_minutes
from meetings.domain import minutes
from meetings.domain.signing import FewerPages
from meetings.enums import MinutesStanding
from meetings.web import current_actor, current_meeting
from meetings.web.forms import typed_reason, with_status
from meetings.web.saving import done, refused_at


@bp.route("/<minutes_id>/tanda-tangan", methods=["GET", "POST"])
def sign(meeting_id: str, minutes_id: str) -> str | Answer:
    """What is to be done with paper and pen, and the scan that issues the minutes."""
    found = find_minutes(minutes_id)
    if found.standing is not MinutesStanding.SIGNING:
        return redirect(url_for(".read", meeting_id=meeting_id, minutes_id=minutes_id))
    form = ScanForm()
    if form.validate_on_submit():
        with form.saving():
            minutes.bring_scan(found, form.file.data.read(), current_actor(), clock.now(), shorter=form.shorter.data)
            told = _("Notula nomor %(number)s terbit dengan pindaian bertanda tangan.", number=found.number)
            return done(told, ".read", meeting_id=meeting_id, minutes_id=minutes_id)
        found = find_minutes(minutes_id)
    body = render_template(
        "minutes/sign.html",
        meeting=current_meeting(),
        minutes=found,
        form=form,
        fewer=isinstance(form.refusal, FewerPages) or form.shorter.data,
        section="minutes.index",
    )
    return with_status(body, form.http_status)


@bp.post("/<minutes_id>/tanda-tangan/kembalikan")
def take_back(meeting_id: str, minutes_id: str) -> Answer:
    """Return what nobody has signed yet to its writers."""
    found = find_minutes(minutes_id)
    with refused_at(url_for(".read", meeting_id=meeting_id, minutes_id=minutes_id)):
        minutes.take_back_unsigned(found, typed_reason("note"), current_actor(), clock.now())
    told = _("Notula kembali menjadi konsep dan tetap bernomor %(number)s.", number=found.number)
    return done(told, ".read", meeting_id=meeting_id, minutes_id=minutes_id)

"""Home, and the stylesheet with an organisation's colour."""

import io
import re

from flask import Response, abort, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from meetings import clock
from meetings.blueprints.home import bp
from meetings.blueprints.home.colours import accent_css
from meetings.config import local_day
from meetings.domain import approvals, letters, machines, meetings
from meetings.domain.admin.addresses import meetings_to_send_again
from meetings.domain.followup import action_numbers
from meetings.domain.invitations import signed
from meetings.domain.invitations.old_letters import old_letters
from meetings.domain.minutes import certificates_wanted, minutes_waiting, signatures_waiting, withdrawals_waiting
from meetings.domain.organisations.emblem import find_emblem
from meetings.domain.permissions import Permission, visible_meetings
from meetings.enums import MinutesState
from meetings.web.rights.check import may


@bp.get("/")
def index() -> str:
    """My meetings and what waits for me."""
    today = local_day(clock.now())
    ahead = meetings.meetings_ahead(visible_meetings(current_user.id), today, clock.now())
    return render_template(
        "home/index.html",
        today=today,
        ahead=ahead,
        overnight=meetings.ends_past_midnight(ahead),
        approvals=minutes_waiting(visible_meetings(current_user.id, Permission.MINUTES_APPROVE), [MinutesState.SUBMITTED]),
        letters_waiting=approvals.papers_waiting(current_user.id),
        letters_settled=letters.letters_settled(visible_meetings(current_user.id, Permission.LETTERS_EDIT)),
        letters_unsigned=signed.letters_to_sign(visible_meetings(current_user.id, Permission.LETTERS_SIGN)),
        withdrawals=withdrawals_waiting(visible_meetings(current_user.id, Permission.MINUTES_APPROVE)),
        publications=minutes_waiting(visible_meetings(current_user.id, Permission.MINUTES_PUBLISH), [MinutesState.APPROVED]),
        signatures=signatures_waiting(visible_meetings(current_user.id, Permission.MINUTES_SIGN)),
        by_certificate=len(certificates_wanted(visible_meetings(current_user.id, Permission.MINUTES_SIGN), limit=2)) > 1,
        actions=action_numbers(visible_meetings(current_user.id, Permission.MINUTES_VIEW), today),
        clocks=machines.clocks_set(clock.now()) if may("admin.index") or may("service.index") else (),
        letters_old=old_letters(visible_meetings(current_user.id, Permission.LETTERS_SEND), clock.now()),
        letters_elsewhere=meetings_to_send_again(current_user.id, clock.now()),
        drafts=minutes_waiting(visible_meetings(current_user.id, Permission.MINUTES_EDIT), [MinutesState.DRAFT]),
    )


@bp.get("/accent/<colour>.css")
def accent(colour: str) -> Response:
    """The CSS variables for a colour given as six hex digits; cached for ever, since the address names the colour."""
    if not re.fullmatch(r"[0-9a-fA-F]{6}", colour):
        abort(404)
    return Response(accent_css(colour), mimetype="text/css", headers={"Cache-Control": "public, max-age=31536000, immutable"})


@bp.get("/lambang/<emblem_of>")
def emblem(emblem_of: str) -> ResponseReturnValue:
    """The emblem of an organisation, for anybody: participants' pages wear it, too. Without one, the service's own mark."""
    found = find_emblem(emblem_of)
    if found is None:
        return redirect(url_for("static", filename="images/favicon.svg"))
    data, media_type, etag = found
    answer = send_file(io.BytesIO(data), mimetype=media_type, etag=etag, conditional=True)
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer

"""The badge of one person, printed by the browser at the desk."""

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.badges import bp
from meetings.documents.pdf.badge_stock import STOCKS
from meetings.domain.badges import printing
from meetings.domain.badges.layouts import layout_of
from meetings.domain.meetings import Activity, allows
from meetings.domain.participants.queries import get_participant
from meetings.models import Participant
from meetings.web import current_actor, current_meeting
from meetings.web.saving import done, refused_at


@bp.get("/peserta/<participant_id>")
def person(meeting_id: str, participant_id: str) -> str:
    """How it looks, and when it was printed before; ``cetak``: just now, so the browser is asked to print."""
    meeting, row = current_meeting(), _person(meeting_id, participant_id)
    layout = layout_of(row)
    return render_template(
        "badges/person.html",
        meeting=meeting,
        row=row,
        layout=layout,
        size=STOCKS[layout.stock] if layout else None,
        prints=printing.prints_of(row),
        wears=(wears := printing.wears(row)),
        may_print=allows(meeting, Activity.PARTICIPANTS) and layout is not None and wears,
        print_now="cetak" in request.args,
    )


@bp.get("/peserta/<participant_id>/kartu.png")
def face(meeting_id: str, participant_id: str) -> Response:
    """The badge as a picture."""
    made = printing.picture_for(_person(meeting_id, participant_id), clock.now()) or abort(404)
    answer = Response(made[0], mimetype="image/png")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/peserta/<participant_id>/cetak")
def print_one(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """Note a print; the page that comes next opens the browser's printing."""
    row = _person(meeting_id, participant_id)
    with refused_at(url_for("badges.person", meeting_id=meeting_id, participant_id=participant_id)):
        times = printing.print_one(row, current_actor(), clock.now())
    told = (
        _("Tanda pengenal %(name)s dicetak.", name=row.full_name)
        if times == 1
        else _("Tanda pengenal %(name)s dicetak lagi, kali ke-%(n)s.", name=row.full_name, n=times)
    )
    return done(told, "badges.person", meeting_id=meeting_id, participant_id=participant_id, cetak=1)


def _person(meeting_id: str, participant_id: str) -> Participant:
    return get_participant(meeting_id, participant_id) or abort(404)

"""The pass page behind ``/P/<code>``: what the QR leads any phone's camera to."""

from flask import Response, abort, render_template, send_from_directory

from meetings import clock
from meetings.blueprints.rsvp import bp
from meetings.documents.qr import qr_path
from meetings.documents.ticket import ticket_png
from meetings.domain import passes
from meetings.domain.guests.page import find_minutes, opens_the_door, pass_calendar, read_pass_page, ticket_of
from meetings.domain.passes import code_of
from meetings.enums import MeetingState
from meetings.web.downloads import attachment_name, stored_file
from meetings.web.rights.guests import PASS
from meetings.web.templating import BUILD, assets, language


@bp.get("/P/<code>", strict_slashes=False)
@bp.get("/p/<code>", strict_slashes=False)
def show_pass(code: str) -> str:
    """QR, where and when, rundown, speakers, links, minutes."""
    issued, now = PASS.row, clock.now()
    page = read_pass_page(issued, now, language())
    side, path = qr_path(passes.pass_link(issued)) if page.valid else (0, "")
    return render_template(
        "rsvp/pass.html", page=page, meeting=page.meeting, now=now, code=code_of(issued), qr_side=side, qr_path=path
    )


@bp.get("/p/<code>/tanda-masuk.png")
def qr_image(code: str) -> Response:
    """The pass as a picture to keep in the phone's gallery: a ticket with name, event and day."""
    issued = PASS.row
    if not opens_the_door(issued) or issued.participant.meeting.state is MeetingState.CANCELLED:
        abort(404)
    response = Response(ticket_png(ticket_of(issued)), mimetype="image/png")
    response.headers.set("Content-Disposition", "attachment", filename="tanda-masuk.png")
    return response


@bp.get("/p/<code>/acara.ics")
def calendar(code: str) -> Response:
    """The calendar file."""
    data, method = pass_calendar(PASS.row) or abort(404)
    response = Response(data, content_type=f"text/calendar; charset=utf-8; method={method}")
    response.headers.set("Content-Disposition", "attachment", filename="acara.ics")
    return response


@bp.get("/p/<code>/notula/<document_id>.pdf")
def minutes(code: str, document_id: str) -> Response:
    """Published minutes of the meeting."""
    document = find_minutes(PASS.row, document_id) or abort(404)
    return stored_file(document, attachment_name(document), inline=True)


@bp.get("/p/sw.js")
def service_worker() -> Response:
    """The worker that keeps a pass page readable without network; each page registers it for its own address only."""
    response = send_from_directory(BUILD, assets.url("pass-sw.js").rpartition("/")[2], mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response

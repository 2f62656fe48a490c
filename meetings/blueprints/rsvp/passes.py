"""The pass page behind ``/P/<code>``: what the QR leads any phone's camera to."""

from flask import Response, abort, render_template, send_from_directory

from meetings import clock
from meetings.blueprints.rsvp import bp
from meetings.blueprints.rsvp.answers import guess_limit
from meetings.documents.qr import qr_path, qr_png
from meetings.domain import passes
from meetings.domain.guests.page import find_minutes, opens_the_door, pass_calendar, read_pass_page
from meetings.domain.passes import code_of
from meetings.models import Pass
from meetings.web.downloads import attachment_name, stored_file
from meetings.web.templating import BUILD, assets


@bp.get("/P/<code>")
@bp.get("/p/<code>")
@guess_limit
def show_pass(code: str) -> str:
    """QR, where and when, rundown, speakers, links, minutes."""
    issued, now = _find(code), clock.now()
    page = read_pass_page(issued, now)
    side, path = qr_path(passes.pass_link(issued)) if page.valid else (0, "")
    return render_template(
        "rsvp/pass.html", page=page, meeting=page.meeting, now=now, code=code_of(issued), qr_side=side, qr_path=path
    )


@bp.get("/p/<code>/tanda-masuk.png")
@guess_limit
def qr_image(code: str) -> Response:
    """The QR as a picture to keep in the phone's gallery."""
    issued = _find(code)
    if not opens_the_door(issued):
        abort(404)
    response = Response(qr_png(passes.pass_link(issued), module=20), mimetype="image/png")
    response.headers.set("Content-Disposition", "attachment", filename="tanda-masuk.png")
    return response


@bp.get("/p/<code>/acara.ics")
@guess_limit
def calendar(code: str) -> Response:
    """The calendar file."""
    response = Response(pass_calendar(_find(code)), content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response.headers.set("Content-Disposition", "attachment", filename="acara.ics")
    return response


@bp.get("/p/<code>/notula/<document_id>.pdf")
@guess_limit
def minutes(code: str, document_id: str) -> Response:
    """Published minutes of the meeting."""
    document = find_minutes(_find(code), document_id) or abort(404)
    return stored_file(document, attachment_name(document), inline=True)


@bp.get("/p/sw.js")
def service_worker() -> Response:
    """The worker that keeps a pass page readable without network; each page registers it for its own address only."""
    response = send_from_directory(BUILD, assets.url("pass-sw.js").rpartition("/")[2], mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


def _find(code: str) -> Pass:
    return passes.find_pass(code) or abort(404)

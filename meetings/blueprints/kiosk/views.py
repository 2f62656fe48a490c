"""The kiosk's shell, its service worker and its manifest, all below ``/kios/`` (the service worker's scope). A kiosk is paired where every
device is, at the scanner's page, which leads on to here."""

from flask import Blueprint, Response, jsonify, make_response, render_template, send_from_directory, url_for
from flask_babel import gettext as _

from meetings.web.templating import BUILD, assets

bp = Blueprint("kiosk", __name__, url_prefix="/kios")


@bp.get("/")
def page() -> Response:
    """The kiosk; by the header its service worker tells it from a hotel's sign-in page."""
    answer = make_response(render_template("checkin/kiosk.html"))
    answer.headers["Scanner-Page"] = "1"
    return answer


@bp.get("/sw.js")
def service_worker() -> Response:
    """The service worker, under an address that stays the same."""
    answer = send_from_directory(BUILD, assets.url("kiosk-sw.js").rpartition("/")[2], mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a tablet needs to open the page as an app, without an address bar."""
    answer = jsonify(
        name=_("Kios check-in"),
        short_name=_("Kios"),
        id=url_for("kiosk.page"),
        start_url=url_for("kiosk.page"),
        scope=url_for("kiosk.page"),
        display="fullscreen",
        background_color="#fbfaf6",
        theme_color="#fbfaf6",
        icons=[
            {"src": url_for("static", filename=f"images/scanner-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in (192, 512)
        ],
    )
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "no-cache"
    return answer

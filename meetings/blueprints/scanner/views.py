"""The scanner's shell, its service worker and its manifest, all below ``/pindai/`` (the service worker's scope)."""

from flask import Blueprint, Response, jsonify, make_response, render_template, send_from_directory, url_for
from flask_babel import gettext as _

from meetings.enums import ForceReason
from meetings.web.templating import BUILD, assets

bp = Blueprint("scanner", __name__, url_prefix="/pindai")


@bp.get("/")
def page() -> Response:
    """The scanner. A pairing link carries its code in the fragment: ``/pindai/#<code>``.

    By a header of its own the service worker tells it from a hotel's sign-in page, which answers for our address, too.
    """
    answer = make_response(render_template("checkin/scanner.html", force_reasons=list(ForceReason)))
    answer.headers["Scanner-Page"] = "1"
    return answer


@bp.get("/sw.js")
def service_worker() -> Response:
    """The service worker, under an address that stays the same; the browser asks whether it changed."""
    name = assets.url("scanner-sw.js").rpartition("/")[2]
    answer = send_from_directory(BUILD, name, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a phone needs to install the page as an app."""
    images = {size: url_for("static", filename=f"images/scanner-{size}.png") for size in (192, 512)}
    answer = jsonify(
        name=_("Pemindai Rapat Resmi"),
        short_name=_("Pemindai"),
        lang="id",
        id=url_for("scanner.page"),
        start_url=url_for("scanner.page"),
        scope=url_for("scanner.page"),
        display="standalone",
        background_color="#0b1017",
        theme_color="#0b1017",
        icons=[
            {"src": source, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size, source in images.items()
            for purpose in ("any", "maskable")
        ],
    )
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "no-cache"
    return answer

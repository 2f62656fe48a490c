"""Participants' own pages: the answer to an invitation and the pass. No account; the link is the right."""

from flask import Blueprint, Response

bp = Blueprint("rsvp", __name__)


@bp.after_request
def keep_private(response: Response) -> Response:
    """Addresses of these pages are secrets: no referrer, no search engine."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


from meetings.blueprints.rsvp import answers, passes  # noqa: E402, F401

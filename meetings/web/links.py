"""Links: public addresses for letters and mail, and safe ways back."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, url_for

from meetings.config import current_settings


def safe_next(target: str | None) -> str:
    """``target`` if it is a path of this site, else the home page (no open redirects)."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and not urlsplit(target).netloc:
        return target
    return "/"


def public_url(endpoint: str, **values: Any) -> str:
    """An absolute address under the configured ``MEETINGS_BASE_URL`` (works outside a request, too)."""
    base = current_settings().base_url
    with current_app.test_request_context(base_url=base):
        return url_for(endpoint, _external=True, **values)


def page_query(*without: str) -> dict[str, str]:
    """The query of this page's address, but for ``without`` and for what ``url_for`` would take as an order to itself."""
    left_out = {"endpoint", *without}
    return {key: text for key, text in request.args.items() if key not in left_out and not key.startswith("_")}


def with_query(endpoint: str, **values: Any) -> str:
    """The address of ``endpoint`` with this page's query; ``values`` win over it, and None leaves one out."""
    kept = {key: value for key, value in {**page_query(), **values}.items() if value is not None}
    return url_for(endpoint, **kept)

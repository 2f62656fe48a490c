"""Links: public addresses for letters and mail, and safe ways back."""

from urllib.parse import urlsplit

from flask import current_app, url_for


def safe_next(target: str | None) -> str:
    """``target`` if it is a path of this site, else the home page (no open redirects)."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and not urlsplit(target).netloc:
        return target
    return "/"


def public_url(endpoint: str, **values: object) -> str:
    """An absolute address under the configured ``MEETINGS_BASE_URL`` (works outside a request, too)."""
    base = current_app.config["SETTINGS"].base_url
    with current_app.test_request_context(base_url=base):
        return url_for(endpoint, _external=True, **values)  # type: ignore[arg-type]

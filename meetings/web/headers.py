"""Security headers of every answer, and redirects that repeat nothing of the request's Host."""

from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, request
from werkzeug.routing import RequestRedirect

from meetings.config import current_settings
from meetings.web.rights import ROUTES, TokenRight

CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


FIXED = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), microphone=(), geolocation=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cache-Control", "private, no-store"),
)
# Of pages whose address is a secret: kept nowhere, in no search engine, told to no other site.
PERSONAL = (
    ("Cache-Control", "private, no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex, nofollow"),
)
TLS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def init_app(app: Flask) -> None:
    """Add the headers after each request."""
    app.after_request(add_headers)
    app.after_request(stay_here)


def add_headers(response: Response) -> Response:
    """CSP without inline script or style, no sniffing, no framing, no referrer to other sites; HSTS behind TLS.

    Pages about people are never stored by shared caches; a view that sets its own Cache-Control keeps it, unless a token in the
    address is the right.
    """
    if isinstance(ROUTES.get(request.endpoint or ""), TokenRight):
        response.headers.update(PERSONAL)
    tls = current_settings().behind_tls or request.is_secure
    present = {name.lower() for name, _value in response.headers}
    for name, value in (*FIXED, TLS) if tls else FIXED:
        if name.lower() not in present:
            response.headers.add(name, value)
    return response


def stay_here(response: Response) -> Response:
    """A redirect within the service names a path only. The router's own (a missing slash) would repeat the Host that the caller sent,
    and a cache or a log would lead others there."""
    if response.location is None:
        return response
    parts = urlsplit(response.location)
    if isinstance(request.routing_exception, RequestRedirect) or (parts.netloc and parts.netloc == request.host):
        path = "/" + parts.path.lstrip("/\\")  # two of them would name a host again
        response.location = urlunsplit(("", "", path, parts.query, parts.fragment))
        response.set_data("")  # it said the address once more
    return response

"""Answers travel compressed, unless somebody else's page may have asked for them: then their length could tell what is in them."""

from flask import Flask, Response, request
from flask_compress import Compress

from meetings.config import current_settings

SMALLEST = 1_000  # bytes; below, a packet is a packet and the work is for nothing
ALGORITHMS = ["zstd", "br", "gzip"]
SETTINGS = {
    "COMPRESS_REGISTER": False,  # `compress` decides first
    "COMPRESS_ALGORITHM": ALGORITHMS,
    "COMPRESS_MIMETYPES": ["text/html", "text/css", "text/plain", "text/javascript", "application/json", "image/svg+xml"],
    "COMPRESS_MIN_SIZE": SMALLEST,
    "COMPRESS_STREAMS": False,  # what is sent while it is made leaves at once
    "COMPRESS_EVALUATE_CONDITIONAL_REQUEST": False,  # views with an ETag have asked already
}
OURS = frozenset({"same-origin", "none"})  # a page of ours, or the person: address bar, bookmark, another program

_compress = Compress()


def init_app(app: Flask) -> None:
    """Compress after each request. Files of ``static/`` have been compressed by the build, and WhiteNoise chooses among them."""
    app.config.from_mapping(SETTINGS)
    _compress.init_app(app)
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Compress with what the client takes; small, streamed and compressed answers stay as they are."""
    if response.is_streamed or (response.content_length or 0) < SMALLEST or _may_be_measured():
        return response
    if not any(request.accept_encodings[name] for name in ALGORITHMS):
        return response  # the library does not read that something is refused (``gzip;q=0``)
    return _compress.after_request(response)


def _may_be_measured() -> bool:
    """Whether the request may come from another site, in the name of somebody who is known here.

    Who can make a browser ask for a page with words of their choice in it, and sees how long the encrypted answer is, learns from
    compression whether the words stand in it elsewhere: a link, a code (BREACH). Browsers tell who asks; one that does not is believed
    to be asked. Without a cookie there is nothing of anybody's to learn, without TLS nothing to guess.
    """
    encrypted = current_settings().behind_tls or request.is_secure
    return bool(request.cookies) and encrypted and request.headers.get("Sec-Fetch-Site") not in OURS

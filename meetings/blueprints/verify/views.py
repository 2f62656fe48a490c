"""What a document is, whether it still holds, and whether a file at hand is the issued one. Open to everybody."""

import hashlib
from dataclasses import dataclass

from flask import Response, render_template, request
from werkzeug.datastructures import FileStorage

from meetings.blueprints.verify import bp
from meetings.domain import documents
from meetings.extensions import limiter
from meetings.models import Document
from meetings.web.downloads import attachment_name, stored_file

GUESSES = "20 per minute"
FILES = "30 per minute"  # a whole office behind one address may check the same paper


def _is_guess(response: Response) -> bool:
    return response.status_code == 404


@dataclass(frozen=True)
class Comparison:
    """What an uploaded file turned out to be. ``verdict``: same, version, different or missing."""

    verdict: str
    file_name: str = ""
    sha256: str = ""
    version: Document | None = None


@bp.get("/<token>")
@limiter.limit(GUESSES, deduct_when=_is_guess)
def page(token: str) -> tuple[str, int]:
    """The document's state, or a friendly word for a token that opens nothing."""
    return _show(token, None)


@bp.post("/<token>")
@limiter.limit(FILES)
def compare(token: str) -> tuple[str, int]:
    """Compare an uploaded file with the issued one. The file is read once and not kept."""
    return _show(token, request.files.get("file"))


@bp.get("/<token>/berkas")
@limiter.limit(FILES)
def download(token: str) -> Response | tuple[str, int]:
    """The issued file itself, of ordinary papers only."""
    issued = documents.find_issued(token)
    if issued is None or not issued.may_download:
        return _unknown()
    return stored_file(issued.document, attachment_name(issued.document))


def _show(token: str, upload: FileStorage | None) -> tuple[str, int]:
    issued = documents.find_issued(token)
    if issued is None:
        return _unknown()
    comparison = None
    if request.method == "POST":
        comparison = _compare(issued.document, upload)
    newest_token = documents.verification_token(issued.newest) if issued.newest is not None else None
    body = render_template(
        "verify/page.html",
        issued=issued,
        document=issued.document,
        meeting=issued.meeting,
        token=token,
        newest_token=newest_token,
        comparison=comparison,
    )
    return body, 200


def _compare(document: Document, upload: FileStorage | None) -> Comparison:
    if upload is None or not upload.filename:
        return Comparison("missing")
    digest = hashlib.file_digest(upload.stream, "sha256").hexdigest()
    name = upload.filename[-120:]
    if digest == document.sha256:
        return Comparison("same", name, digest)
    version = documents.other_version(document, digest)
    return Comparison("version" if version is not None else "different", name, digest, version)


def _unknown() -> tuple[str, int]:
    return render_template("verify/unknown.html"), 404

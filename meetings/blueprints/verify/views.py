"""What a document is, whether it still holds, and whether a file at hand is the issued one. Open to everybody."""

import hashlib
from dataclasses import dataclass

from flask import Response, abort, render_template, request
from werkzeug.datastructures import FileStorage

from meetings.blueprints.verify import bp
from meetings.domain import documents
from meetings.domain.documents import Issued
from meetings.models import Document
from meetings.web.downloads import attachment_name, stored_file
from meetings.web.rights.guests import DOCUMENT


@dataclass(frozen=True)
class Comparison:
    """What an uploaded file turned out to be. ``verdict``: same, unsigned, version, different or missing."""

    verdict: str
    file_name: str = ""
    sha256: str = ""
    version: Document | None = None


@bp.get("/V/<token>", strict_slashes=False)
@bp.get("/v/<token>", strict_slashes=False)
def page(token: str) -> str:
    """The document's state. Somebody may have typed the address in capitals from the paper."""
    return _show(token)


@bp.post("/v/<token>", strict_slashes=False)
def compare(token: str) -> str:
    """Compare an uploaded file with the issued one. The file is read once and not kept."""
    return _show(token, _compare(DOCUMENT.row, request.files.get("file")))


@bp.get("/v/<token>/berkas")
def download(token: str) -> Response:
    """The issued file itself, of ordinary papers only."""
    issued = DOCUMENT.row
    if not issued.may_download:
        abort(404)
    return stored_file(issued.document, attachment_name(issued.document))


def _show(token: str, comparison: Comparison | None = None) -> str:
    issued = DOCUMENT.row
    newest_token = documents.verification_token(issued.newest) if issued.newest is not None else None
    return render_template(
        "verify/page.html",
        issued=issued,
        document=issued.document,
        meeting=issued.meeting,
        token=token,
        newest_token=newest_token,
        comparison=comparison,
    )


def _compare(issued: Issued, upload: FileStorage | None) -> Comparison:
    if upload is None or not upload.filename:
        return Comparison("missing")
    digest = hashlib.file_digest(upload.stream, "sha256").hexdigest()  # type: ignore[arg-type]  # -- stubs
    name = upload.filename[-120:]
    if digest == issued.document.sha256:
        return Comparison("same", name, digest)
    if any(digest == each.source_sha256 for each in issued.signatures):
        return Comparison("unsigned", name, digest)
    version = documents.other_version(issued.document, digest)
    return Comparison("version" if version is not None else "different", name, digest, version)

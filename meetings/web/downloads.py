"""Issued files as downloads with a name that a person recognises."""

import io
import re

from flask import Response, abort, send_file

from meetings.models import Document
from meetings.storage import storage


def attachment_name(document: Document, suffix: str = "") -> str:
    """``Notula Sidang Pleno - 000.1.5_012-N_SETDA_2026.pdf``: title and number, without what file systems refuse."""
    parts = [document.title, document.number, suffix]
    text = " - ".join(part for part in parts if part)
    return re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', "_", text).strip(" .")[:150] + ".pdf"


def stored_file(document: Document, name: str, *, inline: bool = False) -> Response:
    """The document's bytes as kept, as an attachment or ``inline`` in the browser's reader; 404 while there are none."""
    if not document.storage_key:
        abort(404)
    answer = send_file(
        io.BytesIO(storage.get(document.storage_key)),
        mimetype="application/pdf",
        as_attachment=not inline,
        download_name=name,
        etag=document.sha256 or False,
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer

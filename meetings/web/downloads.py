"""Issued files as downloads with a name that a person recognises."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

import structlog
from flask import Response, abort, send_file, stream_with_context
from flask_babel import gettext as _

from meetings.documents.sheets.xlsx import Table, csv_blocks, xlsx_blocks
from meetings.documents.sink import Sink
from meetings.extensions import db
from meetings.models import Document
from meetings.storage import storage

LONGEST_NAME = 150
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
log = structlog.get_logger("meetings.web")


class Streamed(Response):
    """An attachment that leaves while it is made: little of it is in memory, and the first of it comes at once.

    ``web.saving`` lets it ``begin`` when the request's own work is kept. What fails before the first block is an error page; what
    fails later breaks the connection, which a browser tells from a file that is whole.
    """

    def __init__(self, blocks: Iterator[bytes], mimetype: str, name: str) -> None:
        super().__init__(blocks, mimetype=mimetype)
        self.headers.set("Content-Disposition", "attachment", filename=name)
        self.headers["Cache-Control"] = "private, no-store"  # the machine it is read on may be anybody's
        self._blocks = blocks

    def begin(self) -> None:
        """Make the first block."""
        blocks = _letting_go(self._blocks)
        self.response = stream_with_context(chain([next(blocks, b"")], blocks))


def _letting_go(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks; nobody who takes long to fetch one holds a connection to the database meanwhile."""
    for block in filter(None, blocks):
        db.session().expire_on_commit = False  # what was read for the rest of a block is not read again
        db.session.commit()
        yield block


def table_file(table: Table, kind: str, name: str, zone: str) -> Response:
    """``table`` as an attachment ``name.kind``; ``kind`` is xlsx or csv (which has no heading), moments are told in ``zone``."""
    if kind == "csv":
        return csv_file(csv_blocks(table.columns, table.rows, zone), f"{name}.csv")
    pages = _("Halaman %(page)s dari %(pages)s", page="&P", pages="&N")
    return Streamed(xlsx_blocks(replace(table, pages=pages), zone), XLSX, f"{name}.{kind}")


def csv_file(blocks: Iterator[bytes], name: str) -> Response:
    """A CSV as an attachment."""
    return Streamed(blocks, "text/csv", name)


def attachment_name(document: Document, suffix: str = "") -> str:
    """``Notula Sidang Pleno - 000.1.5_012-N_SETDA_2026.pdf``: title and number."""
    return file_name(document.title, document.number, suffix) + ".pdf"


def file_name(*parts: str) -> str:
    """The parts in one name, without what file systems refuse. Where it would be too long the longest part gives way, so that what tells
    files apart stays."""
    kept = [clean for part in parts if (clean := re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', "_", part).strip(" ."))]
    over = len(" - ".join(kept)) - LONGEST_NAME
    while over > 0:
        longest = max(range(len(kept)), key=lambda place: len(kept[place]))
        kept[longest] = kept[longest][: -min(over, 10)].strip(" .")
        over = len(" - ".join(kept)) - LONGEST_NAME
    return " - ".join(kept)


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
    answer.headers["Cache-Control"] = "private, no-store"  # ``send_file`` says ``no-cache``, which lets it be stored
    return answer


def stored_files(files: Sequence[tuple[str, str]], name: str) -> Response:
    """Many files, as (name, storage key), in one ZIP that is sent while it is made: one file at a time is in memory. One that is not
    made yet (no key) or cannot be read is left out, and a text file at the end says which."""
    told = _(
        "Berkas ini belum selesai dibuat atau tidak dapat dibaca dari penyimpanan; unduh lagi nanti atau hubungi administrator:"
    )
    return Streamed(_zip_blocks(files, _("BERKAS YANG TIDAK ADA.txt"), told), "application/zip", name)


def _zip_blocks(files: Sequence[tuple[str, str]], note: str, told: str) -> Iterator[bytes]:
    sink, missing = Sink(), []
    with zipfile.ZipFile(sink, "w") as archive:  # stored as they are: a PDF is compressed already
        for name, key in files:
            if not key:
                missing.append(name)
                continue
            try:
                data = storage.get(key)
            except Exception as error:  # whatever the store says: the others are wanted all the same
                log.error("file_left_out", key=key, reason=type(error).__name__)
                missing.append(name)
                continue
            archive.writestr(name, data)
            yield sink.drain()
        if missing:
            archive.writestr(note, "\r\n".join([told, "", *missing, ""]))
    yield sink.drain()

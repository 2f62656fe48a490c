"""Issued files as downloads with a name that a person recognises."""

import io
import itertools
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import structlog
from flask import Response, abort, send_file, stream_with_context
from flask_babel import gettext as _

from meetings.documents.sheets.xlsx import Table, csv_blocks, write_xlsx
from meetings.models import Document
from meetings.storage import storage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
log = structlog.get_logger("meetings.web")


def table_file(table: Table, kind: str, name: str, zone: str) -> Response:
    """``table`` as an attachment ``name.kind``; ``kind`` is xlsx or csv (which has no heading), moments are told in ``zone``.

    A CSV leaves while it is read. A workbook is closed by what stands at its end, so it is made whole before it leaves.
    """
    if kind == "csv":
        return streamed(csv_blocks(table.columns, table.rows, zone), f"{name}.csv", CSV)
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- handed-on
    write_xlsx([table], file, zone)
    file.seek(0)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=f"{name}.{kind}")


def streamed(blocks: Iterator[bytes], name: str, mimetype: str) -> Response:
    """``blocks`` as an attachment, sent while they are made: one at a time is in memory. What fails before the first is an error page;
    what fails later breaks the download off, so that nobody takes a part for the whole."""
    first = next(blocks, b"")
    answer = Response(stream_with_context(itertools.chain([first], blocks)), mimetype=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


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
    answer.headers["Cache-Control"] = "private, no-store"  # the machine it is read on may be anybody's
    return answer


def stored_files(files: Sequence[tuple[str, str]], name: str) -> Response:
    """Many files, as (name, storage key), in one ZIP that is sent while it is made. One that cannot be read is left out, and a text
    file at the end says which."""
    return streamed(_zip_blocks(files), name, "application/zip")


def _zip_blocks(files: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    sink, missing = _Sink(), []
    with zipfile.ZipFile(sink, "w") as archive:  # stored as they are: a PDF is compressed already
        for name, key in files:
            try:
                data = storage.get(key)
            except Exception as error:  # whatever the store says: the others are wanted all the same
                log.error("file_left_out", key=key, exc_info=error)
                missing.append(name)
                continue
            archive.writestr(name, data)
            yield sink.drain()
        if missing:
            told = _("Berkas ini tidak dapat dibaca dari penyimpanan; cetak ulang atau hubungi administrator:")
            archive.writestr(_("BERKAS YANG TIDAK ADA.txt"), "\r\n".join([told, "", *missing, ""]))
    yield sink.drain()


class _Sink(io.RawIOBase):
    """What was written since it was last drained."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def drain(self) -> bytes:
        data, self._parts = b"".join(self._parts), []
        return data

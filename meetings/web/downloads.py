"""Issued files as downloads with a name that a person recognises."""

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, abort, send_file

from meetings.documents.sheets.xlsx import Table, csv_blocks, write_xlsx
from meetings.models import Document
from meetings.storage import storage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_file(table: Table, kind: str, name: str, zone: str) -> Response:
    """``table`` as an attachment ``name.kind``; ``kind`` is xlsx or csv (which has no heading), moments are told in ``zone``.

    It is made whole before it leaves: what fails on the way is an error page, not half a file.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- handed-on
    if kind == "csv":
        file.writelines(csv_blocks(table.columns, table.rows, zone))
    else:
        write_xlsx([table], file, zone)
    file.seek(0)
    mimetype = "text/csv" if kind == "csv" else XLSX
    return send_file(file, mimetype=mimetype, as_attachment=True, download_name=f"{name}.{kind}")


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


def stored_files(files: Sequence[tuple[str, str]], name: str) -> Response:
    """Many files, as (name, storage key), in one ZIP that is sent while it is made: one file at a time is in memory."""
    answer = Response(_zip_blocks(files), mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _zip_blocks(files: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:  # stored as they are: a PDF is compressed already
        for name, key in files:
            archive.writestr(name, storage.get(key))
            yield sink.drain()
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

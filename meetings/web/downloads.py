"""Issued files as downloads with a name that a person recognises."""

import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import structlog
from flask import Response, abort, send_file
from flask_babel import gettext as _

from meetings.documents.sheets.xlsx import Table, csv_blocks, write_xlsx
from meetings.models import Document
from meetings.storage import storage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
log = structlog.get_logger("meetings.web")


def table_file(table: Table, kind: str, name: str, zone: str) -> Response:
    """``table`` as an attachment ``name.kind``; ``kind`` is xlsx or csv (which has no heading), moments are told in ``zone``.

    It is made whole before it leaves: what fails on the way is an error page, not half a file.
    """
    if kind == "csv":
        return csv_file(csv_blocks(table.columns, table.rows, zone), f"{name}.csv")
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- handed-on
    write_xlsx([table], file, zone)
    return _spooled(file, XLSX, f"{name}.{kind}")


def csv_file(blocks: Iterable[bytes], name: str) -> Response:
    """A CSV as an attachment, one of its blocks in memory at a time; a long download holds no connection to the database."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- handed-on
    file.writelines(blocks)
    return _spooled(file, "text/csv", name)


def _spooled(file: IO[bytes], mimetype: str, name: str) -> Response:
    file.seek(0)
    return _kept_nowhere(send_file(file, mimetype=mimetype, as_attachment=True, download_name=name))


def _kept_nowhere(answer: Response) -> Response:
    """The machine it is read on may be anybody's. (``send_file`` says ``no-cache``, which lets it be stored.)"""
    answer.headers["Cache-Control"] = "private, no-store"
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
    return _kept_nowhere(answer)


def stored_files(files: Sequence[tuple[str, str]], name: str) -> Response:
    """Many files, as (name, storage key), in one ZIP that is sent while it is made: one file at a time is in memory. One that is not
    made yet (no key) or cannot be read is left out, and a text file at the end says which."""
    told = _(
        "Berkas ini belum selesai dibuat atau tidak dapat dibaca dari penyimpanan; unduh lagi nanti atau hubungi administrator:"
    )
    answer = Response(_zip_blocks(files, _("BERKAS YANG TIDAK ADA.txt"), told), mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _zip_blocks(files: Sequence[tuple[str, str]], note: str, told: str) -> Iterator[bytes]:
    sink, missing = _Sink(), []
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

"""How long 250 rows of an uploaded list take, from the bytes of the file to committed participants with passes.

``python -m tests.load.imports`` prints seconds of wall time on both databases, with the limit the project keeps to.
"""

import io
import sys
import time

import xlsxwriter

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.participants.imports import ImportOptions, run_import, stage_import
from meetings.extensions import db
from tests.factories import make_meeting
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app

ROWS = 250
LIMIT = 1.0
HEADINGS = ("No", "NIP", "Nama", "Jabatan", "Instansi", "No. HP", "Surel")


def spreadsheet(rows: int = ROWS) -> bytes:
    """A list as committees keep it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Peserta")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, rows + 1):
            nip = f"19{60 + number % 40:02d}0{1 + number % 9}1219900{1 + number % 2}1{number % 1000:03d}"
            place = f"Dinas Nomor {number % 40}"
            person = f"Dr. H. Nama Peserta Nomor{number}, S.Sos., M.Si."
            phone, mail = f"0812{number:08d}", f"peserta{number}@example.go.id"
            sheet.write_row(number, 0, (number, nip, person, "Kepala Bidang", place, phone, mail))
    return buffer.getvalue()


def time_import(databases: Databases, kind: str, data: bytes) -> tuple[float, int]:
    """(seconds, participants added); once before to have everything loaded."""
    app = make_app(databases.folder / "instance", databases.create(kind))
    seconds, added = 0.0, 0
    with app.app_context():
        for _ in range(2):
            meeting = make_meeting()
            db.session.commit()
            began = time.perf_counter()
            staged = stage_import(meeting, "peserta.xlsx", data, None, clock.now())
            db.session.commit()
            added = run_import(staged, ImportOptions(), SYSTEM, clock.now())["added"]
            db.session.commit()
            seconds = time.perf_counter() - began
        db.session.remove()
        db.engine.dispose()
    return seconds, added


def run() -> bool:
    """Measure and print; True when the limit was kept."""
    kept = True
    data = spreadsheet()
    databases = Databases()
    try:
        for kind in (SQLITE, POSTGRES):
            seconds, added = time_import(databases, kind, data)
            kept &= seconds <= LIMIT and added == ROWS
            print(f"impor XLSX, {kind}: {added} peserta dalam {seconds:.2f} s (≤ {LIMIT:.0f} s)")
    finally:
        databases.close()
    return kept


if __name__ == "__main__":
    sys.exit(0 if run() else 1)

"""How long an uploaded list takes, from the bytes of the file to committed participants with passes.

``python -m tests.load.imports`` prints seconds of wall time on both databases, with the limits the project keeps to: 250 rows in a
second, and none of the three requests that bring in 5,000 rows, which take about a second on a quiet machine, more than two.
"""

import io
import itertools
import sys
import time

import xlsxwriter

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.participants.imports import (
    layout_of,
    plan_import,
    read_staged,
    stage_import,
)
from meetings.domain.participants.running import ImportOptions, run_import
from meetings.extensions import db
from tests.factories import make_meeting
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app

ROWS = 250
MANY = 5000
ROUNDS = 4
LIMIT = 1.0
LIMIT_OF_MANY = 2.0
HEADINGS = ("No", "NIP", "Nama", "Jabatan", "Instansi", "No. HP", "Surel")


def spreadsheet(rows: int = ROWS) -> bytes:
    """A list as committees keep it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Peserta")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, rows + 1):
            nip = f"19{60 + number % 40:02d}0{1 + number % 9}{10 + number // 1000}19900{1 + number % 2}1{number % 1000:03d}"
            place = f"Dinas Nomor {number % 400}"
            person = f"Dr. H. Nama Peserta Nomor{number}, S.Sos., M.Si."
            phone, mail = f"0812{number:08d}", f"peserta{number}@example.go.id"
            sheet.write_row(number, 0, (number, nip, person, "Kepala Bidang", place, phone, mail))
    return buffer.getvalue()


def time_import(databases: Databases, kind: str, data: bytes) -> tuple[list[float], int]:
    """(seconds to read the file, to look at what it would do, to bring it in; participants added): of some rounds the quickest of each,
    since whatever else the machine does only adds."""
    app = make_app(databases.folder / "instance", databases.create(kind))
    rounds, added = [], 0
    with app.app_context():
        for _ in range(ROUNDS):
            meeting = make_meeting()
            db.session.commit()
            moments = [time.perf_counter()]
            staged = stage_import(meeting, "peserta.xlsx", data, None, clock.now())
            db.session.commit()
            moments.append(time.perf_counter())
            layout = layout_of(staged)
            assert layout is not None
            plan_import(staged, read_staged(staged), layout, clock.now())
            moments.append(time.perf_counter())
            added = run_import(staged, ImportOptions(), SYSTEM, clock.now())["added"]
            db.session.commit()
            moments.append(time.perf_counter())
            rounds.append([after - before for before, after in itertools.pairwise(moments)])
        db.session.remove()
        db.engine.dispose()
    return [min(step) for step in zip(*rounds, strict=True)], added


def run() -> bool:
    """Measure and print; True when the limit was kept."""
    kept = True
    few, many = spreadsheet(), spreadsheet(MANY)
    databases = Databases()
    try:
        for kind in (SQLITE, POSTGRES):
            steps, added = time_import(databases, kind, few)
            kept &= sum(steps) <= LIMIT and added == ROWS
            print(f"impor XLSX, {kind}: {added} peserta dalam {sum(steps):.2f} s (≤ {LIMIT:.0f} s)")
            steps, added = time_import(databases, kind, many)
            kept &= max(steps) <= LIMIT_OF_MANY and added == MANY
            print(
                f"impor XLSX, {kind}: {added} peserta, unggah {steps[0]:.2f} s, periksa {steps[1]:.2f} s, impor {steps[2]:.2f} s "
                f"(masing-masing ≤ {LIMIT_OF_MANY:.0f} s)"
            )
    finally:
        databases.close()
    return kept


if __name__ == "__main__":
    sys.exit(0 if run() else 1)

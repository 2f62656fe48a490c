"""Every list and export of the service in a database grown large: 300 meetings, one of 50,000 people, 200,000 scans, 300,000 audit entries.

``python -m tests.load.growth [PEOPLE]`` fills both databases and prints, for each page, the time that its statements take in the
database alone, the time to the first byte, and by how much the process grew; exit code 1 when a page kept no limit.
"""

import itertools
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from meetings.extensions import db
from tests.factories.whole import WholeMeeting, make_whole_meeting
from tests.load.filling import Size, fill
from tests.support.client import signed_in
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app
from tests.support.pages import pages

ROWS = 8
DATABASE_LIMIT = 100.0  # milliseconds, lists
FIRST_BYTE_LIMIT = 500.0  # milliseconds
MEMORY_LIMIT = 40.0  # MB
SHOWN = 25
EXPORTS = (".xlsx", ".csv", ".zip", ".pdf")

# What a person narrows a list to, sorts it by or looks up in it: the endpoint and the end of its address.
NARROWED = {
    "participants.index": (
        "q=peserta",
        "q=4711",
        "q=bidang 17 dinas",
        "q=tidakada",
        "sort=-name",
        "sort=institution",
        "page=1500",
        "status=declined",
    ),
    "checkin.attendance": ("hadir=absent", "hadir=present", "sort=-arrival", "sort=institution", "q=4711", "page=1500"),
    "invitations.index": ("q=4711", "state=renewed", "state=failed", "state=not_sent", "state=waiting", "page=1500"),
    "outbox.index": ("q=4711", "q=peserta", "state=failed", "page=1500"),
    "admin.audit": ("group=invitation", "page=1500"),
    "meetings.audit": ("group=invitation", "page=1500"),
    "meetings.index": ("q=bidang", "sort=title", "page=5"),
    "followup.index": ("q=wilayah", "status=overdue", "page=300"),
    "followup.meeting": ("q=4711", "status=overdue"),
}


@dataclass(frozen=True, order=True)
class Cost:
    """What one page needs: milliseconds in the database, to the first byte and to the last, and MB by which the
    process grew."""

    database: float
    first: float
    whole: float
    memory: float
    statements: int
    size: int
    address: str

    @property
    def is_export(self) -> bool:
        """A file made of all rows: its statements take as long as it has rows."""
        return self.address.partition("?")[0].endswith(EXPORTS)

    @property
    def kept(self) -> bool:
        """Is every limit kept?"""
        return (
            self.first <= FIRST_BYTE_LIMIT and self.memory <= MEMORY_LIMIT and (self.is_export or self.database <= DATABASE_LIMIT)
        )


def addresses(app: Flask, whole: WholeMeeting) -> Iterator[str]:
    """Every page and what its list can be narrowed to."""
    for page in pages(app, whole):
        yield page.address
        yield from (f"{page.address}?{query}" for query in NARROWED.get(page.endpoint, ()))
        if page.address.endswith(".xlsx"):
            yield page.address.removesuffix("xlsx") + "csv"


def measure(client: FlaskClient, address: str) -> Cost | None:
    """One request of a warm page; None for what does not answer with a page."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if not many and statement.lstrip().upper().startswith(("SELECT", "WITH")):
            sent.append((statement, parameters))

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if not _get(client, address)[0]:
        return None
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
    event.listen(Engine, "after_cursor_execute", note)
    try:
        _known, first, whole, size = _get(client, address)
    finally:
        event.remove(Engine, "after_cursor_execute", note)
    return Cost(_in_the_database(sent), first, whole, memory, len(sent), size, address)


def _get(client: FlaskClient, address: str) -> tuple[bool, float, float, int]:
    """(a page?, milliseconds to the first byte, to the last, bytes)."""
    began = time.perf_counter()
    answer = client.get(address)
    blocks = answer.iter_encoded()
    size = len(next(blocks, b""))
    first = 1000 * (time.perf_counter() - began)
    size += sum(len(block) for block in blocks)
    answer.close()
    return answer.status_code == 200, first, 1000 * (time.perf_counter() - began), size


def _in_the_database(sent: list[tuple[str, Any]]) -> float:
    """Milliseconds that these statements take by themselves, their rows read as the driver gives them."""
    raw = db.engine.raw_connection()
    try:
        cursor = raw.cursor()
        began = time.perf_counter()
        for statement, parameters in sent:
            cursor.execute(statement, parameters)
            for _rows in iter(lambda: cursor.fetchmany(500), []):
                pass
        return 1000 * (time.perf_counter() - began)
    finally:
        raw.rollback()
        raw.close()


def report(kind: str, costs: list[Cost]) -> bool:
    """Print the slowest; True when every page kept the limits."""
    lists = sorted((cost for cost in costs if not cost.is_export), reverse=True)
    files = [cost for cost in costs if cost.is_export]
    print(
        f"{kind}: {len(lists)} halaman (basis data ≤ {DATABASE_LIMIT:.0f} ms, bita pertama ≤ {FIRST_BYTE_LIMIT:.0f} ms), {len(files)} berkas:"
    )
    late = [cost for cost in lists[SHOWN:] if not cost.kept]
    for cost in itertools.chain(lists[:SHOWN], late, files):
        print(
            f"  {'' if cost.kept else '!':1} {cost.database:8.1f} ms basis data {cost.first:8.1f} ms pertama {cost.whole:9.1f} ms semua"
            f" {cost.memory:6.1f} MB {cost.statements:3d} SQL {cost.size / 1000:8.1f} kB  {cost.address}"
        )
    return all(cost.kept for cost in costs)


def run(people: int = Size().people) -> bool:
    """Fill, measure and print; True when every page kept the limits."""
    kept = True
    databases = Databases()
    try:
        for kind in (SQLITE, POSTGRES):
            app = make_app(databases.folder / kind, databases.create(kind))
            with app.app_context():
                whole = make_whole_meeting(people=10, rows=ROWS)
                db.session.commit()
                fill(whole, Size(people=people))
                client = signed_in(app, whole.administrator)
                found = [measure(client, address) for address in addresses(app, whole)]
                kept = report(kind, [cost for cost in found if cost]) and kept
                db.session.remove()
                db.engine.dispose()
    finally:
        databases.close()
    return kept


if __name__ == "__main__":
    sys.exit(0 if run(*(int(argument) for argument in sys.argv[1:2])) else 1)

"""Every list and export of the service in a database grown large: 300 meetings, one of 50,000 people, 200,000 scans, 300,000 audit entries.

``python -m tests.load.growth [PEOPLE [DATABASE …]]`` fills both databases and prints, for each page, the time that its statements take in the
database alone, the time to the first byte, and by how much the process grew; exit code 1 when a page kept no limit. Times are those of
processors, ours and the database's, so that whatever else the machine does is not counted; waiting for a disk is not either.
"""

import contextvars
import gc
import itertools
import logging
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from meetings import clock
from meetings.documents.pdf.child import GC_THRESHOLD
from meetings.domain.accounts.tokens import token_hash
from meetings.extensions import db
from meetings.models import Device
from tests.factories.whole import WholeMeeting, make_whole_meeting
from tests.load.filling import Size, fill
from tests.support.client import signed_in
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app
from tests.support.live import descendants
from tests.support.pages import pages

ROWS = 8
DATABASE_LIMIT = 100.0  # milliseconds, lists
FIRST_BYTE_LIMIT = 500.0  # milliseconds
MEMORY_LIMIT = 80.0  # MB; a ZIP ends with the names of all its files, a roster is kept
KNOWN_ROSTER_LIMIT = 5.0  # milliseconds
MADE_ROSTER_LIMIT = 2000.0  # milliseconds for fifty thousand people
SHOWN = 25
PARENT: dict[str, int] = {}  # the process whose children PostgreSQL's are
EXPORTS = (".xlsx", ".csv", ".zip")

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
    "checkin.index": ("sesi={crowded}", "sesi={crowded}&instansi=nomor+7"),
    "checkin.attendance": (
        "hadir=absent",
        "hadir=present",
        "sort=-arrival",
        "sort=institution",
        "q=4711",
        "page=1500",
        "sesi={crowded}",
        "sesi={crowded}&hadir=absent",
        "sesi={crowded}&hadir=absent&page=400",
        "sesi={crowded}&hadir=excused",
        "sesi={crowded}&sort=-arrival",
        "sesi={crowded}&sort=institution",
        "sesi={crowded}&q=peserta",
        "sesi={crowded}&instansi=Dinas+Nomor+7",
    ),
    "certificates.index": ("status=berhak", "status=tidak", "status=periksa", "page=1500"),
    "seating.index": ("q=4711", "page=1500"),
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


# What is kept while nothing changes, or counted at each scan: the endpoints that are asked for once more after a change.
AFTER_A_CHANGE = (
    "meetings.overview",
    "checkin.index",
    "checkin.numbers",
    "checkin.attendance",
    "participants.index",
    "recaps.meeting",
)


def addresses(app: Flask, whole: WholeMeeting) -> Iterator[str]:
    """Every page and what its list can be narrowed to; of a session that nobody has come to, and of one that many have."""
    few, many = whole.ids["session_id"], whole.ids["crowded"]
    for page in pages(app, whole):
        yield page.address
        if few in page.address:
            yield page.address.replace(few, many)
        yield from (
            f"{page.address}{'&' if '?' in page.address else '?'}{query.format(crowded=many)}"
            for query in NARROWED.get(page.endpoint, ())
        )
        if page.address.endswith(".xlsx"):
            yield page.address.removesuffix("xlsx") + "csv"


def spent() -> float:
    """Milliseconds of processors that this process and its database have used, to the microsecond: each of PostgreSQL's processes has one thread.
    None of them may begin others meanwhile (`alone`): what has ended is not seen."""
    theirs = sum(_nanoseconds(each) for process in PARENT.values() for each in descendants(process))
    return 1000 * time.process_time() + theirs / 1e6


def _nanoseconds(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def alone() -> None:
    """PostgreSQL does a statement's work in one process from now on: divided among several it costs a little more, and the figure would leave out
    what the others did."""
    name = db.engine.url.database
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET max_parallel_workers_per_gather = 0')
    db.engine.dispose()


def measure(client: FlaskClient, address: str, *, warm: bool = True, **headers: str) -> Cost | None:
    """One request, of a ``warm`` page unless said otherwise; None for what does not answer with a page."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if not many and statement.lstrip().upper().startswith(("SELECT", "WITH")):
            sent.append((statement, parameters))

    if warm and not address.partition("?")[0].endswith(EXPORTS) and not _get(client, address, headers)[0]:
        return None
    before = _memory("VmRSS")
    _forget_peak()
    event.listen(Engine, "after_cursor_execute", note)
    try:
        known, first, whole, size = _get(client, address, headers)
    finally:
        event.remove(Engine, "after_cursor_execute", note)
    memory = _memory("VmHWM") - before
    return Cost(_in_the_database(sent), first, whole, memory, len(sent), size, address) if known else None


def _memory(which: str) -> float:
    """MB of its own that this process holds (``VmRSS``) or held at most since `_forget_peak` (``VmHWM``). What is mapped is left out: a SQLite file
    that is read by way of mmap counts once for each connection, and makes room when somebody wants it."""
    status = Path("/proc/self/status").read_text()
    all_of, file, shared = (int(status.partition(f"{name}:")[2].split()[0]) for name in (which, "RssFile", "RssShmem"))
    return (all_of - file - shared) / 1000


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")  # from here on the peak is what there is now


def _get(client: FlaskClient, address: str, headers: dict[str, str]) -> tuple[bool, float, float, int]:
    """(a page?, milliseconds to the first byte, to the last, bytes)."""

    def fetch() -> tuple[bool, float, float, int]:
        began = spent()
        answer = FlaskClient.open(client, address, headers=headers)
        blocks = answer.iter_encoded()
        size = len(next(blocks, b""))
        first = spent() - began
        size += sum(len(block) for block in blocks)
        answer.close()
        return answer.status_code in (200, 304), first, spent() - began, size

    db.session.commit()
    return contextvars.Context().run(fetch)


def _in_the_database(sent: list[tuple[str, Any]]) -> float:
    """Milliseconds that these statements take by themselves, their rows read as the driver gives them."""
    raw = db.engine.raw_connection()
    try:
        cursor = raw.cursor()
        began = spent()
        for statement, parameters in sent:
            cursor.execute(statement, parameters)
            for _rows in iter(lambda: cursor.fetchmany(500), []):
                pass
        return spent() - began
    finally:
        raw.rollback()
        raw.close()


def say(cost: Cost) -> None:
    """One line."""
    print(
        f"  {'' if cost.kept else '!':1} {cost.database:8.1f} ms basis data {cost.first:8.1f} ms pertama {cost.whole:9.1f} ms semua"
        f" {cost.memory:6.1f} MB {cost.statements:3d} SQL {cost.size / 1000:8.1f} kB  {cost.address}",
        flush=True,
    )


def report(kind: str, costs: list[Cost]) -> bool:
    """Print the slowest, and all files; True when every page kept the limits."""
    lists = sorted((cost for cost in costs if not cost.is_export), reverse=True)
    files = [cost for cost in costs if cost.is_export]
    print(
        f"{kind}: {len(lists)} halaman (basis data ≤ {DATABASE_LIMIT:.0f} ms, bita pertama ≤ {FIRST_BYTE_LIMIT:.0f} ms,"
        f" memori ≤ {MEMORY_LIMIT:.0f} MB), {len(files)} berkas:"
    )
    late = [cost for cost in lists[SHOWN:] if not cost.kept]
    for cost in itertools.chain(lists[:SHOWN], late, files):
        say(cost)
    return all(cost.kept for cost in costs)


def rosters(client: FlaskClient, whole: WholeMeeting) -> bool:
    """The whole roster of a device: made, sent again, and known already; True when first and last are as quick as they must be."""
    token = secrets.token_hex(16)
    device = Device(meeting_id=whole.meeting.id, name="Meja 1", token_hash=token_hash(token), created_at=clock.now())
    db.session.add(device)
    db.session.commit()
    address = f"/api/v1/meetings/{whole.meeting.id}/roster"
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
    made, again = measure(client, address, warm=False, **headers), measure(client, address, **headers)
    etag = contextvars.Context().run(FlaskClient.open, client, address, headers=headers).headers["ETag"]
    same = min(filter(None, (measure(client, address, **headers, **{"If-None-Match": etag}) for _turn in range(5))), key=by_whole)
    print("daftar untuk perangkat: dibuat, dikirim lagi, sudah dimiliki:")
    for cost in (made, again, same):
        if cost is not None:
            say(cost)
    return same.whole <= KNOWN_ROSTER_LIMIT and made is not None and made.whole <= MADE_ROSTER_LIMIT


def after_a_change(app: Flask, client: FlaskClient, whole: WholeMeeting) -> bool:
    """Pages asked for when somebody has just come and somebody else was renamed, so that nothing is kept of what they show; True when they kept
    the limits."""
    print("sesudah satu perubahan:")
    found = []
    for page in pages(app, whole):
        if page.endpoint in AFTER_A_CHANGE:
            address = page.address.replace(whole.ids["session_id"], whole.ids["crowded"])
            address += f"?sesi={whole.ids['crowded']}" if page.endpoint in ("checkin.index", "checkin.attendance") else ""
            measure(client, address)
            for table in ("attendance", "participant"):
                one = sa.select(sa.func.min(sa.column("id"))).select_from(sa.table(table)).scalar_subquery()
                changed = sa.update(sa.table(table, sa.column("id"), sa.column("updated_at"))).where(sa.column("id") == one)
                db.session.execute(changed.values(updated_at=sa.column("updated_at")))
            db.session.commit()
            found.append(measure(client, address, warm=False))
    for cost in filter(None, found):
        say(cost)
    return all(cost.kept for cost in found if cost)


def by_whole(cost: Cost) -> float:
    """Milliseconds to the last byte."""
    return cost.whole


def run(people: int = Size().people, kinds: Sequence[str] = (SQLITE, POSTGRES)) -> bool:
    """Fill, measure and print; True when every page kept the limits."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    gc.freeze()  # as the service does before it answers
    gc.set_threshold(GC_THRESHOLD)
    kept = True
    databases = Databases()
    try:
        for kind in kinds:
            app = make_app(databases.folder / kind, databases.create(kind))
            with app.app_context():
                whole = make_whole_meeting(people=10, rows=ROWS)
                db.session.commit()
                began = time.perf_counter()
                fill(whole, Size(people=people))
                print(f"{kind}: {people} peserta diisi dalam {time.perf_counter() - began:.0f} s", flush=True)
                client = signed_in(app, whole.administrator)
                PARENT.clear()
                if kind == POSTGRES and databases.server.process is not None:
                    PARENT["postmaster"] = databases.server.process.pid
                    alone()
                found = [measure(client, address) for address in addresses(app, whole)]
                kept = report(kind, [cost for cost in found if cost]) and kept
                kept = after_a_change(app, client, whole) and kept
                kept = rosters(client, whole) and kept
                print(f"{kind}: {time.perf_counter() - began:.0f} s", flush=True)
                db.session.remove()
                db.engine.dispose()
    finally:
        databases.close()
    return kept


if __name__ == "__main__":
    sys.exit(0 if run(*(int(argument) for argument in sys.argv[1:2]), *([sys.argv[2:]] if sys.argv[2:] else [])) else 1)

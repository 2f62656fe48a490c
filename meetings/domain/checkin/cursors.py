"""Where a device's roster stands: a cursor that misses nothing, whatever was being written while the roster was read.

PostgreSQL numbers transactions. The cursor is the oldest transaction that was still running before the roster was read: rows
written by it or any later one (their ``xmin``) are sent again, everything older was in the roster. No clock is trusted.

SQLite has one writer at a time, but a writer stamps ``updated_at`` before it gets its turn (up to 15 seconds later). The
cursor therefore also holds a digest of the participants stamped in the last minute, in cells of one or a few of them: a
cell that still says the same has nothing new, the others are sent again. Attendance is stamped by whoever has the turn.
"""

import hashlib
import json
import zlib
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from meetings.extensions import db
from meetings.models import Attendance, Participant

LATE = timedelta(seconds=60)
MOST_CELLS = 450  # of four bytes: a cursor must fit into an address
MOST_IDS = 20_000  # beyond that everything is sent
FARTHEST = 1_000_000_000  # transactions; half of what a 32-bit number can tell apart
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Changes:
    """WHERE clauses for rows changed since a cursor; None for everything. ``stamped``: what was read on SQLite to tell."""

    participants: sa.ColumnElement[bool]
    attendance: sa.ColumnElement[bool]
    stamped: "Stamped | None" = None


@dataclass(frozen=True, slots=True)
class Stamped:
    """The participants stamped after ``since``: by id, the stamp as SQLite keeps it, and two numbers made of them, for cells and digests."""

    since: datetime
    rows: dict[str, tuple[str, int, int]]

    def later(self, since: datetime) -> "Stamped":
        """Those stamped after another moment that is no earlier."""
        text = _text(since)
        return Stamped(since, {id: row for id, row in self.rows.items() if row[0] > text})

    def digests(self, cells: int, until: str = "~") -> list[int]:
        """What each cell says of those stamped by ``until``, at first all."""
        told = [0] * cells
        for stamp, number, digest in self.rows.values() if cells else ():
            if stamp <= until:
                told[number % cells] ^= digest
        return told


def new_cursor(meeting_id: str, at: datetime, changes: Changes | None = None) -> str:
    """The cursor of a roster that is read after this call, in the same or a later statement; ``changes``: what was told of a moment ago."""
    return _pack(_postgres_now() if _on_postgres() else _sqlite_now(meeting_id, at, changes))


def changes_since(cursor: str | None, meeting_id: str) -> Changes | None:
    """What to send to a device that stands at ``cursor``: None means everything (no cursor, not ours, or too old)."""
    told = _unpack(cursor) if cursor else None
    if told is None:
        return None
    try:
        return _postgres_changes(told) if _on_postgres() else _sqlite_changes(told, meeting_id)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
        return None


def _on_postgres() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"


def _postgres_now() -> dict[str, Any]:
    row = db.session.execute(
        sa.text(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest,"
            " extract(epoch FROM pg_postmaster_start_time())::bigint AS server"
        )
    ).one()
    return {"x": row.oldest, "s": row.server}


def _postgres_changes(told: dict[str, Any]) -> Changes | None:
    now = _postgres_now()
    oldest = int(told["x"])
    if told["s"] != now["s"] or not 0 <= now["x"] - oldest < FARTHEST:
        return None  # another server, or a copy restored from a backup: its numbers mean something else
    since: sa.ColumnElement[int] = sa.literal_column(f"age('{oldest % 2**32}'::xid)")
    return Changes(
        sa.func.age(sa.literal_column("participant.xmin")) <= since,
        sa.func.age(sa.literal_column("attendance.xmin")) <= since,
    )


def _sqlite_now(meeting_id: str, at: datetime, changes: Changes | None) -> dict[str, Any]:
    newest = db.session.scalar(sa.select(sa.func.max(Attendance.updated_at)).where(Attendance.meeting_id == meeting_id))
    since = at - LATE
    read = changes.stamped if changes else None
    stamped = read.later(since) if read and read.since <= since else _stamped(meeting_id, since)
    digests = stamped.digests(min(MOST_CELLS, 2 * len(stamped.rows)))
    packed = b64encode(b"".join(digest.to_bytes(4) for digest in digests)).decode()
    return {"t": _micros(since), "u": _micros(at), "a": _micros(newest) if newest else 0, "n": packed}


def _sqlite_changes(told: dict[str, Any], meeting_id: str) -> Changes | None:
    packed, until = b64decode(told["n"]), _text(_moment(int(told["u"])))
    cells = len(packed) // 4
    then = [int.from_bytes(packed[4 * cell : 4 * cell + 4]) for cell in range(cells)]
    stamped = _stamped(meeting_id, _moment(int(told["t"])))
    same = [before == now for before, now in zip(then, stamped.digests(cells, until), strict=True)]
    changed = [
        id for id, (stamp, number, _digest) in stamped.rows.items() if stamp > until or not cells or not same[number % cells]
    ]
    if len(changed) > MOST_IDS:
        return None
    return Changes(Participant.id.in_(changed), Attendance.updated_at > _moment(int(told["a"])), stamped)


def _stamped(meeting_id: str, since: datetime) -> Stamped:
    """After an import these are thousands: neither a moment nor a number is made of each stamp."""
    stamp = sa.type_coerce(Participant.updated_at, sa.String)
    statement = sa.select(Participant.id, stamp).where(Participant.meeting_id == meeting_id, Participant.updated_at > since)
    rows: Any = db.session.execute(statement).all()
    return Stamped(since, {id: (stamp, zlib.crc32(id.encode()), _digest(id, stamp)) for id, stamp in rows})


def _digest(id: str, stamp: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{id}:{stamp}".encode(), digest_size=4).digest())


def _text(moment: datetime) -> str:
    """As SQLite keeps it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _moment(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def _pack(told: dict[str, Any]) -> str:
    return urlsafe_b64encode(zlib.compress(json.dumps(told, separators=(",", ":")).encode())).decode().rstrip("=")


def _unpack(cursor: str) -> dict[str, Any] | None:
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), 65_536)
        told = json.loads(text)
    except (ValueError, zlib.error, RecursionError):
        return None
    return told if isinstance(told, dict) else None

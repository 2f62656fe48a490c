"""Where a device's roster stands: a cursor that misses nothing, whatever was being written while the roster was read.

PostgreSQL numbers transactions. The cursor is the oldest transaction that was still running before the roster was read: rows
written by it or any later one (their ``xmin``) are sent again, everything older was in the roster. No clock is trusted.

SQLite has one writer at a time, but a writer stamps ``updated_at`` before it gets its turn (up to 15 seconds later). The
cursor therefore also holds how many participants carried each stamp of the last minute: a stamp with the same number
of rows as then has nothing new, the others are sent again. Attendance is stamped by whoever has the turn.
"""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from meetings.extensions import db
from meetings.models import Attendance, Participant

LATE = timedelta(seconds=60)
MOST_STAMPS = 200
FARTHEST = 1_000_000_000  # transactions; half of what a 32-bit number can tell apart
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Changes:
    """WHERE clauses for rows changed since a cursor; None for everything."""

    participants: sa.ColumnElement[bool]
    attendance: sa.ColumnElement[bool]


def new_cursor(meeting_id: str, at: datetime) -> str:
    """The cursor of a roster that is read after this call, in the same or a later statement."""
    return _pack(_postgres_now() if _on_postgres() else _sqlite_now(meeting_id, at))


def changes_since(cursor: str | None, meeting_id: str) -> Changes | None:
    """What to send to a device that stands at ``cursor``: None means everything (no cursor, not ours, or too old)."""
    told = _unpack(cursor) if cursor else None
    if told is None:
        return None
    try:
        return _postgres_changes(told) if _on_postgres() else _sqlite_changes(told, meeting_id)
    except (KeyError, TypeError, ValueError, OverflowError):
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


def _sqlite_now(meeting_id: str, at: datetime) -> dict[str, Any]:
    newest = db.session.scalar(sa.select(sa.func.max(Attendance.updated_at)).where(Attendance.meeting_id == meeting_id))
    stamps = _stamps(meeting_id, at - LATE)
    told: dict[str, Any] = {"t": _micros(at - LATE), "a": _micros(newest) if newest else 0}
    return told if len(stamps) > MOST_STAMPS else told | {"n": stamps}


def _sqlite_changes(told: dict[str, Any], meeting_id: str) -> Changes:
    since = _moment(int(told["t"]))
    then = {int(stamp): count for stamp, count in told.get("n", {}).items()}
    now = {int(stamp): count for stamp, count in _stamps(meeting_id, since).items()} if then else {}
    settled = [_moment(stamp) for stamp, count in then.items() if now.get(stamp) == count]
    return Changes(
        sa.and_(Participant.updated_at > since, Participant.updated_at.not_in(settled)),
        Attendance.updated_at > _moment(int(told["a"])),
    )


def _stamps(meeting_id: str, since: datetime) -> dict[str, int]:
    statement = (
        sa.select(Participant.updated_at, sa.func.count())
        .where(Participant.meeting_id == meeting_id, Participant.updated_at > since)
        .group_by(Participant.updated_at)
        .limit(MOST_STAMPS + 1)
    )
    return {str(_micros(stamp)): count for stamp, count in db.session.execute(statement)}


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

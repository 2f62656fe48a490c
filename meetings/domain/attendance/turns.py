"""One writer at a time per meeting, on both databases."""

import hashlib
import time
from datetime import datetime, timedelta

import sqlalchemy as sa

from meetings import clock
from meetings.extensions import db
from meetings.models import Attendance


def take_turn(meeting_id: str) -> None:
    """Wait until no other transaction holds the meeting's turn; it ends with this transaction.

    SQLite takes its write lock now instead of at the first write: a transaction that has read first and writes later
    would be refused when another one wrote in between. PostgreSQL takes a lock of the meeting's own.
    """
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.blake2b(meeting_id.encode(), digest_size=8).digest(), signed=True)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))
    elif not connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]  # -- assured
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def pass_turn_on() -> None:
    """Between two turns of one caller, the first of which is committed: whoever waits goes first. PostgreSQL keeps a queue; who waits for
    SQLite's lock looks again after up to a tenth of a second."""
    if db.session.get_bind().dialect.name != "postgresql":
        time.sleep(0.1)


def stamp_of(meeting_id: str) -> datetime:
    """A change stamp for attendance, later than every earlier one; only for whoever has the turn (see cursors.py)."""
    now = clock.now()
    if db.session.get_bind().dialect.name == "postgresql":
        return now
    newest = db.session.scalar(sa.select(sa.func.max(Attendance.updated_at)).where(Attendance.meeting_id == meeting_id))
    return max(now, newest + timedelta(microseconds=1)) if newest else now

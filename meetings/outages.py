"""A database that is locked, restarting or out of reach: which errors say so, and writing what may be lost then."""

import contextlib
import math
import sqlite3
import time

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

SAID_EVERY = 60.0  # seconds
RETRY_AFTER = 5  # seconds that a client is asked to wait
PATIENCE = 5.0  # seconds that a request waits for SQLite's lock, a connection of the pool, or a server that does not answer
HASTE = 0.25  # seconds for SQLite's lock while others have just waited for it in vain
HASTY_FOR = 10.0  # seconds after the last of them
LOCKED_OR_GONE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR})


def is_outage(error: BaseException) -> bool:
    """Whether the error means that the database cannot be used now, and what failed may be tried again as it is."""
    if isinstance(error, PoolTimeout):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (error.orig is not None and is_outage(error.orig))
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in LOCKED_OR_GONE  # the rest of the code says more exactly why
    return isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError))


class _Said:
    """When this process last told of an outage, in monotonic seconds, and how many it has kept to itself since."""

    at = -math.inf
    untold = 0


def is_news(error: BaseException) -> bool:
    """Whether an error is worth a line: any but an outage, and of what asks again and again one outage a minute in this process."""
    if not is_outage(error):
        return True
    now = time.monotonic()
    if now < _Said.at + SAID_EVERY:
        _Said.untold += 1
        return False
    _Said.at = now
    return True


def untold() -> int:
    """How many outages were no news since this was asked last: for the line of the next that is."""
    count, _Said.untold = _Said.untold, 0
    return count


class _Lock:
    """Until when this process is hasty about SQLite's lock, in monotonic seconds."""

    hasty_until = -math.inf


def patience() -> float:
    """How many seconds one waits for SQLite's lock now. Were it always the same, a lock of a minute would have every thread of a hall's
    service stand and wait, with nobody left to read."""
    return HASTE if time.monotonic() < _Lock.hasty_until else PATIENCE


def waited_in_vain() -> None:
    """A request could not use the database: those that come after it wait shortly, until one has written (`have_written`)."""
    _Lock.hasty_until = time.monotonic() + HASTY_FOR


def have_written() -> None:
    """Somebody in this process had the lock."""
    _Lock.hasty_until = -math.inf


def wait_for_lock(connection: sqlite3.Connection, info: dict[str, object], seconds: float) -> None:
    """Let a connection wait so long for SQLite's lock; ``info`` is what the pool keeps beside it."""
    if info.get("waits") != seconds:
        connection.execute(f"PRAGMA busy_timeout={1000 * seconds:.0f}")
        info["waits"] = seconds


def write_if_possible(engine: Engine, statement: sa.Executable) -> None:
    """Run a statement by itself; while others write or the database is away it is dropped, without waiting and without a word."""
    with contextlib.suppress(SQLAlchemyError), engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            connection.execute(statement)
            connection.commit()
            return
        wait_for_lock(connection.connection.dbapi_connection, connection.info, 0)  # type: ignore[arg-type]  # -- assured
        connection.execute(statement)
        connection.commit()

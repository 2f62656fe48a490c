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
    """When this process last told of an outage, in monotonic seconds."""

    at = -math.inf


def is_news(error: BaseException) -> bool:
    """Whether an error is worth a line: any but an outage, and of what asks again and again one outage a minute in this process."""
    if not is_outage(error):
        return True
    now = time.monotonic()
    if now < _Said.at + SAID_EVERY:
        return False
    _Said.at = now
    return True


def write_if_possible(engine: Engine, statement: sa.Executable) -> None:
    """Run a statement by itself; while others write or the database is away it is dropped, without waiting and without a word."""
    with contextlib.suppress(SQLAlchemyError), engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            connection.execute(statement)
            connection.commit()
            return
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            connection.execute(statement)
            connection.commit()
        finally:
            connection.rollback()
            connection.exec_driver_sql(f"PRAGMA busy_timeout={1000 * PATIENCE:.0f}")

"""How often one address may try: counted in the database, so for every process and machine together."""

import math
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_limiter.util import get_remote_address
from limits import parse_many
from limits.storage import Storage
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import TooManyRequests

from meetings import clock
from meetings.config import current_settings
from meetings.extensions import db, limiter
from meetings.models import LimitCount
from meetings.passcode import lookup_hash

GUESSES = parse_many("20 per minute; 200 per hour")


class DatabaseStorage(Storage):
    """The counts of Flask-Limiter in our database; its address is ``database://``.

    Each count is a transaction of its own: it stays whatever becomes of the request.
    """

    STORAGE_SCHEME = ["database"]
    base_exceptions = SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count ``amount`` under the key, from nothing when its time (``expiry`` seconds from the first) is over; the sum."""
        now = clock.now()
        dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        until = now + timedelta(seconds=expiry)
        counted = dialect.insert(LimitCount).values(key_hash=_hash(key), count=amount, expires_at=until)
        over = LimitCount.expires_at <= now
        statement = counted.on_conflict_do_update(
            index_elements=[LimitCount.key_hash],
            set_={
                "count": sa.case((over, amount), else_=LimitCount.count + amount),
                "expires_at": sa.case((over, counted.excluded.expires_at), else_=LimitCount.expires_at),
            },
        ).returning(LimitCount.count)
        with db.engine.begin() as connection:
            count = int(connection.execute(statement).scalar_one())
        if count == amount:  # a new window: the time to forget those that are over
            self._delete(LimitCount.expires_at <= now)
        return count

    def get(self, key: str) -> int:
        """What is counted under the key now."""
        found = self._find(key)
        return found[0] if found else 0

    def get_expiry(self, key: str) -> float:
        """When the count begins anew, in seconds since 1970; now where nothing is counted."""
        found = self._find(key)
        return (found[1] if found else clock.now()).timestamp()

    def check(self) -> bool:
        """Whether the database answers."""
        with db.engine.connect() as connection:
            return connection.scalar(sa.select(sa.true())) is not None

    def reset(self) -> int | None:
        """Forget every count; how many."""
        return self._delete(sa.true())

    def clear(self, key: str) -> None:
        """Forget the key's count."""
        self._delete(LimitCount.key_hash == _hash(key))

    def _find(self, key: str) -> tuple[int, datetime] | None:
        statement = sa.select(LimitCount.count, LimitCount.expires_at)
        statement = statement.where(LimitCount.key_hash == _hash(key), LimitCount.expires_at > clock.now())
        with db.engine.connect() as connection:
            found = connection.execute(statement).one_or_none()
        return (found[0], found[1]) if found else None

    def _delete(self, which: sa.ColumnElement[bool]) -> int:
        with db.engine.begin() as connection:
            return connection.execute(sa.delete(LimitCount).where(which)).rowcount


def _hash(key: str) -> str:
    return lookup_hash(current_settings().code_key, key)


def count_guess() -> None:
    """Count a wrong token against the caller's address.

    Raises TooManyRequests (429 with Retry-After) above the rate; what is refused is not counted, so a flood writes nothing.
    """
    if not limiter.enabled:
        return
    counts, caller = limiter.limiter, ("guess", get_remote_address())
    full = [rate for rate in GUESSES if not counts.test(rate, *caller)] or [
        rate for rate in GUESSES if not counts.hit(rate, *caller)
    ]
    if full:
        again = max(counts.get_window_stats(rate, *caller).reset_time for rate in full)
        raise TooManyRequests(retry_after=seconds_until(again))


def seconds_until(moment: float) -> int:
    """Whole seconds from now to a moment in seconds since 1970, at least one: for ``Retry-After``."""
    return max(1, math.ceil(moment - clock.now().timestamp()))

"""How often something was tried: counted in the database, so for every process and machine together."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from limits import RateLimitItem
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from meetings import clock
from meetings.config import current_settings
from meetings.extensions import db
from meetings.models import LimitCount
from meetings.passcode import lookup_hash

Rates = Sequence[RateLimitItem]


class DatabaseStorage(Storage):
    """The counts of Flask-Limiter in our database; its address is ``database://``.

    Each count is a transaction of its own: it stays whatever becomes of the request.
    """

    STORAGE_SCHEME = ["database"]
    base_exceptions = SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count ``amount`` under the key, from nothing when its time (``expiry`` seconds from the first) is over; the sum."""
        now = clock.now()
        with db.engine.begin() as connection:
            count = int(connection.execute(_counting(key, expiry, amount, now)).scalar_one())
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


def _counting(key: str, expiry: int, amount: int, now: datetime) -> sa.Executable:
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    counted = dialect.insert(LimitCount).values(key_hash=_hash(key), count=amount, expires_at=now + timedelta(seconds=expiry))
    over = LimitCount.expires_at <= now
    return counted.on_conflict_do_update(
        index_elements=[LimitCount.key_hash],
        set_={
            "count": sa.case((over, amount), else_=LimitCount.count + amount),
            "expires_at": sa.case((over, counted.excluded.expires_at), else_=LimitCount.expires_at),
        },
    ).returning(LimitCount.count)


COUNTS = FixedWindowRateLimiter(DatabaseStorage())


def free_at(rates: Rates, *key: str) -> datetime | None:
    """From when on one more is allowed under the key by every rate; None when it is now."""
    return _ends([rate for rate in rates if not COUNTS.test(rate, *key)], key)


def count(rates: Rates, *key: str) -> datetime | None:
    """Count one under the key; where that was one too many, from when on the next is allowed."""
    return _ends([rate for rate in rates if not COUNTS.hit(rate, *key)], key)


def forget(rates: Rates, *key: str) -> None:
    """Count anew under the key, once the session commits."""
    hashes = [_hash(rate.key_for(*key)) for rate in rates]
    db.session.execute(sa.delete(LimitCount).where(LimitCount.key_hash.in_(hashes)))


def remember(key: str, lasting: timedelta) -> None:
    """Count one under a key that lasts so long, once the session commits; `remembered` tells how many."""
    db.session.execute(_counting(key, int(lasting.total_seconds()), 1, clock.now()))


def remembered(key: str) -> int:
    """How often `remember` was called for the key within the time that it lasts."""
    return COUNTS.storage.get(key)


def _ends(full: Rates, key: tuple[str, ...]) -> datetime | None:
    ends = [COUNTS.get_window_stats(rate, *key).reset_time for rate in full]
    return datetime.fromtimestamp(max(ends), UTC) if ends else None

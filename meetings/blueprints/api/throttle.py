"""How often a device may call, and an address guess a pairing code.

Calls are counted in this process's memory, so that no other machine can stop the door; wrong codes in the database, for all.
"""

from functools import lru_cache

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from meetings.domain import limits
from meetings.domain.checkin import Caller
from meetings.web.limits import seconds_until

PAIRINGS = 60  # wrong codes a minute from one address: a whole venue may share one
SCANS_PER_UNIT = 100  # a full batch after an outage weighs as much as ten single scans
_limiter = FixedWindowRateLimiter(MemoryStorage())


@lru_cache(maxsize=64)
def _rate(per_minute: int) -> RateLimitItem:
    return RateLimitItemPerMinute(per_minute)


def admit(caller: Caller, scans: int = 1) -> None:
    """Count a call; raises TooManyRequests (429 with Retry-After) above the caller's rate."""
    if caller.per_minute is None:
        return
    rate, key = _rate(caller.per_minute), caller.actor.id or ""
    if not _limiter.hit(rate, key, cost=1 + scans // SCANS_PER_UNIT):
        raise TooManyRequests(retry_after=seconds_until(_limiter.get_window_stats(rate, key).reset_time))


def refuse_guesser(address: str) -> None:
    """Raises TooManyRequests for a network address that sent too many wrong pairing codes in this minute.

    A right code is refused then, too: it is short, and would else be found by trying.
    """
    if until := limits.free_at([_rate(PAIRINGS)], "pair", address):
        raise TooManyRequests(retry_after=seconds_until(until.timestamp()))


def count_wrong_code(address: str) -> None:
    """Count a wrong pairing code against a network address."""
    limits.count([_rate(PAIRINGS)], "pair", address)

"""How often a device or an address may call: counted in this process's memory, so that no other machine can stop the door."""

from functools import lru_cache

from flask_babel import gettext as _
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from meetings import clock
from meetings.domain.checkin import Caller

PAIRINGS = 60  # attempts a minute from one address: a whole venue may share one
SCANS_PER_UNIT = 100  # a full batch after an outage weighs as much as ten single scans
_limiter = FixedWindowRateLimiter(MemoryStorage())


@lru_cache(maxsize=64)
def _rate(per_minute: int) -> RateLimitItem:
    return RateLimitItemPerMinute(per_minute)


def admit(caller: Caller, scans: int = 1) -> None:
    """Count a call; raises TooManyRequests (429 with Retry-After) above the caller's rate."""
    if caller.per_minute is not None:
        _count(_rate(caller.per_minute), caller.actor.id or "", cost=1 + scans // SCANS_PER_UNIT)


def admit_pairing(address: str) -> None:
    """Count an attempt to pair from a network address; raises TooManyRequests above the rate."""
    _count(_rate(PAIRINGS), f"pair {address}")


def _count(rate: RateLimitItem, key: str, cost: int = 1) -> None:
    if not _limiter.hit(rate, key, cost=cost):
        wait = _limiter.get_window_stats(rate, key).reset_time - clock.now().timestamp()
        raise TooManyRequests(_("Terlalu cepat. Coba lagi sebentar."), retry_after=max(1, int(wait) + 1))

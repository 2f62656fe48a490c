"""How often a device may call: counted in this process's memory, so that no other machine can stop the door."""

from functools import lru_cache

from flask_babel import gettext as _
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from meetings import clock
from meetings.domain.checkin import Caller

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
        wait = _limiter.get_window_stats(rate, key).reset_time - clock.now().timestamp()
        raise TooManyRequests(_("Terlalu cepat. Coba lagi sebentar."), retry_after=max(1, int(wait) + 1))

"""Too many tries: refused with 429, and with the true time of the next one in the header and in words."""

import math

from flask_babel import ngettext
from flask_limiter.util import get_remote_address
from limits import parse_many
from werkzeug.exceptions import TooManyRequests

from meetings import clock
from meetings.domain import limits
from meetings.extensions import limiter

GUESSES = parse_many("20 per minute; 200 per hour")


def count_guess() -> None:
    """Count a wrong token against the caller's address; raises TooManyRequests above the rate."""
    count_or_refuse(GUESSES, "guess", get_remote_address())


def count_or_refuse(rates: limits.Rates, *key: str) -> None:
    """Count one under the key.

    Raises TooManyRequests (429 with Retry-After) above the rate; what is refused is not counted, so a flood writes nothing.
    """
    refuse_above(rates, *key)
    if limiter.enabled and (until := limits.count(rates, *key)):
        raise TooManyRequests(retry_after=seconds_until(until.timestamp()))


def refuse_above(rates: limits.Rates, *key: str) -> None:
    """Raises TooManyRequests when as many as allowed are counted under the key; counts nothing."""
    if limiter.enabled and (until := limits.free_at(rates, *key)):
        raise TooManyRequests(retry_after=seconds_until(until.timestamp()))


def seconds_until(moment: float) -> int:
    """Whole seconds from now to a moment in seconds since 1970, at least one: for ``Retry-After``."""
    return max(1, math.ceil(moment - clock.now().timestamp()))


def in_words(seconds: int) -> str:
    """How long a wait is, as people say it, never too short: «45 detik», «12 menit», «3 jam»."""
    if seconds <= 90:
        return ngettext("%(num)d detik", "%(num)d detik", seconds)
    if seconds <= 90 * 60:
        return ngettext("%(num)d menit", "%(num)d menit", math.ceil(seconds / 60))
    return ngettext("%(num)d jam", "%(num)d jam", math.ceil(seconds / 3600))

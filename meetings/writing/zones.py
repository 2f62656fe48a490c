"""Indonesia's time zones: which are offered, and how a zone stands behind a time."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DEFAULT = "Asia/Jakarta"
OFFERED = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
"""IANA name → abbreviation, from west to east."""
FORMER_NAMES = {"Asia/Ujung_Pandang": "Asia/Makassar"}


@lru_cache(maxsize=64)
def abbreviation(zone: str) -> str:
    """WIB, WITA or WIT; for a zone outside Indonesia its offset, ``UTC+8`` or ``UTC-3.30``, in winter time."""
    zone = FORMER_NAMES.get(zone, zone)
    if zone in OFFERED:
        return OFFERED[zone]
    offset = datetime(2026, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}{f'.{rest:02d}' if rest else ''}"


def choices() -> list[tuple[str, str]]:
    """(IANA name, ``WIB (Jakarta)``) of the zones to choose from."""
    return [(zone, f"{short} ({zone.rpartition('/')[2]})") for zone, short in OFFERED.items()]

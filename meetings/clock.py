"""The time: always aware, always UTC inside; shown in the meeting's own zone."""

import time
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def ticks() -> float:
    """Seconds since this machine started, sleep included: no correction of the clock moves them, and every process here reads the same."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@lru_cache(maxsize=1)
def boot() -> str:
    """Which start of which machine the ``ticks`` count from; empty where the system does not tell."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


@lru_cache(maxsize=16)
def zone(name: str) -> ZoneInfo:
    """The zone named by an IANA name such as ``Asia/Jakarta``."""
    return ZoneInfo(name)


def local(moment: datetime, zone_name: str) -> datetime:
    """``moment`` (aware) in the wall-clock time of ``zone_name``."""
    return moment.astimezone(zone(zone_name))


def from_local(wall: datetime, zone_name: str) -> datetime:
    """A naive wall-clock time typed by a person in ``zone_name``, as an aware UTC moment."""
    return wall.replace(tzinfo=zone(zone_name)).astimezone(UTC)


def iso(moment: datetime) -> str:
    """RFC 3339 in UTC, with Z."""
    return moment.isoformat().replace("+00:00", "Z")

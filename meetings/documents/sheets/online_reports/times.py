"""Moments and lengths of time as the reports write them: by accounts from everywhere, in English and Indonesian."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from meetings.enums.labelled import N_, Labelled

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari", "feb february februari peb", "mar march maret", "apr april", "may mei",
            "jun june juni", "jul july juli", "aug august agustus agu ags", "sep sept september",
            "oct october oktober okt", "nov november nop", "dec december desember des",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip  # -- table
NUMBERS = r"(?P<a>\d{1,4})(?P<sign>[/.-])(?P<b>\d{1,2})(?P=sign)(?P<c>\d{2,4})"
DAY_FIRST = r"(?P<day>\d{1,2})[ -](?P<month>[a-z]{3,9})\.?[ -](?P<year>\d{4})"
MONTH_FIRST = r"(?P<month2>[a-z]{3,9})\.? (?P<day2>\d{1,2}),? (?P<year2>\d{4})"
CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
STAMP = re.compile(
    rf"(?:[a-z]+, )?(?:(?:{NUMBERS}|{DAY_FIRST}|{MONTH_FIRST})[ ,t]+)?(?:pukul |at )?{CLOCK}"
    r" ?(?P<half>[ap]\.?m\.?)?(?: ?(?P<offset>z|utc|gmt|wib|wita|wit|[+-]\d{2}:?\d{2}))?"
)
OFFSETS = {"z": 0, "utc": 0, "gmt": 0, "wib": 7, "wita": 8, "wit": 9}
BLANKS = re.compile(r"\s+")
LENGTH = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]*)\.?")
UNITS = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "jam", "j"), 3600),
    **dict.fromkeys(("", "m", "min", "mins", "minute", "minutes", "menit", "mnt", "mn"), 60),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "detik", "dtk", "d"), 1),
}
COLONS = re.compile(r"(\d+):(\d{2}):(\d{2})")


class Order(Labelled):
    """Which comes first in 05/09/2022."""

    DAY = "dm", N_("hari/bulan/tahun")
    MONTH = "md", N_("bulan/hari/tahun")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment as written. ``numbers``: of the date in their order, None without one; ``known``: they are year, month, day; ``offset``: hours
    ahead of UTC, None where the zone is not written."""

    numbers: tuple[int, int, int] | None
    known: bool
    clock: tuple[int, int, int]
    offset: float | None = None

    def days(self, order: Order | None) -> tuple[int, int, int] | None:
        """Year, month and day; None where there is no date, and where nobody has said which number is which."""
        if self.numbers is None or self.known:
            return self.numbers
        first, second, year = self.numbers
        if order is None and first != second:
            return None
        return (year, second, first) if order is Order.DAY else (year, first, second)

    def moment(self, order: Order | None, zone: ZoneInfo, base: datetime) -> datetime | None:
        """The moment in UTC. Without a date: the first of that hour from ``base`` (aware) on. None for a day that there is not."""
        days = self.days(order)
        if days is None and self.numbers is not None:
            return None
        try:
            if days is None:
                wall = datetime.combine(base.astimezone(zone).date(), datetime.min.time().replace(*self.clock), zone)
                return (wall if wall >= base else wall + timedelta(days=1)).astimezone(UTC)
            wall = datetime(*days, *self.clock, tzinfo=zone if self.offset is None else UTC)
            return wall.astimezone(UTC) - timedelta(hours=self.offset or 0)
        except (ValueError, OverflowError):
            return None


def read_stamp(text: str) -> Stamp | None:
    """A moment as written; None for what is none."""
    found = STAMP.fullmatch(BLANKS.sub(" ", text).strip().lower())
    if found is None:
        return None
    clock = _clock(found)
    if clock is None:
        return None
    offset = found["offset"]
    hours = (
        None if offset is None else OFFSETS[offset] if offset in OFFSETS else int(offset[:3]) + int(offset[0] + offset[-2:]) / 60
    )
    if found["a"]:
        a, b, c = int(found["a"]), int(found["b"]), int(found["c"])
        if len(found["a"]) == 4:
            return Stamp((a, b, c), True, clock, hours)
        year = c + 2000 if c < 100 else c
        # Nobody writes a month before the day with full stops between them.
        return Stamp((year, b, a), True, clock, hours) if found["sign"] == "." else Stamp((a, b, year), False, clock, hours)
    month = found["month"] or found["month2"]
    if month is None:
        return Stamp(None, True, clock, hours)
    if month not in MONTHS:
        return None
    day, in_year = found["day"] or found["day2"], found["year"] or found["year2"]
    return Stamp((int(in_year), MONTHS[month], int(day)), True, clock, hours)


def _clock(found: re.Match[str]) -> tuple[int, int, int] | None:
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    half: str = found["half"] or ""
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * half.startswith("p")
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def order_of(stamps: Iterable[Stamp | None]) -> tuple[Order | None, bool]:
    """Which order the dates of one file have, as far as they tell, and whether somebody has to be asked: no date says it, or they
    contradict each other."""
    orders, open_ones = set(), False
    for stamp in stamps:
        if stamp is None or stamp.known or stamp.numbers is None:
            continue
        first, second, _year = stamp.numbers
        if first > 12 or second > 12:
            orders.add(Order.DAY if first > 12 else Order.MONTH)
        else:
            open_ones = open_ones or first != second
    if len(orders) == 1:
        return orders.pop(), False
    return None, open_ones or bool(orders)


def read_length(value: str | float) -> int | None:
    """Seconds of `40` (minutes), `2h 49m 40s`, `2 hr 49 min`, `1 jam 27 menit`, `2:49:40`; None for what is none."""
    if isinstance(value, int | float):
        return round(value * 60)
    text = value.strip().lower()
    if parts := COLONS.fullmatch(text):
        hours, minutes, seconds = map(int, parts.groups())
        return hours * 3600 + minutes * 60 + seconds
    pieces = LENGTH.findall(text)
    if not pieces or LENGTH.sub("", text).strip(" ,") or any(unit not in UNITS for _number, unit in pieces):
        return None
    return round(sum(float(number.replace(",", ".")) * UNITS[unit] for number, unit in pieces))

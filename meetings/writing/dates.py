"""Dates and times for papers and screens.

Dates read ``Senin, 30 April 2018``, times ``09.00 WIB`` with a dot. All datetimes must be aware; ``zone`` is an
IANA name. A ``date`` is printed as it is. Day and month names are Babel's; ``language`` is a key of ``LOCALES``.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date as by_pattern

from meetings.writing import zones
from meetings.writing.locales import LOCALES

DATE, DAY_DATE = "d MMMM y", "EEEE, d MMMM y"
ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
UNTIL = {"id": "s.d.", "en": "to"}
UNTIL_DONE = {"id": "s.d. selesai", "en": "until finished"}
AT = {"id": "pukul", "en": "at"}
NEXT_DAY = {"id": "(hari berikutnya)", "en": "(next day)"}
OVERNIGHT = timedelta(hours=12)


def local_date(moment: date | datetime, zone: str | None = None) -> date:
    """The calendar day of an aware moment in ``zone``; a plain date as it is."""
    if not isinstance(moment, datetime):
        return moment
    return _local(moment, zone).date()


def format_date(moment: date | datetime, zone: str | None = None, language: str = "id") -> str:
    """``30 April 2018``."""
    return _written(local_date(moment, zone), DATE, language)


def format_day_date(moment: date | datetime, zone: str | None = None, language: str = "id") -> str:
    """``Senin, 30 April 2018``."""
    return _written(local_date(moment, zone), DAY_DATE, language)


def format_short_month(moment: date | datetime, zone: str | None = None, language: str = "id") -> str:
    """``Apr``."""
    return _written(local_date(moment, zone), "MMM", language)


def format_date_range(first: date | datetime, last: date | datetime | None, zone: str | None = None, language: str = "id") -> str:
    """``Senin s.d. Rabu, 3 s.d. 5 Juli 2019``, saying month and year only as often as needed."""
    start = local_date(first, zone)
    end = start if last is None else local_date(last, zone)
    if end <= start:
        return format_day_date(start, language=language)
    needed = DATE if start.year != end.year else "d MMMM" if start.month != end.month else "d"
    first_day, last_day = (_written(day, "EEEE", language) for day in (start, end))
    until = UNTIL[language]
    return f"{first_day} {until} {last_day}, {_written(start, needed, language)} {until} {format_date(end, language=language)}"


def format_clock(moment: datetime, zone: str) -> str:
    """``09.00``."""
    return f"{_local(moment, zone):%H.%M}"


def format_time(moment: datetime, zone: str) -> str:
    """``09.00 WIB``."""
    return f"{format_clock(moment, zone)} {zones.abbreviation(zone)}"


def format_moment(moment: datetime, zone: str, language: str = "id") -> str:
    """``30 April 2018, 09.00 WIB``, for screens."""
    return f"{format_date(moment, zone, language)}, {format_time(moment, zone)}"


def format_moment_in_sentence(moment: datetime, zone: str, language: str = "id") -> str:
    """``30 April 2018 pukul 09.00 WIB``, within a sentence."""
    return f"{format_date(moment, zone, language)} {AT[language]} {format_time(moment, zone)}"


def format_time_range(start: datetime, end: datetime | None, zone: str, language: str = "id") -> str:
    """``09.00 WIB s.d. selesai`` or ``09.00 s.d. 12.00 WIB``."""
    return (
        f"{format_time(start, zone)} {UNTIL_DONE[language]}"
        if end is None
        else f"{format_clock(start, zone)} {UNTIL[language]} {format_time(end, zone)}"
    )


def format_hour_row(start: datetime | None, end: datetime | None, zone: str) -> str:
    """A rundown's time column: ``09.00–09.15``, without zone."""
    if start is None:
        return ""
    return format_clock(start, zone) if end is None else f"{format_clock(start, zone)}–{format_clock(end, zone)}"


def format_span(start: datetime, end: datetime | None, zone: str, language: str = "id") -> str:
    """Hours on a screen: ``09.00–12.00 WIB``, and for an end on another day that day, too: ``22.00–02.00 WIB (1 Mei 2018)``."""
    if end is None:
        return format_time(start, zone)
    hours = f"{format_clock(start, zone)}–{format_time(end, zone)}"
    return hours if local_date(start, zone) == local_date(end, zone) else f"{hours} ({format_date(end, zone, language)})"


def format_time_of(moment: datetime, day: datetime, zone: str, language: str = "id") -> str:
    """``09.00 WIB``, and the date where it is not that of ``day``: a line of a list that runs over midnight."""
    same = local_date(moment, zone) == local_date(day, zone)
    return format_time(moment, zone) if same else f"{format_time(moment, zone)}, {format_date(moment, zone, language)}"


def format_stay(came: datetime, left: datetime | None, day: datetime, zone: str, language: str = "id") -> str:
    """``09.00–12.00 WIB``, and each date once, where it is not that of ``day``: ``09.00–12.00 WIB, 1 Mei 2018``, ``22.00–02.00 WIB (1 Mei 2018)``."""
    if left is None:
        return format_time_of(came, day, zone, language)
    if local_date(came, zone) == local_date(day, zone):
        return format_span(came, left, zone, language)
    if local_date(came, zone) == local_date(left, zone):
        return f"{format_clock(came, zone)}–{format_time_of(left, day, zone, language)}"
    return f"{format_time_of(came, day, zone, language)} – {format_time_of(left, day, zone, language)}"


def schedule_lines(start: datetime, end: datetime | None, zone: str, language: str = "id") -> tuple[str, str]:
    """The two lines of an invitation: day and date (range), and ``pukul …``. Papers speak Indonesian, a page the reader's ``language``.

    An end on another day is a range of days whose first morning counts ("s.d. selesai"), unless the gathering
    only runs past midnight: then it keeps one date and the end is marked ``(hari berikutnya)``.
    """
    day, at = format_day_date(start, zone, language), AT[language]
    if end is None or local_date(start, zone) == local_date(end, zone):
        return day, f"{at} {format_time_range(start, end, zone, language)}"
    if end - start < OVERNIGHT:
        return day, f"{at} {format_time_range(start, end, zone, language)} {NEXT_DAY[language]}"
    return format_date_range(start, end, zone, language), f"{at} {format_time_range(start, None, zone, language)}"


def roman_month(moment: date | datetime, zone: str | None = None) -> str:
    """Month for a document number: ``IV``."""
    return ROMAN_MONTHS[local_date(moment, zone).month - 1]


@lru_cache(maxsize=1024)  # a document names few days, often; Babel takes some 20 µs each time
def _written(day: date, pattern: str, language: str) -> str:
    return by_pattern(day, pattern, LOCALES[language])


def _local(moment: datetime, zone: str | None) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without zone cannot be printed")
    return moment if zone is None else moment.astimezone(ZoneInfo(zone))

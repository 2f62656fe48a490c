"""Indonesian dates and times for papers and screens, without the operating system's locale.

Dates read ``Senin, 30 April 2018``, times ``09.00 WIB`` with a dot. All datetimes must be aware; ``zone`` is an
IANA name. A ``date`` is printed as it is.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

ZONES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Ujung_Pandang": "WITA",
    "Asia/Jayapura": "WIT",
}
UNTIL_DONE = "s.d. selesai"
OVERNIGHT = timedelta(hours=12)


def zone_abbreviation(zone: str) -> str:
    """WIB, WITA or WIT; for a zone outside Indonesia its offset, ``UTC+8`` or ``UTC-3.30``, in winter time."""
    if zone in ZONES:
        return ZONES[zone]
    offset = datetime(2026, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}{f'.{rest:02d}' if rest else ''}"


def local_date(moment: date | datetime, zone: str | None = None) -> date:
    """The calendar day of an aware moment in ``zone``; a plain date as it is."""
    if not isinstance(moment, datetime):
        return moment
    return _local(moment, zone).date()


def format_date(moment: date | datetime, zone: str | None = None) -> str:
    """``30 April 2018``."""
    day = local_date(moment, zone)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def format_day_date(moment: date | datetime, zone: str | None = None) -> str:
    """``Senin, 30 April 2018``."""
    day = local_date(moment, zone)
    return f"{DAYS[day.weekday()]}, {format_date(day)}"


def format_date_range(first: date | datetime, last: date | datetime | None, zone: str | None = None) -> str:
    """``Senin s.d. Rabu, 3 s.d. 5 Juli 2019``, saying month and year only as often as needed."""
    start = local_date(first, zone)
    end = start if last is None else local_date(last, zone)
    if end <= start:
        return format_day_date(start)
    days = f"{DAYS[start.weekday()]} s.d. {DAYS[end.weekday()]}"
    if start.year != end.year:
        begin = format_date(start)
    elif start.month != end.month:
        begin = f"{start.day} {MONTHS[start.month - 1]}"
    else:
        begin = str(start.day)
    return f"{days}, {begin} s.d. {format_date(end)}"


def format_clock(moment: datetime, zone: str) -> str:
    """``09.00``."""
    return f"{_local(moment, zone):%H.%M}"


def format_time(moment: datetime, zone: str) -> str:
    """``09.00 WIB``."""
    return f"{format_clock(moment, zone)} {zone_abbreviation(zone)}"


def format_time_range(start: datetime, end: datetime | None, zone: str) -> str:
    """``09.00 WIB s.d. selesai`` or ``09.00 s.d. 12.00 WIB``."""
    return (
        f"{format_time(start, zone)} {UNTIL_DONE}"
        if end is None
        else f"{format_clock(start, zone)} s.d. {format_time(end, zone)}"
    )


def format_hour_row(start: datetime | None, end: datetime | None, zone: str) -> str:
    """A rundown's time column: ``09.00–09.15``, without zone."""
    if start is None:
        return ""
    return format_clock(start, zone) if end is None else f"{format_clock(start, zone)}–{format_clock(end, zone)}"


def schedule_lines(start: datetime, end: datetime | None, zone: str) -> tuple[str, str]:
    """The two lines of an invitation: day and date (range), and ``pukul …``.

    An end on another day is a range of days whose first morning counts ("s.d. selesai"), unless the gathering
    only runs past midnight: then it keeps one date and the end is marked ``(hari berikutnya)``.
    """
    if end is None or local_date(start, zone) == local_date(end, zone):
        return format_day_date(start, zone), f"pukul {format_time_range(start, end, zone)}"
    if end - start < OVERNIGHT:
        return format_day_date(start, zone), f"pukul {format_time_range(start, end, zone)} (hari berikutnya)"
    return format_date_range(start, end, zone), f"pukul {format_time_range(start, None, zone)}"


def roman_month(moment: date | datetime, zone: str | None = None) -> str:
    """Month for a document number: ``IV``."""
    return ROMAN_MONTHS[local_date(moment, zone).month - 1]


def _local(moment: datetime, zone: str | None) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without zone cannot be printed")
    return moment if zone is None else moment.astimezone(ZoneInfo(zone))

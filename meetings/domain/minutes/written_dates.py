"""Dates that a text names and that cannot be meant: a weekday that the day has not, a day that its month has not, a far year."""

import calendar
import re
from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _

from meetings.writing.dates import format_date, format_day_date

WEEKDAYS = {
    "senin": 0,
    "selasa": 1,
    "rabu": 2,
    "kamis": 3,
    "jumat": 4,
    "jum'at": 4,
    "jum’at": 4,
    "sabtu": 5,
    "minggu": 6,
    "ahad": 6,
}
# As offices write them: in full, cut, and as they were spelt before 1972.
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan",
            "februari pebruari feb",
            "maret mar",
            "april apr",
            "mei",
            "juni jun",
            "juli jul",
            "agustus agu agt",
            "september sept sep",
            "oktober okt",
            "november nopember nov",
            "desember des",
        ),
        start=1,
    )
    for name in names.split()
}
NEAR_YEARS = 10  # a day that is named lies no further ahead
YEARS = range(1900, 2101)  # plans reach far
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})\s*[,(/]?\s*(?:tanggal|tgl\.?)?\s*"
_DAY = r"(?<![\d./:])(?P<day>\d{1,2})"
IN_WORDS = re.compile(rf"(?:\b{_WEEKDAY})?{_DAY}\s+(?P<month>{_NAMES})\b\.?(?:\s+(?P<year>\d{{3,6}})\b)?", re.IGNORECASE)
# 3/12/2026 may be part of a letter's number; behind a weekday, or called a date, it is one.
IN_FIGURES = re.compile(
    rf"\b(?:{_WEEKDAY}|(?:tanggal|tgl\.?)\s+){_DAY}(?P<sign>[/.-])(?P<month>\d{{1,2}})(?P=sign)(?P<year>\d{{4}})\b(?![/-])",
    re.IGNORECASE,
)
MONTH_OF_YEAR = re.compile(rf"(?<!\d )(?<!\d)\b(?:{_NAMES})\s+(\d{{4,6}})(?=\s*(?:[.,;:)\n]|$))", re.IGNORECASE)
YEAR = re.compile(r"\btahun\s+(?:anggaran\s+)?(\d{3,6})\b", re.IGNORECASE)


def doubtful_dates(text: str, held: date | None) -> Iterator[tuple[str, str]]:
    """Kind (``weekday``, ``date``, ``year``) and sentence for each date of ``text`` that cannot be meant. ``held`` is the day of the
    meeting: where a date has no year, those around it are tried."""
    far = {int(found[1]) for found in YEAR.finditer(text) if int(found[1]) not in YEARS}
    near = range(YEARS.start, (held.year if held else YEARS.stop) + NEAR_YEARS + 1)
    far |= {int(found[1]) for found in MONTH_OF_YEAR.finditer(text) if int(found[1]) not in near}
    for found in (*IN_WORDS.finditer(text), *IN_FIGURES.finditer(text)):
        year = int(found["year"]) if found["year"] else None
        if year is not None and year not in near:
            far.add(year)
            continue
        month = MONTHS.get(found["month"].lower()) or int(found["month"])
        told = _doubt(found[0].strip(" ,."), found["weekday"], int(found["day"]), month, _tried(year, held))
        if told:
            yield told
    for year in sorted(far):
        yield "year", _("Periksa tahun yang tertulis: %(year)d.", year=year)


def _tried(year: int | None, held: date | None) -> tuple[int, ...]:
    if year is not None:
        return (year,)
    return (held.year, held.year + 1, held.year - 1) if held else ()


def _doubt(said: str, weekday: str | None, day: int, month: int, years: tuple[int, ...]) -> tuple[str, str] | None:
    if not 1 <= month <= 12 or not 1 <= day <= max(calendar.monthrange(year, month)[1] for year in years or (2000,)):
        return "date", _("Tanggal «%(text)s» tidak ada.", text=said)
    days = [date(year, month, day) for year in years if day <= calendar.monthrange(year, month)[1]]
    if weekday is None or weekday == "minggu":  # a week, not a Sunday
        return None
    if not days or any(each.weekday() == WEEKDAYS[weekday.lower()] for each in days):
        return None
    told = _(
        "Teks menyebut «%(text)s», sedangkan %(date)s adalah hari %(day)s.",
        text=said,
        date=format_date(days[0]),
        day=format_day_date(days[0]).partition(",")[0],
    )
    return "weekday", told

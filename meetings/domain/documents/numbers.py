"""Official numbers: assigned once, at signing, from the organisation's pattern; never given twice."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from meetings.domain.organisations import family_of
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db
from meetings.models import IssuedNumber, NumberSequence, Organisation
from meetings.writing.dates import roman_month

FARTHEST = timedelta(days=366)  # between the date on a paper and the day it is issued
PATTERNS = {
    "letter": "000.1.5/{urut}/{unit}/{tahun}",
    "minutes": "000.1.5/{urut}-N/{unit}/{tahun}",
    "certificate": "000.1.5/{urut}-S/{unit}/{tahun}",
}


def check_dated(dated: date, today: date) -> None:
    """Raise InvalidInput for a paper's date more than a year from today: its number would lie in that year's book for ever."""
    if abs(dated - today) > FARTHEST:
        raise InvalidInput(_("Tanggal naskah ini lebih dari setahun dari hari ini. Periksa tahunnya."), field="dated")


def patterns_for(family: Sequence[Organisation]) -> dict[str, tuple[str, str | None]]:
    """By book the pattern of an organisation's numbers and the name of whom above it is taken from: its own (""), else that of the nearest
    one above it that has one, else the service's (None). ``family``: the organisation and all above it (`family_of`)."""
    found: dict[str, tuple[str, str | None]] = {book: (pattern, None) for book, pattern in PATTERNS.items()}
    for each in reversed(family):  # from the root down: the nearest has the last word
        whose = "" if each is family[0] else each.name
        found |= {book: (each.number_patterns[book], whose) for book in PATTERNS if each.number_patterns.get(book)}
    return found


def pattern_for(organisation: Organisation, book: str) -> str:
    """The pattern of the numbers of ``book`` that holds for the organisation (`patterns_for`)."""
    return patterns_for(family_of(organisation))[book][0]


def assign_number(
    organisation: Organisation, book: str, dated: date, subject: str, *, manual: str = "", unit: Organisation | None = None
) -> str:
    """The next number of ``book`` ("letter", "minutes") in the year of ``dated``, or ``manual`` as typed.

    ``subject`` names what gets it ("minutes:<id>"). Tokens of the pattern: {urut} {unit} {bulan} (number)
    {bulan_romawi} {tahun}. Numbering restarts each year. Raises Conflict when a manual number is taken.
    """
    number = manual.strip()
    pattern = "" if number else pattern_for(organisation, book)
    while not number:
        sequence = _next(organisation.id, book, dated.year)
        number = (
            pattern.replace("{urut}", f"{sequence:03d}")
            .replace("{unit}", (unit or organisation).unit_code or (unit or organisation).short_name or "UM")
            .replace("{bulan_romawi}", roman_month(dated))
            .replace("{bulan}", f"{dated.month:02d}")
            .replace("{tahun}", str(dated.year))
        )
        if _taken(organisation.id, book, dated.year, number):
            number = ""  # somebody typed this one by hand earlier: the next is free
    row = IssuedNumber(organisation_id=organisation.id, book=book, year=dated.year, number=number, subject=subject)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Conflict(_("Nomor %(number)s sudah dipakai.", number=number), field="number") from None
    return number


def year_of(organisation_id: str, book: str, number: str, subjects: Iterable[str]) -> int | None:
    """In which year's book ``number`` stands for one of ``subjects``; None where it was not assigned to any."""
    mine = IssuedNumber.organisation_id == organisation_id, IssuedNumber.book == book, IssuedNumber.number == number
    return db.session.scalar(sa.select(sa.func.max(IssuedNumber.year)).where(*mine, IssuedNumber.subject.in_(list(subjects))))


def _next(organisation_id: str, book: str, year: int) -> int:
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(NumberSequence)
        .values(organisation_id=organisation_id, book=book, year=year, last=1)
        .on_conflict_do_update(index_elements=["organisation_id", "book", "year"], set_={"last": NumberSequence.last + 1})
        .returning(NumberSequence.last)
    )
    return int(db.session.execute(statement).scalar_one())


def _taken(organisation_id: str, book: str, year: int, number: str) -> bool:
    return (
        db.session.scalar(
            sa.select(IssuedNumber.id).where(
                IssuedNumber.organisation_id == organisation_id,
                IssuedNumber.book == book,
                IssuedNumber.year == year,
                IssuedNumber.number == number,
            )
        )
        is not None
    )

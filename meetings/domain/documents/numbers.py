"""Official numbers: assigned once, at signing, from the organisation's pattern; never given twice."""

from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db
from meetings.models import IssuedNumber, NumberSequence, Organisation
from meetings.writing.dates import roman_month

FARTHEST = timedelta(days=366)  # between the date on a paper and the day it is issued
PATTERNS = {
    "letter": "000.1.5/{urut}/{unit}/{tahun}",
    "minutes": "000.1.5/{urut}-N/{unit}/{tahun}",
}


def check_dated(dated: date, today: date) -> None:
    """Raise InvalidInput for a paper's date more than a year from today: its number would lie in that year's book for ever."""
    if abs(dated - today) > FARTHEST:
        raise InvalidInput(_("Tanggal naskah ini lebih dari setahun dari hari ini. Periksa tahunnya."), field="dated")


def assign_number(
    organisation: Organisation, book: str, dated: date, subject: str, *, manual: str = "", unit: Organisation | None = None
) -> str:
    """The next number of ``book`` ("letter", "minutes") in the year of ``dated``, or ``manual`` as typed.

    ``subject`` names what gets it ("minutes:<id>"). Tokens of the pattern: {urut} {unit} {bulan} (number)
    {bulan_romawi} {tahun}. Numbering restarts each year. Raises Conflict when a manual number is taken.
    """
    number = manual.strip()
    while not number:
        sequence = _next(organisation.id, book, dated.year)
        pattern = organisation.number_patterns.get(book) or PATTERNS[book]
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

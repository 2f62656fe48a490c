"""Phone numbers as people write them, to E.164."""

import re
from typing import Any

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from meetings.writing.id_numbers import mask
from meetings.writing.reading import Cell, Reading, is_blank, read_text

# The library takes a tenth of a millisecond for a number. Nearly all are Indonesian mobiles, and the pattern is the library's own.
INDONESIA: Any = phonenumbers.PhoneMetadata.metadata_for_region("ID")
COMMON = re.compile(rf"(?:\+?62|0)?({INDONESIA.mobile.national_number_pattern})")
MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
BETWEEN = re.compile(r"\s*(?:[/;,|\n]|\batau\b|\bdan\b)\s*", re.IGNORECASE)


def read_phone(cell: Cell, region: str = "ID") -> Reading:
    """One number in E.164 (`+6285720035651`), the first mobile one if there are several; the others go to `rest`.

    Understands `08…`, `8…` from number cells that lost the zero, `62…` and `+62…`. Note: `several`; problem: `no_phone`."""
    text = read_text(cell)
    if is_blank(text) or text == "0":
        return Reading()
    if common := COMMON.fullmatch(re.sub(r"[ -]", "", text)):
        return Reading(f"+62{common[1]}")
    pieces = [piece for piece in BETWEEN.split(text) if piece]
    numbers = [(piece, _parse(piece, region)) for piece in pieces]
    valid = [(piece, number) for piece, number in numbers if number]
    if not valid:
        return Reading(problem="no_phone")
    chosen = next((pair for pair in valid if phonenumbers.number_type(pair[1]) in MOBILE), valid[0])
    rest = ", ".join(piece for piece in pieces if piece != chosen[0])
    return Reading(
        phonenumbers.format_number(chosen[1], PhoneNumberFormat.E164),
        note="several" if rest else "",
        rest=rest,
    )


def show_phone(number: str, whole: bool = True) -> str:
    """`0857-2003-5651` for an Indonesian E.164 number, the international form for others, anything else unchanged; not `whole`: only
    the last four digits."""
    if not whole:
        return mask(number)
    if number.startswith("+62") and (common := COMMON.fullmatch(number)):
        parsed = PhoneNumber(country_code=62, national_number=int(common[1]))
        return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    form = PhoneNumberFormat.NATIONAL if parsed.country_code == 62 else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def _parse(piece: str, region: str) -> PhoneNumber | None:
    digits = re.sub(r"\D", "", piece)
    if not piece.lstrip().startswith("+") and digits.startswith("62") and len(digits) >= 10:
        piece = f"+{digits}"
    try:
        number = phonenumbers.parse(piece, region)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None

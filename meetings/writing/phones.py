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
BETWEEN = re.compile(r"\s*(?:[/;,|&\n]|\batau\b|\bdan\b)\s*", re.IGNORECASE)
NUMBER = re.compile(r"(?<!\w)\+?\(?\d[\d\s().–-]{5,}\d(?!\w)")
LABELS = re.compile(r"\b(?:no(?:mor)?|hp|wa|whatsapp|tel|te?lp|telepon|phone|mobile)\b\.?", re.IGNORECASE)
LONGEST = 600  # characters of a cell that may hold numbers
AROUND = " .:()[]'\"-"


def read_phone(cell: Cell, region: str = "ID") -> Reading:
    """One number in E.164 (`+6285720035651`), the first mobile one if there are several; what else stands there goes to `rest`:
    further numbers (note `several`) or words beside it (`words`). Problem: `no_phone`.

    Understands `08…`, `8…` from number cells that lost the zero, `62…` and `+62…`."""
    text = read_text(cell).removesuffix(".0")  # a number that a program wrote as text
    if is_blank(text) or text == "0":
        return Reading()
    if common := COMMON.fullmatch(re.sub(r"[ -]", "", text)):
        return Reading(f"+62{common[1]}")
    if len(text) > LONGEST:
        return Reading(problem="no_phone")
    pieces = [piece for piece in BETWEEN.split(text) if piece]
    valid = [found for piece in pieces for found in _numbers_in(piece, region)]
    if not valid:
        return Reading(problem="no_phone")
    chosen = next((pair for pair in valid if phonenumbers.number_type(pair[1]) in MOBILE), valid[0])
    rest = [_without(chosen[0], piece) for piece in pieces]
    several = any(number != chosen[1] for _token, number in valid)
    return Reading(
        phonenumbers.format_number(chosen[1], PhoneNumberFormat.E164),
        note="several" if several else "words" if any(rest) else "",
        rest=", ".join(filter(None, rest)),
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


def _numbers_in(piece: str, region: str) -> list[tuple[str, PhoneNumber]]:
    """The numbers in a text, each with how it is written there; two with nothing but a blank between them are two."""
    found: list[tuple[str, PhoneNumber]] = []
    for token in NUMBER.findall(piece):
        whole = _parse(token, region)
        for part in [token] if whole else token.split():
            if number := whole or _parse(part, region):
                found.append((part, number))
    return found


def _without(number: str, piece: str) -> str:
    """What a piece says besides that number and what names it."""
    return piece if number not in piece else LABELS.sub("", piece.replace(number, " ")).strip(AROUND)


def _parse(piece: str, region: str) -> PhoneNumber | None:
    digits = re.sub(r"\D", "", piece)
    if not piece.lstrip().startswith("+") and digits.startswith("62") and len(digits) >= 10:
        piece = f"+{digits}"
    try:
        number = phonenumbers.parse(piece, region)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None

"""NIP and its relatives: read, judged for plausibility, and masked.

A civil servant's NIP has 18 digits: birth date (8), then for PNS the month of first appointment (6), for PPPK its year (4),
a `2` and the contract's turn; then sex (1 or 2) and a serial number of three digits. There is no check digit, so a number can only
be called implausible, never wrong. A NIP tells birth date and sex: whoever need not know sees its last four digits.
"""

import re
from datetime import date
from enum import StrEnum

from meetings.writing.reading import Cell, Reading, is_blank, read_text


class IdKind(StrEnum):
    """What sort of number it is, judged by its shape."""

    PNS = "pns"
    PPPK = "pppk"
    OLD_NIP = "old_nip"
    NRP = "nrp"
    NIK = "nik"
    UNUSUAL = "unusual"


LARGEST_EXACT = 10**15  # spreadsheets keep 15 digits of a number and turn the rest into zeros
SCIENTIFIC = re.compile(r"\d([.,]\d+)?\s*[eE]\s*\+?\s*\d+")
LABEL = re.compile(r"^(nip|nrp|nik|ni pppk|nippppk|nipppk)\s*[.:]*\s*", re.IGNORECASE)
MILITARY = re.compile(r"\d{4,8}/[A-Z]{1,3}")


def read_id_number(cell: Cell, today: date) -> Reading:
    """Digits of a NIP, NRP or NIK out of a cell. Problems: `digits_lost`, `not_a_number`, `wrong_length`; notes: `ends_in_zeros`,
    `implausible`.

    A number cell of more than 15 digits is refused, since its last digits are gone: no NIP is better than a wrong one. A text that ends in
    `000` as such a number would may be what somebody typed: it is kept."""
    if isinstance(cell, int | float) and abs(cell) >= LARGEST_EXACT:
        return Reading(problem="digits_lost")
    text = LABEL.sub("", read_text(cell)).strip("'")
    if is_blank(text) or text == "0":
        return Reading()
    if MILITARY.fullmatch(text.upper()):
        return Reading(text.upper())
    digits = re.sub(r"[\s.\-_']", "", text) if isinstance(cell, str) else text
    if problem := _problem(text, digits):
        return Reading(problem=problem)
    if len(digits) == 18 and digits.endswith("000"):
        return Reading(digits, note="ends_in_zeros")
    return Reading(digits, note="implausible" if kind_of(digits, today) is IdKind.UNUSUAL else "")


POLICE = re.compile(r"\d{2}(0[1-9]|1[0-2])\d{4}")  # NRP: year and month of birth, serial number


def read_service_number(cell: Cell, today: date) -> Reading:
    """The number of an official: a NIP of 18 digits, or the NRP of an officer of the forces (with its corps) or of the police (8 digits).
    Problems and note as above; any other number of digits is ``wrong_length``."""
    reading = read_id_number(cell, today)
    right = len(reading.value) == 18 or MILITARY.fullmatch(reading.value) or POLICE.fullmatch(reading.value)
    return Reading(problem="wrong_length") if reading.value and not right else reading


def _problem(text: str, digits: str) -> str:
    if SCIENTIFIC.fullmatch(text):
        return "digits_lost"
    if not (digits.isascii() and digits.isdigit()):
        return "not_a_number"
    return "" if 5 <= len(digits) <= 18 and len(digits) not in (15, 17) else "wrong_length"


SHAPES = {16: IdKind.NIK, 9: IdKind.OLD_NIP, 18: IdKind.UNUSUAL}


def kind_of(digits: str, today: date) -> IdKind:
    """The kind a number's shape speaks for; `UNUSUAL` when 18 digits fit neither PNS nor PPPK."""
    kind = SHAPES.get(len(digits), IdKind.NRP)
    if kind is not IdKind.UNUSUAL:
        return kind
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return kind
    begin = int(digits[8:12])
    age = (today - birth).days / 365.25
    if 17 <= age <= 80 and birth.year + 15 <= begin <= today.year and digits[14] in "12":
        if 1 <= int(digits[12:14]) <= 12:
            kind = IdKind.PNS
        elif digits[12] == "2" and digits[13] != "0":
            kind = IdKind.PPPK
    return kind


def group_digits(number: str) -> str:
    """`19860926 201505 1 001`, as a NIP is printed, whatever blanks it was typed with; other numbers unchanged."""
    digits = "".join(number.split())
    if len(digits) != 18 or not digits.isdigit():
        return number
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def show_number(number: str, whole: bool = True) -> str:
    """A NIP in its groups for eyes that may see it, else its last four characters."""
    return group_digits(number) if whole else mask(number)


def mask(value: str) -> str:
    """`••••1001`: the last four characters, for eyes that may not see the whole number."""
    return f"••••{value[-4:]}" if len(value) > 4 else "••••" if value else ""

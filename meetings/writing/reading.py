"""What comes out when one spreadsheet cell or form field is read."""

import re
import unicodedata
from dataclasses import dataclass

Cell = str | int | float | None

BLANK = frozenset({"", "-", "--", "–", "—", "n/a", "tidak ada", "nihil"})
# Control characters, zero-width spaces and direction overrides: nothing a person can see, and overrides can
# disguise a name. The joiners U+200C and U+200D stay, Arabic and Javanese spelling needs them.
INVISIBLE = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """One value as understood: `value` to keep (empty: none), `note` a code for what was repaired, `problem` a
    code for why there is no value, `rest` the part that was set aside."""

    value: str = ""
    note: str = ""
    problem: str = ""
    rest: str = ""


def read_text(cell: Cell) -> str:
    """The cell as one clean line: composed (NFC), no invisible characters, single spaces; whole numbers without `.0`."""
    if isinstance(cell, str) and cell.isascii() and cell.isprintable():  # nothing to compose or to take out
        return " ".join(cell.split())
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    return " ".join(INVISIBLE.sub("", unicodedata.normalize("NFC", str(cell))).split())


def is_blank(text: str) -> bool:
    """True for empty text and for the dashes people type where they have nothing."""
    return text.casefold() in BLANK

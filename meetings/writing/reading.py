"""What people type and paste, and what stands in a cell of a spreadsheet: cleaned, at whichever door it comes in."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | int | float | None

BLANK = frozenset({"", "-", "--", "–", "—", "n/a", "tidak ada", "nihil"})
# What programs write where a table has nothing. Capitals count: Nan and Null are names of people.
NOTHING = frozenset({"NULL", "null", "(null)", "NaN", "nan", "None"})
# Nothing a person can see: control characters, soft hyphens, zero-width spaces, fillers, halves of surrogate pairs, and direction
# overrides, which can disguise a name. The joiners U+200C and U+200D and the variation selectors stay where Arabic and Javanese spelling
# or an emoji needs them: beside a blank, a letter of Latin kind or an end they do nothing.
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e"
    "\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    "|[\u200c\u200d\ufe00-\ufe0f]+(?=[\u0000-\u02ff\u1e00-\u1eff]|$)|(?:(?<=[\u0000-\u02ff\u1e00-\u1eff])|^)[\u200c\u200d\ufe00-\ufe0f]+"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One value as understood: `value` to keep (empty: none), `note` a code for what was repaired, `problem` a
    code for why there is no value, `rest` the part that was set aside."""

    value: str = ""
    note: str = ""
    problem: str = ""
    rest: str = ""

    def set_aside(self, label: str) -> str:
        """What else stood there, as a line to keep: `Surel lain: b@contoh.go.id`; empty where that was all."""
        return f"{label}{' lain' * (self.note == 'several')}: {self.rest}" if self.rest else ""


def visible(text: str) -> str:
    """The text composed (NFC), so that two spellings of one letter are the same, and without what nobody sees."""
    return text if text.isascii() and text.isprintable() else INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def read_text(cell: Cell) -> str:
    """The cell as one clean line: composed (NFC), no invisible characters, single spaces; whole numbers without `.0`."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    return " ".join(visible(str(cell)).split())


def read_lines(text: str | None) -> str:
    """Text of several lines, clean: composed (NFC), no invisible characters, ``\\n`` between the lines, nothing blank around them.

    Blanks inside a line stay, people line things up with them."""
    return "\n".join(line.rstrip() for line in visible(text or "").splitlines()).strip()


def listed_lines(text: str | None) -> list[str]:
    """One clean text for each line that has any."""
    return [line for line in map(read_text, (text or "").splitlines()) if line]


NUMBERED = re.compile(r"\s*(?:(\d{1,3})[.)]|[-•*–])\s+(?=\S)")


def unnumbered(lines: Sequence[str]) -> list[str]:
    """The lines of a list that gets its numbers where it is shown, without those that were typed: where each line has one, or a dash, or
    where the number is the line's place. ``3 Februari`` keeps its figure, and so does a single line that begins with another number."""
    marks = [NUMBERED.match(line) for line in lines]
    every = len(lines) > 1 and all(marks)
    return [
        line[mark.end() :] if mark and (every or mark[1] == str(place)) else line
        for place, (line, mark) in enumerate(zip(lines, marks, strict=True), start=1)
    ]


def joined_notes(known: str, more: str) -> str:
    """Notes with further lines below, but for those that stand there already."""
    new = [line for line in more.splitlines() if line and line not in known.splitlines()]
    return "\n".join([*([known] if known else []), *new])


def with_commas(*parts: str) -> str:
    """What is known of several parts, in one line: place and address, name and office."""
    return ", ".join(part for part in parts if part)


def is_blank(text: str) -> bool:
    """True for empty text, for the dashes people type where they have nothing, and for what databases write there."""
    return text.casefold() in BLANK or text in NOTHING


def is_name(text: str) -> bool:
    """False for what nobody could be called by: no single letter of whatever script, or words for nothing."""
    return any(sign.isalpha() for sign in INVISIBLE.sub("", text)) and not is_blank(text)

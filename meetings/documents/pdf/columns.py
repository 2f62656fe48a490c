"""Widths of a table's columns, from what stands in them.

Automatic layout would measure every cell with Pango, twice; here letters are counted. A table has the same columns on all its pages,
in whatever pieces it is laid out.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from meetings.documents.pdf.paper import Paper

NARROW = frozenset("fijlrtI.,:;'’()|/- ")
WIDE = frozenset("mwMW@%")
PADDING = 1.05  # ems at the left and right of a cell together
BOLD = 1.08  # as wide as the letters of a head are, beside those of a row
WIDE_TYPE = 10  # points, of the tables in annexes and rundowns
LONGEST_WORD = 14.0
"""Ems; a longer word is broken rather than widening its column."""
LONGEST_TEXT = 60.0
"""Ems; longer texts ask for no more room than one of this length."""


class Column(NamedTuple):
    """A column's head, and its width in percent of the table."""

    head: str
    width: float


def width_of(text: str) -> float:
    """About how wide ``text`` is printed, in ems of a sans-serif letter."""
    return sum(0.3 if c in NARROW else 0.85 if c in WIDE else 0.7 if c.isupper() else 0.56 for c in text)


def number_width(last: int) -> float:
    """Ems of a column of numbers up to ``last``, each with its dot and unbroken."""
    return max(width_of(f"{last}."), width_of("No.") * BOLD) + PADDING


def column_widths(
    heads: Sequence[str], rows: Iterable[Sequence[str]], total: float, fixed: Sequence[float | None]
) -> list[float]:
    """Percent of each column; ``total``: ems of the whole table. ``fixed``: ems of columns whose width is known, None for the others.

    Those get at least their longest word, and what is left in proportion to the square root of their usual text: a text four times as
    long takes twice the width and twice the lines.
    """
    words = [max((width_of(word) * BOLD for word in head.split()), default=0.0) for head in heads]
    least = [word + PADDING for word in words]
    lengths = [width_of(head) ** 2 for head in heads]
    count = 1
    for row in rows:
        count += 1
        for column, cell in enumerate(row):
            if fixed[column] is None:
                words[column] = max(words[column], min(max(map(width_of, cell.split()), default=0.0), LONGEST_WORD))
                lengths[column] += min(width_of(cell), LONGEST_TEXT) ** 2
    free = [column for column, width in enumerate(fixed) if width is None]
    widths = [width or words[column] + PADDING for column, width in enumerate(fixed)]
    left = total - sum(widths)
    shares = {column: (lengths[column] / count) ** 0.25 for column in free}
    for column in free:
        widths[column] += left * shares[column] / sum(shares.values())
    scale = 100 / sum(widths)
    widths = _with_whole_heads([width * scale for width in widths], {column: least[column] * 100 / total for column in free})
    return [round(width, 2) for width in widths]


def _with_whole_heads(widths: list[float], least: dict[int, float]) -> list[float]:
    """No word of a head is broken: a column that is narrower than its head takes from those that have room."""
    missing = sum(max(least[column] - widths[column], 0) for column in least)
    spare = {column: widths[column] - least[column] for column in least if widths[column] > least[column]}
    if not 0 < missing < sum(spare.values()):
        return widths
    given = missing / sum(spare.values())
    return [
        max(width, least.get(column, 0)) - spare.get(column, 0) * given if column in least else width
        for column, width in enumerate(widths)
    ]


class RundownCells(NamedTuple):
    """What of a rundown's line stands in columns whose width is free."""

    title: str
    person: str
    note: str


def rundown_widths(rows: Sequence[RundownCells], paper: Paper) -> list[float]:
    """Percent of number, hours, title, person and, where somebody wrote some, notes."""
    heads = ("No.", "Waktu", "Acara", "Pelaksana", "Keterangan")[: 5 if any(row.note for row in rows) else 4]
    fixed = [number_width(len(rows)), 8.0, None, None, None][: len(heads)]
    return column_widths(heads, [("", "", *row)[: len(heads)] for row in rows], paper.text_width / WIDE_TYPE, fixed)

"""Rekapitulasi kehadiran: one line for each institution, numbers in narrow columns, and the sum of them all."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from weasyprint import Document

from meetings.documents.pdf.blocks import Foot, Part, print_list
from meetings.documents.pdf.columns import BOLD, PADDING, Column, column_widths, number_width, width_of
from meetings.documents.pdf.engine import Assets, render_pages
from meetings.documents.pdf.filling import fill
from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.paper import Paper
from meetings.documents.pdf.signatory import PaperKind, Signatory, place_and_date

TYPE = 9  # points


@dataclass(frozen=True, slots=True)
class Fact:
    """A line above the table."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class RecapRow:
    """An institution with its numbers, ready made, in the order of the heads."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recap:
    """The whole paper. ``heads``: of the columns with numbers. ``total``: the line below them. ``notes``: below the table.
    issued_at: aware; dated: the day above the signature, beside ``place``. signatory None prints no block."""

    organisation: str
    letterhead: Letterhead
    title: str
    facts: tuple[Fact, ...]
    heads: tuple[str, ...]
    rows: tuple[RecapRow, ...]
    total: RecapRow
    issued_at: datetime
    dated: date
    notes: tuple[str, ...] = ()
    place: str = ""
    signatory: Signatory | None = None
    paper: Paper = field(default_factory=Paper)


def render_recap(recap: Recap, at_work: Callable[[], None] = lambda: None) -> bytes:
    """The paper as PDF. ``at_work`` is called now and then while a long one is printed. Raises DocumentError when it cannot be made."""

    def with_rows(rows: tuple[RecapRow, ...]) -> Recap:
        return replace(recap, rows=rows)

    def at_once() -> Document:
        return fill(lambda step: lay_out_recap(recap, replace(whole, step=step))).document

    whole = Part(columns=columns(recap))
    return print_list(at_once, lay_out_recap, with_rows, recap.rows, whole, _foot(recap), at_work)


def columns(recap: Recap) -> list[Column]:
    """The columns of the table: those with numbers as wide as the longest word of their head or the longest number in them."""
    heads, total = ("No.", "Instansi", *recap.heads), recap.paper.text_width / TYPE
    fixed: list[float | None] = [number_width(len(recap.rows)), None]
    for place, head in enumerate(recap.heads):
        texts = [width_of(word) * BOLD for word in head.split()]
        texts += [width_of(row.cells[place]) for row in (*recap.rows, recap.total)]
        fixed.append(max(texts) + PADDING)
    rows = [("", row.name) for row in recap.rows]
    return list(map(Column, heads, column_widths(heads, rows, total, fixed)))


def lay_out_recap(recap: Recap, part: Part) -> Document:
    """The pages of a part of the paper, whose rows are those of the part."""
    return render_pages(
        "recap.html",
        recap.paper,
        Assets(),
        step=part.step,
        recap=recap,
        part=part,
        kind=PaperKind.SPECIAL,
        foot=_foot(recap),
        place_and_date=place_and_date(recap.place, recap.dated),
    )


def _foot(recap: Recap) -> Foot:
    return Foot(recap.paper, " – ".join([recap.title, *(fact.value for fact in recap.facts[:1])]))

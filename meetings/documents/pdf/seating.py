"""A hall on paper: the plan with a name on each seat, and cards that are folded and stand on the table, to be read from both sides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from weasyprint import Document

from meetings.documents.pdf.engine import Assets, render_pages, write_pdf
from meetings.documents.pdf.filling import Step, fill
from meetings.documents.pdf.joining import append_pages
from meetings.documents.pdf.paper import Paper
from meetings.writing.dates import format_moment_in_sentence
from meetings.writing.names import addressed

AT_ONCE = 100  # cards that are laid out together
BESIDE = 20  # chairs that fit beside each other; longer rows are cut at the same chair, and go on on another sheet
ROOMY = 12  # up to so many they are drawn wide
# The size of a name in points, and up to how many signs it stands on one line of a card.
NAME_SIZES = ((14, 64), (20, 50), (28, 40), (44, 32))
SMALLEST = 24


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on both sides of one card."""

    name: str
    position: str = ""
    institution: str = ""
    seat: str = ""
    representing: str = ""

    @property
    def office(self) -> tuple[str, ...]:
        """The lines below the name: an institution that the position names already is not said again."""
        return addressed("", self.position, self.institution)

    @property
    def size(self) -> int:
        """Of the name's type, in points."""
        return next((points for signs, points in NAME_SIZES if len(self.name) <= signs), SMALLEST)


@dataclass(frozen=True, slots=True)
class Cards:
    """All cards of a meeting; ``paper`` is held crosswise and folded in the middle."""

    organisation: str
    event: str
    cards: tuple[Card, ...]
    issued_at: datetime
    zone: str = "Asia/Jakarta"
    paper: Paper = field(default_factory=lambda: Paper(landscape=True))
    hall: str = ""


@dataclass(frozen=True, slots=True)
class Chair:
    """A seat, and who sits there; empty for nobody."""

    code: str
    name: str = ""
    position: str = ""
    institution: str = ""

    @property
    def office(self) -> tuple[str, ...]:
        """The lines below the name, as on a `Card`."""
        return addressed("", self.position, self.institution)


Row = tuple[str, tuple[Chair, ...]]


@dataclass(frozen=True, slots=True)
class Leaf:
    """What of a part of the hall stands on one sheet, or on several below each other: chairs ``first`` to ``last`` of rows of ``of``."""

    rows: list[Row]
    first: int
    last: int
    of: int

    @property
    def wide(self) -> int:
        """How many chairs stand beside each other at most."""
        return self.last - self.first + 1

    @property
    def small(self) -> bool:
        """Whether the chairs are drawn narrow."""
        return self.wide > ROOMY


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the hall, the front above. Of a U ``rows`` is its head, and ``left`` and ``right`` run down from it."""

    name: str
    categories: str
    rows: tuple[Row, ...]
    left: tuple[Chair, ...] = ()
    right: tuple[Chair, ...] = ()
    tables: bool = False

    @property
    def leaves(self) -> list[Leaf]:
        """The rows, whole or cut into equal pieces, so that every chair stays below the one before it."""
        widest = max(len(row) for _name, row in self.rows)
        pieces = -(-widest // BESIDE)
        size = -(-widest // pieces)
        return [
            Leaf([(name, row[start : start + size]) for name, row in self.rows], start + 1, min(start + size, widest), widest)
            for start in range(0, widest, size)
        ]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole hall."""

    organisation: str
    event: str
    venue: str
    sections: tuple[Section, ...]
    issued_at: datetime
    zone: str = "Asia/Jakarta"
    paper: Paper = field(default_factory=lambda: Paper(landscape=True))


def render_cards(cards: Cards, at_work: Callable[[], None] = lambda: None) -> bytes:
    """The cards as PDF, one a sheet; ``at_work`` is called before each of its parts. Raises DocumentError when they cannot be made."""
    parts = []
    for start in range(0, max(len(cards.cards), 1), AT_ONCE):
        at_work()
        parts.append(write_pdf(lay_out_cards(cards, cards.cards[start : start + AT_ONCE])))
    return append_pages(parts)


def lay_out_cards(cards: Cards, some: Sequence[Card]) -> Document:
    """The sheets of some cards."""
    return render_pages(
        "tent_cards.html", cards.paper, Assets(), title=f"Kartu Meja {cards.event}", cards=cards, some=some, as_of=_as_of(cards)
    )


def render_plan(plan: Plan, at_work: Callable[[], None] = lambda: None) -> bytes:
    """The plan as PDF. Raises DocumentError when it cannot be made."""
    at_work()
    return write_pdf(lay_out_plan(plan))


def lay_out_plan(plan: Plan) -> Document:
    """The sheets of the plan."""
    title = f"Denah Tempat Duduk {plan.event}"

    def lay_out(step: Step) -> Document:
        return render_pages("seat_plan.html", plan.paper, Assets(), step=step, title=title, plan=plan, as_of=_as_of(plan))

    return fill(lay_out).document


def _as_of(sheets: Plan | Cards) -> str:
    return format_moment_in_sentence(sheets.issued_at, sheets.zone)

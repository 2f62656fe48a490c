"""The seats of a hall as typed numbers make them: how they are called, how they lie, and which comes before which.

Precedence among seats follows the custom of official events (PP 39/2018 about protocol): nearer the front before farther back, in a line
the middle first and then, of two, the one to the right hand of who sits there. Rows may be counted from their first seat instead; a table that
people sit around has no middle and is, the head of a U never. In rows people face the front, at the head of a U they have it behind them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from meetings.enums import SeatShape

MOST_LINES = MOST_SEATS = 60
MOST_IN_BLOCK = 1000
MOST_BLOCKS = 30


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the hall (`models.SeatBlock`); ``categories`` none: everybody's. ``reserved``: seats that nobody is placed on by itself."""

    shape: SeatShape
    lines: int
    seats: int
    prefix: str = ""
    from_centre: bool = True
    reserved: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A block as it is drawn, the front above: ``rows`` from left to right with the name of each; of a U ``rows`` is its head, and its sides
    run from the head down."""

    rows: list[tuple[str, list[str]]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)


def draw(block: Block) -> Drawn:
    """Where the seats of a block lie, each by its number."""
    if block.shape is SeatShape.U_SHAPE:
        numbers = [f"{block.prefix}{n}" for n in range(1, 2 * block.seats + block.lines + 1)]
        side, head = block.seats, block.seats + block.lines
        return Drawn([("", numbers[side:head])], numbers[:side][::-1], numbers[head:])
    names = [letters(n) if block.shape is SeatShape.ROWS else str(n) for n in range(1, block.lines + 1)]
    return Drawn([(name, [f"{block.prefix}{name}-{n}" for n in range(1, block.seats + 1)]) for name in names])


def codes_of(block: Block) -> list[str]:
    """All seats of a block, in the order of their numbers."""
    drawn = draw(block)
    return drawn.left[::-1] + [code for _name, row in drawn.rows for code in row] + drawn.right


def by_precedence(block: Block) -> list[str]:
    """The seats that are filled by themselves, the first one first."""
    drawn = draw(block)
    centred = block.shape is SeatShape.ROWS and block.from_centre
    if (
        block.shape is SeatShape.U_SHAPE
    ):  # who sits at its head has the front behind them, and their right hand at the left of the drawing
        order = middle_first(drawn.rows[0][1][::-1])
        for left, right in zip(drawn.left, drawn.right, strict=True):
            order += [left, right]
    else:
        order = [code for _name, row in drawn.rows for code in (middle_first(row) if centred else row)]
    return [code for code in order if code not in block.reserved]


def middle_first(line: Sequence[str]) -> list[str]:
    """A line of seats, from the left hand of who sits there, from its middle outwards, to the right first; of an even number the middle one is to the right."""
    middle, odd = len(line) // 2, len(line) % 2
    steps = [0] + [step * sign for step in range(1, len(line) + 1) for sign in ((1, -1) if odd else (-1, 1))]
    return [line[middle + step] for step in steps if 0 <= middle + step < len(line)]


def carried(before: Block, after: Block) -> dict[str, str]:
    """What each seat of a block is called once the block has changed: the same number behind another prefix; empty for one that is gone."""
    known = set(codes_of(after)) if before.shape is after.shape else set()
    return {code: new if (new := after.prefix + code.removeprefix(before.prefix)) in known else "" for code in codes_of(before)}


def find_code(codes: Iterable[str], *typed: str) -> str:
    """The seat that somebody means who writes its number in small letters or with other blanks, in one of these ways; empty for none."""
    wanted = [_bare(each) for each in typed]
    return next((code for code in codes if _bare(code) in wanted), "")


def _bare(code: str) -> str:
    return "".join(code.casefold().split())


def letters(number: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name

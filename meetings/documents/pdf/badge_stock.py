"""What badges are printed on: cards and labels, alone or at their places on a sheet."""

from dataclasses import dataclass

from meetings.enums import BadgeStock


@dataclass(frozen=True, slots=True)
class Stock:
    """A card of ``width`` × ``height`` millimetres, alone (no ``across``) or ``across`` × ``down`` of them on A4, the first at ``left`` and
    ``top``, from each to the next ``step_x`` and ``step_y``; ``marks``: to be cut."""

    width: float
    height: float
    across: int = 0
    down: int = 0
    left: float = 0
    top: float = 0
    step_x: float = 0
    step_y: float = 0
    marks: bool = False

    @property
    def page(self) -> tuple[float, float]:
        """Width and height of a page in millimetres."""
        return (210, 297) if self.across else (self.width, self.height)

    @property
    def on_page(self) -> int:
        """How many fit on one page."""
        return self.across * self.down or 1

    def corner(self, place: int) -> tuple[float, float]:
        """Where the card at a place of the page, counted from 0, begins: from the left and from above, in millimetres."""
        if not self.across:
            return 0, 0
        return self.left + place % self.across * self.step_x, self.top + place // self.across * self.step_y

    @property
    def cuts(self) -> list[tuple[float, float, float, float]]:
        """Lines at which to cut, as left, top, width and height: from the edges of the page to the cards, and a cross between cards."""
        if not self.marks:
            return []
        ys = [self.top + n * self.step_y for n in range(self.down + 1)]
        xs = [self.left + n * self.step_x for n in range(self.across + 1)]
        wide, high = self.page
        side, head = max(self.left - 1, 7), max(self.top - 1, 7)
        inner_x, inner_y = [x for x in xs if 0 < x < wide], [y for y in ys if 0 < y < high]
        upright = [(x, start, 0, head) for x in inner_x for start in (0, high - head)]
        level = [(start, y, side, 0) for y in inner_y for start in (0, wide - side)]
        between = [(x, y) for x in xs[1:-1] for y in ys[1:-1]]
        return [*upright, *level, *((x, y - 2, 0, 4) for x, y in between), *((x - 2, y, 4, 0) for x, y in between)]


def _sheet(width: float, height: float, across: int, down: int, *, marks: bool = False, gap: float = 0) -> Stock:
    """Cards in the middle of A4."""
    step_x, step_y = width + gap, height
    left, top = (210 - across * step_x + gap) / 2, (297 - down * step_y) / 2
    return Stock(width, height, across, down, left, top, step_x, step_y, marks)


STOCKS: dict[BadgeStock, Stock] = {
    BadgeStock.A6_SHEET: _sheet(105, 148.5, 2, 2, marks=True),
    BadgeStock.A7_SHEET: _sheet(105, 74.25, 2, 4, marks=True),
    BadgeStock.CARD_90: _sheet(90, 55, 2, 5, marks=True),
    BadgeStock.LABEL_99: _sheet(99.1, 57, 2, 5, gap=2.5),
    BadgeStock.LABEL_105: _sheet(105, 74, 2, 4),
    BadgeStock.A6: Stock(105, 148),
    BadgeStock.CR80: Stock(85.6, 54),
    BadgeStock.ROLL_62: Stock(100, 62),
}

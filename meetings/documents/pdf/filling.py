"""Filling pages: how closely a paper is set, so that no page tears. One mechanism for letters, annexes, lists, minutes and rundowns.

What a style sheet can promise stands in ``print.css``: two lines with every signature, two rows with every heading, the last rows with what
follows them. What it cannot promise is measured here on the pages laid out: a foot left empty because a block did not fit, and a last page
that could be spared. Only then the paper is laid out again, at the next of ``STEPS``.
"""

from collections.abc import Callable, Iterator
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from weasyprint import Document
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes

MM = 96 / 25.4
"""WeasyPrint measures in CSS pixels."""


class Step(NamedTuple):
    """How closely a paper is set. leading: height of a line in its letters' size. space: share of the usual blanks between parts.
    beside: tembusan stand in the free column at the left of the signature. together: they stand on its page."""

    leading: float
    space: float = 1.0
    beside: bool = False
    together: bool = False


NORMAL = Step(1.3)
STEPS = (
    NORMAL,
    Step(1.25, 0.85),
    Step(1.2, 0.7),
    Step(1.15, 0.55),
    Step(1.15, 0.55, beside=True),
    Step(1.1, 0.4),
    Step(1.1, 0.4, beside=True),
    Step(1.4, 1.1),
    Step(1.5, 1.2),
    Step(1.3, together=True),
    Step(1.4, 1.1, together=True),
    Step(1.5, 1.2, together=True),
    Step(1.5, 1.8, together=True),
    Step(1.5, 2.6, together=True),
)
"""In the order they are tried: closer to spare a sheet, then wider to fill the one before the signature, then with the tembusan on its page."""
TEAR = 30.0
"""Millimetres at the foot of a page, before its paper goes on, that may stay empty."""
CLOSER = 0.16
"""Share of a page that the closest step saves at most: only a last page that holds no more may be spared."""
LONGEST = 12
"""Pages of the longest paper that is laid out more than once."""


class Outcome(NamedTuple):
    """What is wrong with a paper, the less the better: pages, last pages that hold only tembusan, and millimetres of foot empty beyond
    ``TEAR``."""

    pages: int
    stray: int
    torn: int


class Filled(NamedTuple):
    """A paper laid out at a step."""

    document: Document
    step: Step
    outcome: Outcome


def fill(lay_out: Callable[[Step], Document], first: Step = NORMAL) -> Filled:
    """The paper at the step that fills its pages best; at ``first`` when nothing is to be mended there, which is the usual case."""
    best = judged(lay_out(first), first)
    if not to_be_mended(best.document):
        return best
    for step in STEPS:
        if step == first:
            continue
        filled = judged(lay_out(step), step)
        spared = filled.outcome.pages < best.outcome.pages
        if filled.outcome < best.outcome:
            best = filled
        if spared and not filled.outcome.stray and not filled.outcome.torn:
            break
    return best


def judged(document: Document, step: Step) -> Filled:
    """The document with what is wrong with it."""
    torn = 0.0
    if len(document.pages) > 1:
        torn = sum(max(foot - TEAR, 0) for pages in papers(document) for foot in map(empty_foot, pages[:-1]))
    stray = sum(len(pages) > 1 and only_copies(pages[-1]) for pages in papers(document))
    return Filled(document, step, Outcome(len(document.pages), stray, round(torn)))


def to_be_mended(document: Document) -> bool:
    """Is a page torn, or the last one worth sparing, or does it hold only tembusan?"""
    if not 1 < len(document.pages) <= LONGEST:
        return False
    for pages in papers(document):
        for page, following in pairwise(pages):
            foot = empty_foot(page)
            if foot > TEAR:
                return True
            if following is pages[-1] and (used(following) - foot < CLOSER * height(following) or only_copies(following)):
                return True
    return False


def papers(document: Document) -> list[list[Page]]:
    """The pages of each part that begins on a page of its own."""
    return [list(pages) for _part, pages in groupby(document.pages, _part_of)]


def _part_of(page: Page) -> Any:
    return next((id(box.element) for box in descendants(page) if box.element_tag == "section"), None)


def only_copies(page: Page) -> bool:
    """Does nothing stand on the page but tembusan, without the signature that they belong to?"""
    return not any(isinstance(box, _SOLID) for box in descendants(page, without="cc"))


def height(page: Page) -> float:
    """Millimetres between the margins."""
    return page._page_box.height / MM


def used(page: Page) -> float:
    """Millimetres from the upper margin to the end of what stands on the page."""
    ends = (box.position_y + box.margin_height() for box in descendants(page) if isinstance(box, _SOLID))
    return max((end - page._page_box.content_box_y() for end in ends), default=0) / MM


def empty_foot(page: Page) -> float:
    """Millimetres left between the last line and the lower margin."""
    return height(page) - used(page)


def heights(document: Document, classes: tuple[str, ...]) -> tuple[float, ...]:
    """How high the blocks of these classes are together, in CSS pixels, for each class."""
    found = dict.fromkeys(classes, 0.0)
    for page in document.pages:
        for box in descendants(page):
            if isinstance(box, boxes.BlockBox) and box.element is not None and (name := box.element.get("class")) in found:
                found[name] = max(found[name], round(box.height, 1))
    return tuple(found.values())


_SOLID = (boxes.LineBox, boxes.ReplacedBox, boxes.TableRowBox)
"""Boxes that are as high as what they show; others are stretched to the foot of a page that they go beyond."""


def descendants(page: Page, *, without: str = "") -> Iterator[boxes.Box]:
    """All boxes of the page's text in their order, without what stands in its margins or out of the flow, or in an element of the class
    ``without``."""
    waiting = [child for child in reversed(page._page_box.children) if not isinstance(child, boxes.MarginBox)]
    while waiting:
        box = waiting.pop()
        if isinstance(box, boxes.Box) and box.is_in_normal_flow():
            if without and box.element is not None and box.element.get("class") == without:
                continue
            yield box
            waiting.extend(reversed(box.children))

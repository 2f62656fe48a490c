"""Evenly set paragraphs: WeasyPrint fills one line after the other and never asks what that does to the next one.

Each paragraph is tried with blanks a little narrower and wider than usual, in one small layout for all; of these the one whose widest blank is
least is printed. It depends on the words, the paper and nothing else, so the letters of a dispatch share it.
"""

from collections import defaultdict
from functools import lru_cache

from weasyprint.formatting_structure import boxes

from meetings.documents.pdf.engine import Assets, render_pages
from meetings.documents.pdf.filling import descendants
from meetings.documents.pdf.paper import Paper

BLANKS = (0.0, -0.02, -0.04, -0.06, 0.03, 0.06)
"""Ems added to a blank, which is about 0.28 wide, before its line is stretched."""
EVEN = 0.2
"""Ems by which blanks may be stretched before anybody sees it."""


@lru_cache(maxsize=64)
def even_blanks(paragraphs: tuple[str, ...], paper: Paper) -> tuple[float, ...]:
    """For each paragraph, the one of ``BLANKS`` that it is printed with."""
    document = render_pages("paragraphs.html", paper, Assets(), paragraphs=paragraphs, blanks=BLANKS)
    stretched: dict[object, float] = defaultdict(float)
    order: dict[object, None] = {}
    paragraph: object = None
    for page in document.pages:
        for box in descendants(page):
            if box.element_tag == "p" and isinstance(box, boxes.BlockBox):
                paragraph = box.element
                order[paragraph] = None
            elif isinstance(box, boxes.TextBox):
                stretched[paragraph] = max(stretched[paragraph], box.justification_spacing / box.style["font_size"])
    widest = [stretched[each] for each in order]
    tries = [widest[first : first + len(BLANKS)] for first in range(0, len(widest), len(BLANKS))]
    return tuple(map(_least, tries))


def _least(widest: list[float]) -> float:
    seen = [max(stretch + blank, EVEN) for stretch, blank in zip(widest, BLANKS, strict=True)]
    return BLANKS[seen.index(min(seen))]

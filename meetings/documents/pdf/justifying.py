"""Evenly set paragraphs: WeasyPrint fills one line after the other and never asks what that does to the next one.

Each paragraph is tried with blanks a little narrower and wider than usual, in one small layout for all; of those that leave no part of a word
alone on a line, the one whose widest blank is least is printed, and where there is none, the one with whole words. Where a date or a
number that stays whole leaves a gap in each of them, the lines are not stretched at all. It depends on the words, the paper and nothing else, so the letters of a dispatch share it.
"""

from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from math import inf

from weasyprint.formatting_structure import boxes

from meetings.documents.pdf.engine import Assets, render_pages
from meetings.documents.pdf.filling import descendants
from meetings.documents.pdf.paper import Paper

WHOLE_WORDS = None
BLANKS = (0.0, -0.02, -0.04, -0.06, 0.03, 0.06, WHOLE_WORDS)
"""Ems added to a blank, which is about 0.28 wide, before its line is stretched; or no word is broken."""
RAGGED = inf
"""The lines are not stretched."""
EVEN = 0.2
"""Ems by which blanks may be stretched before anybody sees it."""
WIDEST = 0.36
"""Ems beyond which a blank is a gap."""


@lru_cache(maxsize=64)
def even_blanks(paragraphs: tuple[str, ...], paper: Paper) -> tuple[float | None, ...]:
    """For each paragraph, the one of ``BLANKS`` that it is printed with, or ``RAGGED``."""
    document = render_pages("paragraphs.html", paper, Assets(), paragraphs=paragraphs, blanks=BLANKS)
    stretched: dict[object, float] = defaultdict(float)
    order: dict[object, list[str]] = {}  # the lines of each
    paragraph: object = None
    for page in document.pages:
        for box in descendants(page):
            if box.element_tag == "p" and isinstance(box, boxes.BlockBox):
                paragraph = box.element
                order.setdefault(paragraph, [])
            elif isinstance(box, boxes.LineBox):
                order[paragraph].append("".join(part.text for part in box.descendants() if isinstance(part, boxes.TextBox)))
            elif isinstance(box, boxes.TextBox):
                stretched[paragraph] = max(stretched[paragraph], box.justification_spacing / box.style["font_size"])
    tried = [(_leaves_parts(said), stretched[each]) for each, said in order.items()]
    tries = [tried[first : first + len(BLANKS)] for first in range(0, len(tried), len(BLANKS))]
    return tuple(map(_least, tries))


def _leaves_parts(said: list[str]) -> bool:
    """Whether a line has nothing but a part of the word that the line before it began: ``me- | rumus- | kan``, or ``kan.`` as the last."""
    return any(before.rstrip().endswith("-") and len(line.split()) < 2 for before, line in pairwise(said))


def _least(tried: list[tuple[bool, float]]) -> float | None:
    seen = [
        (parts, blank is WHOLE_WORDS, max(stretch + (blank or 0), EVEN))
        for (parts, stretch), blank in zip(tried, BLANKS, strict=True)
    ]
    least = min(seen)
    return RAGGED if least[-1] > WIDEST else BLANKS[seen.index(least)]

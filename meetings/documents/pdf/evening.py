"""Pages made equally full: where a part of a list ends and another begins on a new page, no page is seen to be half empty."""

from collections.abc import Sequence
from itertools import chain

from weasyprint.document import Page
from weasyprint.formatting_structure import boxes

from meetings.documents.pdf.filling import descendants

LINE = 6  # level of the bookmarks, each with the number of a line, that tell on which page it came to stand


def lines_on(page: Page) -> list[float]:
    """How high each line of the list on this page is, in CSS pixels."""
    return [box.height for box in descendants(page) if isinstance(box, boxes.TableRowBox) and box.style["bookmark_level"] == LINE]


def even_breaks(pages: Sequence[Sequence[float]]) -> list[int]:
    """Which lines, counted from 0, open a page, so that all are about as full; ``pages``: how high the lines on each are, when each page but
    the last holds as many as it can. They stay as many pages, or as few more as their lines allow."""
    heights = list(chain.from_iterable(pages))
    most = max(map(sum, pages))
    tried = (_shared_out(heights, most, count) for count in range(len(pages), len(heights) + 1))
    return next((breaks for breaks in tried if breaks is not None), [])


def _shared_out(heights: Sequence[float], most: float, count: int) -> list[int] | None:
    """The lines that open the pages after the first of ``count``, none higher than ``most``; None where that is not possible."""
    share = sum(heights) / count
    breaks: list[int] = []
    done = on_page = 0.0
    for place, height in enumerate(heights):
        if on_page and (on_page + height > most or done + height / 2 > (len(breaks) + 1) * share):
            breaks.append(place)
            on_page = 0.0
        done += height
        on_page += height
    return breaks if len(breaks) == count - 1 else None

"""A list of any length on paper: laid out block by block in a child process, joined at the end, so that memory stays bounded.

Only whole pages of a block are kept. The lines of its last page, which may be half empty, open the next block, so the joined pages
are those that one layout of everything would have made; columns have fixed widths. The foot of a page names the number of all pages,
so it is laid over them when that is known.
"""

import contextlib
import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from weasyprint import Document

from meetings.documents.errors import DocumentError
from meetings.documents.pdf.child import BROKEN, Child, answering, questions
from meetings.documents.pdf.columns import Column
from meetings.documents.pdf.engine import Assets, render_pages, write_pdf
from meetings.documents.pdf.filling import NORMAL, Step
from meetings.documents.pdf.joining import join_parts
from meetings.documents.pdf.paper import Paper

WHOLE = 500
"""A list of up to this many lines is laid out at once, in its caller's process: that takes seconds, and less than 150 MB."""
BLOCK = 250
"""Lines of a longer one that are laid out at once."""
FEET = 200
"""Feet of pages that are laid out at once."""
LINE = 6  # level of the bookmarks, each with the number of a line, that tell on which page it came to stand


@dataclass(frozen=True, slots=True)
class Part:
    """What of a list is laid out at once: the lines after the first ``before``.

    first: with what stands above the list. last: with what stands below it. total: the count there, of the whole list.
    columns: of the whole list. step: how closely it is set.
    """

    before: int = 0
    first: bool = True
    last: bool = True
    total: Sequence[str] = ()
    columns: Sequence[Column] = ()
    step: Step = NORMAL

    @property
    def whole(self) -> bool:
        """The list is in one piece, and its pages bear their foot already."""
        return self.first and self.last


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands at the foot of every page, beside its number."""

    paper: Paper
    footer: str
    check: str = ""


class Printed(NamedTuple):
    """A part as PDF: how many pages it has, and how many lines stand on them."""

    pdf: bytes
    pages: int
    lines: int


LayOut = Callable[[Any, Part], Document]
"""From a paper with the lines of a part to its pages; a function of a module, since a child process calls it."""


def print_list(
    at_once: Callable[[], Document],
    lay_out: LayOut,
    with_rows: Callable[[tuple[Any, ...]], Any],
    rows: tuple[Any, ...],
    whole: Part,
    foot: Foot,
    at_work: Callable[[], None],
) -> bytes:
    """The paper as PDF: ``at_once`` up to ``WHOLE`` rows, in pieces like ``whole`` beyond. ``with_rows`` makes the paper that has only
    these rows; ``at_work`` is called before every block of a long one, and what it raises ends the work. Raises DocumentError when the paper cannot be made."""
    if len(rows) <= WHOLE:
        return write_pdf(at_once(), tagged=True)
    parts: list[bytes] = []
    done = pages = 0
    with contextlib.closing(Child(__name__)) as child:
        while done < len(rows):
            at_work()
            block = rows[done : done + BLOCK]
            part = replace(whole, before=done, first=not done, last=done + len(block) == len(rows))
            printed: Printed = _ask(child, print_part, lay_out, with_rows(block), part)
            parts.append(printed.pdf)
            pages += printed.pages
            done += printed.lines
        feet = [_ask(child, print_feet, foot, first, pages) for first in range(1, pages + 1, FEET)]
    return join_parts(parts, feet)


def print_part(lay_out: LayOut, paper: Any, part: Part) -> Printed:
    """The part's pages without their feet, and without the last one unless the list ends there."""
    document = lay_out(paper, part)
    pages = document.pages if part.last else document.pages[:-1]
    lines = {label for page in pages for level, label, *_ in page.bookmarks if level == LINE}
    if not lines:
        raise DocumentError("Satu baris daftar lebih tinggi daripada halaman.")
    for page in pages:
        page.bookmarks[:] = [mark for mark in page.bookmarks if mark[0] != LINE]
    return Printed(write_pdf(document.copy(pages), tagged=part.first), len(pages), len(lines))


def print_feet(foot: Foot, first: int, pages: int) -> bytes:
    """Pages with nothing but their feet, from number ``first`` on; ``pages``: of the whole paper."""
    numbers = range(first, min(first + FEET, pages + 1))
    return write_pdf(render_pages("feet.html", foot.paper, Assets(), foot=foot, numbers=numbers, pages=pages))


def _ask(child: Child, do: Callable[..., Any], *arguments: Any) -> Any:
    try:
        child.ask((do, arguments))
        answer = child.answer()
    except BROKEN:
        raise DocumentError("Proses pembuat PDF berhenti; coba lagi.") from None
    if isinstance(answer, DocumentError):
        raise answer
    return answer


def main() -> None:
    """The child: does what it is asked until its input ends. What one block leaves behind is cleared before the next."""
    answer = answering()
    for do, arguments in questions():
        try:
            answer(do(*arguments))
        except Exception as error:
            answer(error if isinstance(error, DocumentError) else DocumentError(f"{type(error).__name__}: {error}"))
        gc.collect()


if __name__ == "__main__":
    main()

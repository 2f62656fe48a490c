"""A list of any length on paper: laid out block by block in child processes, joined at the end, so that memory stays bounded.

Only whole pages of a block are kept. The lines of its last page, which may be half empty, open the next block, so the joined pages
are those that one layout of everything would have made; columns have fixed widths. A list that takes long is laid out by two processes,
one for each half; the pages before the second half share out among them what its last one would leave empty (``evening``). The foot
of a page names the number of all pages, so it is laid over them when that is known.
"""

import contextlib
import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from typing import Any, NamedTuple

from weasyprint import Document

from meetings.documents.errors import DocumentError
from meetings.documents.pdf.child import BROKEN, Child, answering, questions
from meetings.documents.pdf.columns import Column
from meetings.documents.pdf.engine import Assets, render_pages, write_pdf
from meetings.documents.pdf.evening import LINE, even_breaks, lines_on
from meetings.documents.pdf.filling import NORMAL, TEAR, Step, empty_foot
from meetings.documents.pdf.joining import join_parts
from meetings.documents.pdf.paper import Paper

WHOLE = 500
"""A list of up to this many lines is laid out at once, in its caller's process: that takes seconds, and less than 150 MB."""
BLOCK = 250
"""Lines of a longer one that are laid out at once."""
HALVED = 1_500
"""A list of more lines is laid out by two processes; a shorter one is ready before it would pay to start the second."""
FEET = 200
"""Feet of pages that are laid out at once."""


@dataclass(frozen=True, slots=True)
class Part:
    """What of a list is laid out at once: the lines after the first ``before``.

    first: with what stands above the list. last: with what stands below it. total: the count there, of the whole list.
    columns: of the whole list. step: how closely it is set. closes: its last page is full, too; what follows is laid out elsewhere.
    breaks: numbers of lines that open a page.
    """

    before: int = 0
    first: bool = True
    last: bool = True
    total: Sequence[str] = ()
    columns: Sequence[Column] = ()
    step: Step = NORMAL
    closes: bool = False
    breaks: frozenset[int] = frozenset()

    @property
    def whole(self) -> bool:
        """The list is in one piece, and its pages bear their foot already."""
        return self.first and self.last


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands at the foot of every page, beside its number; and at its head the class of the paper, where it bears one (``mark``)."""

    paper: Paper
    footer: str
    check: str = ""
    mark: str = ""


class Printed(NamedTuple):
    """A part as PDF: how many pages it has, and how many lines stand on them."""

    pdf: bytes
    pages: int
    lines: int


DIED = "Proses pembuat PDF berhenti; coba lagi."
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
    with contextlib.ExitStack() as opened:
        ends = [len(rows)] if len(rows) <= HALVED else [(len(rows) - BLOCK) // 2, len(rows)]  # the first half has more to do
        runs = [
            _Run(opened.enter_context(contextlib.closing(Child(__name__))), lay_out, with_rows, rows, whole, first, end)
            for first, end in zip([0, *ends], ends, strict=False)
        ]
        waited: dict[Any, _Run] = {run.child: run for run in runs}
        for run in runs:
            at_work()
            run.ask()
        while waited:
            for child in wait(list(waited)):
                if waited[child].take():
                    at_work()
                    waited[child].ask()
                else:
                    del waited[child]
        printed = [part for run in runs for part in run.printed]
        pages = sum(part.pages for part in printed)
        feet = [_answer(runs[0].child, print_feet, foot, first, pages) for first in range(1, pages + 1, FEET)]
    return join_parts([part.pdf for part in printed], feet)


class _Run:
    """Consecutive lines of a list, which one child process lays out block by block."""

    def __init__(
        self,
        child: Child,
        lay_out: LayOut,
        with_rows: Callable[[tuple[Any, ...]], Any],
        rows: tuple[Any, ...],
        whole: Part,
        first: int,
        end: int,
    ) -> None:
        self.child = child
        self.printed: list[Printed] = []
        self._lay_out, self._with_rows, self._rows, self._whole = lay_out, with_rows, rows, whole
        self._done, self._end = first, end

    def ask(self) -> None:
        """Have the next block laid out."""
        left = self._end - self._done
        # The last lines before the other half, enough pages to share out; never the first page, where something stands above the lines.
        closes = self._done > 0 and left <= 2 * BLOCK and self._end < len(self._rows)
        count = left if closes else min(left, BLOCK)
        block = self._rows[self._done : self._done + count]
        last = self._done + count == len(self._rows)
        part = replace(self._whole, before=self._done, first=not self._done, last=last, closes=closes)
        _ask(self.child, print_part, self._lay_out, self._with_rows(block), part)

    def take(self) -> bool:
        """Take the block asked for; are lines left to be laid out?"""
        self.printed.append(_take(self.child))
        self._done += self.printed[-1].lines
        return self._done < self._end


def print_part(lay_out: LayOut, paper: Any, part: Part) -> Printed:
    """The part's pages without their feet, and without the last one unless the list ends there or the part ``closes``."""
    document = lay_out(paper, part)
    if part.closes and empty_foot(document.pages[-1]) > TEAR:
        breaks = even_breaks([lines_on(page) for page in document.pages])
        document = lay_out(paper, replace(part, breaks=frozenset(part.before + 1 + place for place in breaks)))
    pages = document.pages if part.last or part.closes else document.pages[:-1]
    lines = {label for page in pages for level, label, *_ in page.bookmarks if level == LINE}
    if not lines:
        raise DocumentError("Satu baris daftar lebih tinggi daripada halaman.")
    for page in pages:
        page.bookmarks[:] = [mark for mark in page.bookmarks if mark[0] != LINE]
    return Printed(write_pdf(document.copy(pages), tagged=part.first), len(pages), len(lines))


def print_feet(foot: Foot, first: int, pages: int) -> bytes:
    """Pages with nothing but their feet, from number ``first`` on; ``pages``: of the whole paper."""
    numbers = range(first, min(first + FEET, pages + 1))
    return write_pdf(render_pages("feet.html", foot.paper, Assets(), mark=foot.mark, foot=foot, numbers=numbers, pages=pages))


def _answer(child: Child, do: Callable[..., Any], *arguments: Any) -> Any:
    _ask(child, do, *arguments)
    return _take(child)


def _ask(child: Child, do: Callable[..., Any], *arguments: Any) -> None:
    try:
        child.ask((do, arguments))
    except BROKEN:
        raise DocumentError(DIED) from None


def _take(child: Child) -> Any:
    try:
        answer = child.answer()
    except BROKEN:
        raise DocumentError(DIED) from None
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

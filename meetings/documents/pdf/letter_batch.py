"""Many letters at once: child processes of our own share the work, because one Python process uses one core."""

import contextlib
import queue
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain

from meetings.documents.pdf.child import BROKEN, Child
from meetings.documents.pdf.invitation_letter import LetterPrinter
from meetings.documents.pdf.letter_content import InvitationLetter, RenderedLetter
from meetings.documents.pdf.letter_worker import print_letter

GROUP = 8
"""Letters sent to a worker at a time; the content they share is sent once a group."""
IN_PROCESS = 12
"""Up to this many letters are done sooner than a worker starts."""
WORKER = "meetings.documents.pdf.letter_worker"
CRASHED = "Proses pembuat PDF berhenti; coba lagi."


def render_letters(letters: Sequence[InvitationLetter], workers: int = 2) -> Generator[RenderedLetter]:
    """Letters as PDFs, in the order given, made in ``workers`` processes while the caller handles the first ones.

    A letter that cannot be made comes with ``error``; the others are not touched. Closing the iterator early stops
    the work and ends the processes.
    """
    if len(letters) <= IN_PROCESS or workers < 1:
        printer = LetterPrinter()
        results: Generator[RenderedLetter] = (print_letter(printer, letter, index) for index, letter in enumerate(letters))
    else:
        results = _in_processes(letters, workers)
    with contextlib.closing(results):
        yield from results


class _Worker:
    """One child process; ``print`` blocks until its group is done."""

    def __init__(self) -> None:
        self._wanted = True
        self._child = Child(WORKER)

    def print(self, first: int, letters: Sequence[InvitationLetter]) -> list[RenderedLetter]:
        """Results in order. When the process dies over a group, its letters are tried again one by one."""
        try:
            self._child.ask((first, list(letters)))
            return [self._child.answer() for _ in letters]
        except BROKEN:
            self._child.close()
            if self._wanted:
                self._child = Child(WORKER)
        if len(letters) == 1 or not self._wanted:
            return [RenderedLetter(first + n, None, CRASHED) for n in range(len(letters))]
        return list(chain.from_iterable(self.print(first + n, [letter]) for n, letter in enumerate(letters)))

    def stop(self) -> None:
        """End the process for good."""
        self._wanted = False
        self._child.close()


def _in_processes(letters: Sequence[InvitationLetter], workers: int) -> Generator[RenderedLetter]:
    idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
    crew = [_Worker() for _ in range(workers)]
    for worker in crew:
        idle.put(worker)

    def job(first: int) -> list[RenderedLetter]:
        worker = idle.get()
        try:
            return worker.print(first, letters[first : first + GROUP])
        finally:
            idle.put(worker)

    pool = ThreadPoolExecutor(workers)
    waiting: deque[Future[list[RenderedLetter]]] = deque()
    try:
        starts = iter(range(0, len(letters), GROUP))
        # A short queue ahead keeps the workers busy and the memory small, however slow the caller is.
        for first in starts:
            waiting.append(pool.submit(job, first))
            if len(waiting) > 2 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
        for worker in crew:
            worker.stop()
        pool.shutdown()
        for worker in crew:
            worker.stop()  # again: a job may have been starting a new process when it was told to stop

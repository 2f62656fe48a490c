"""Many letters at once: child processes of our own share the work, because one Python process uses one core.

They are plain subprocesses, not ``multiprocessing``: that may not be used inside huey's daemonic workers, and forking
a process with threads is not safe.
"""

import contextlib
import os
import pickle
import queue
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from typing import IO, cast

from meetings.documents.pdf.invitation_letter import LetterPrinter
from meetings.documents.pdf.letter_content import InvitationLetter, RenderedLetter
from meetings.documents.pdf.letter_worker import print_letter

GROUP = 8
"""Letters sent to a worker at a time; the content they share is sent once a group."""
IN_PROCESS = 12
"""Up to this many letters are done sooner than a worker starts."""
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
        self._start()

    def _start(self) -> None:
        path = os.pathsep.join(entry for entry in sys.path if entry)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "meetings.documents.pdf.letter_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._questions = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)

    def print(self, first: int, letters: Sequence[InvitationLetter]) -> list[RenderedLetter]:
        """Results in order. When the process dies over a group, its letters are tried again one by one."""
        try:
            pickle.dump((first, list(letters)), self._questions)
            self._questions.flush()
            return [pickle.load(self._answers) for _ in letters]  # noqa: S301 -- ours
        except (EOFError, OSError, pickle.UnpicklingError):
            self.close()
            if self._wanted:
                self._start()
        if len(letters) == 1 or not self._wanted:
            return [RenderedLetter(first + n, None, CRASHED) for n in range(len(letters))]
        return list(chain.from_iterable(self.print(first + n, [letter]) for n, letter in enumerate(letters)))

    def stop(self) -> None:
        """End the process for good."""
        self._wanted = False
        self.close()

    def close(self) -> None:
        """End the process at once: whatever it still holds is not wanted."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._questions, self._answers):
            with contextlib.suppress(OSError):  # an unsent rest cannot be flushed to a process that is gone
                pipe.close()


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

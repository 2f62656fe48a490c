"""A Python process of our own beside this one: it takes pickled questions on its standard input and answers on its standard output.

Plain subprocesses, not ``multiprocessing``: that may not be used inside huey's daemonic workers, and forking a process with threads
is not safe. Such a process ends when its input ends, so it never outlives the process that started it.
"""

import contextlib
import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import IO, Any, cast

GC_THRESHOLD = 100_000
"""A page makes some 30,000 short-lived objects; collecting every 700 cost a seventh of the time."""
BROKEN = (EOFError, OSError, pickle.UnpicklingError)
"""What asking a process that has died may raise."""


class Child:
    """One process that runs ``module``, whose ``main`` reads `questions` and gives answers with what `answering` returns."""

    def __init__(self, module: str) -> None:
        path = os.pathsep.join(entry for entry in sys.path if entry)
        self._process = subprocess.Popen(  # noqa: S603 -- ours
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._questions = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)

    def ask(self, question: Any) -> None:
        """Send a question. Raises one of `BROKEN` when the process is gone."""
        pickle.dump(question, self._questions)
        self._questions.flush()

    def answer(self) -> Any:
        """The next answer, waited for. Raises one of `BROKEN` when the process is gone."""
        return pickle.load(self._answers)  # noqa: S301 -- ours

    def fileno(self) -> int:
        """What becomes readable when an answer, or the end of the process, has come."""
        return self._answers.fileno()

    def close(self) -> None:
        """End the process at once: whatever it still holds is not wanted."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._questions, self._answers):
            with contextlib.suppress(OSError):  # an unsent rest cannot be flushed to a process that is gone
                pipe.close()


def questions() -> Iterator[Any]:
    """In the child: what it is asked, until its input ends."""
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
    while True:
        try:
            question = pickle.load(sys.stdin.buffer)  # noqa: S301 -- ours
        except EOFError:
            return
        yield question


def answering() -> Callable[[Any], None]:
    """In the child, once, before anything else: the function that sends an answer."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not garble the answers

    def send(answer: Any) -> None:
        pickle.dump(answer, answers)
        answers.flush()

    return send

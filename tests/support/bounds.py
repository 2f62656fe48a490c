"""Waits that have an end: what a test stands on either comes in time or says why not."""

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LIMIT = 120.0
"""Seconds for a start or an end; generous because a machine of tests may be slow and shared."""
TAIL = 3_000  # signs of a log


@contextmanager
def bounded(
    what: str, processes: Callable[[], Iterable[int]], log: Callable[[], str] = lambda: "", seconds: float = LIMIT
) -> Iterator[None]:
    """What blocks inside, waiting for other processes, ends in time: they are killed then, and the error names ``what`` and shows the end
    of the log. Not by a signal: that is how pytest-timeout breaks off a whole test."""
    late = threading.Event()

    def end() -> None:
        late.set()
        for pid in processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if late.is_set():
            raise TimeoutError(f"{what} took more than {seconds:.0f} s\n{log()[-TAIL:]}") from error
        raise
    finally:
        timer.cancel()


def descendants(pid: int) -> list[int]:
    """``pid`` and every process below it, parents first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found = [pid]
    for parent in found:
        found += children.get(parent, [])
    return found


def running(word: str) -> list[int]:
    """Processes below this one whose command has the word in it."""
    found = []
    for pid in descendants(os.getpid())[1:]:
        with suppress(FileNotFoundError, ProcessLookupError):
            if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found

"""Whether a service works in an instance folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

LOCK = "service.lock"


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """A service works in ``folder`` meanwhile, beside others perhaps; its children's end is waited for, too."""
    with _lock(folder) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def is_in_use(folder: Path) -> bool:
    """Whether a service of this machine works in ``folder``; whoever asks leaves nothing there."""
    if not (folder / LOCK).exists():
        return False
    with _lock(folder) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def _lock(folder: Path) -> IO[str]:
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / LOCK).open("a")

"""Where the instance folder is, for commands that run without the app, and whether a service works in it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from meetings.config import default_instance_path


def instance_path() -> Path:
    """MEETINGS_INSTANCE_PATH, else the default; the same rule as the app's."""
    given = os.environ.get("MEETINGS_INSTANCE_PATH", "").strip()
    return Path(given or default_instance_path()).absolute()


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """A service works in ``folder`` meanwhile, beside others perhaps; its children's end is waited for, too."""
    with _lock(folder) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def is_in_use(folder: Path) -> bool:
    """Whether a service of this machine works in ``folder``."""
    with _lock(folder) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def _lock(folder: Path) -> IO[str]:
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / "service.lock").open("a")

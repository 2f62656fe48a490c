"""The processes that a process has started."""

import contextlib
import os
from pathlib import Path


def children(module: str, of: int | None = None) -> set[int]:
    """Ids of the children of this process, or of another one, that run ``module``; read from /proc."""
    wanted = os.getpid() if of is None else of
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # gone in the meantime
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == wanted and module in (folder / "cmdline").read_bytes().decode().split("\0"):
                found.add(int(folder.name))
    return found

"""The processes that a test process has started."""

import contextlib
import os
from pathlib import Path


def children(module: str) -> set[int]:
    """Ids of the children of this process that run ``module``, read from /proc."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # gone in the meantime
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and module in (folder / "cmdline").read_bytes().decode().split("\0"):
                found.add(int(folder.name))
    return found

"""Which process has claimed a row: a name that tells, on the same machine, whether that process still lives.

So work that a killed process left behind is taken up at the next sweep instead of after a waiting time; on another
machine only the waiting time decides.
"""

import os
import secrets
import socket
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ended: deque[str] = deque(maxlen=1000)  # claims of work in this process that is over, whether done or broken off
_work = threading.local()


def claim_name() -> str:
    """A name for one claim of this process, at most 80 characters; every call gives another one."""
    name = f"{_here()}/{os.getpid()}.{_started(os.getpid())}#{secrets.token_hex(4)}"
    if (claims := getattr(_work, "claims", None)) is not None:
        claims.append(name)
    return name


@contextmanager
def piece_of_work() -> Iterator[None]:
    """What this thread claims inside is worked on inside: afterwards its claims count as gone, however it ended."""
    _work.claims = []
    try:
        yield
    finally:
        _ended.extend(_work.claims)
        _work.claims = None


def is_gone(name: str) -> bool:
    """True when the process that made ``name`` ran on this machine and has ended, or is this one and the piece of work is over; False
    when that cannot be known."""
    if name in _ended:
        return True
    here, _, process = name.partition("#")[0].rpartition("/")
    pid, _, started = process.partition(".")
    if here != _here() or not pid.isdigit():
        return False
    return _started(int(pid)) != started


def _here() -> str:
    """Host and process namespace: a container with the same host name counts processes of its own."""
    try:
        space = os.readlink("/proc/self/ns/pid").strip("pid:[]")
    except OSError:
        space = ""
    return f"{socket.gethostname()[:24]}/{space}"


def _started(pid: int) -> str:
    """When the process started, in clock ticks since the machine did; empty when there is no such process.

    Without /proc every living process has the same answer, so a reused number may look alive: the waiting time decides.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "" if fields[0] in "ZX" else fields[19]
    except (FileNotFoundError, ProcessLookupError, IndexError):
        pass
    if Path("/proc/self/stat").exists():
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "1"

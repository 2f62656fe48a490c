"""Processes of the service that need not load the program first: forked from one that has loaded it, as the service forks its own.

Loading takes seconds, and tests start a hundred processes. What a start from nothing does is seen in ``tests/operation``.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from multiprocessing import forkserver
from pathlib import Path

from meetings.cli import main
from meetings.cli.supervisor import die_with_parent
from tests.support.bounds import LIMIT, bounded

ROOT = Path(__file__).parents[2]
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.support.preloaded"])


def command(*arguments: str) -> Callable[[], object]:
    """``meetings ARGUMENTS`` as the work of a `Fork`."""
    return partial(_command, ["meetings", *arguments])


class Fork:
    """A process that does ``work`` with these settings as its environment and appends what it says to ``log``. It is asked what a
    ``subprocess.Popen`` is asked."""

    def __init__(self, work: Callable[[], object], settings: Mapping[str, str], log: Path) -> None:
        self.log = log
        log.touch()
        self._process = FORKS.Process(target=_run, args=(work, dict(settings), str(log)), daemon=True)
        with bounded("to fork a process of the service", lambda: [forkserver._forkserver._forkserver_pid], log.read_text):
            self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and say how it ended. Raises subprocess.TimeoutExpired."""
        self._process.join(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return code

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once and wait until it is gone."""
        self.send_signal(signal.SIGKILL)
        self.wait(LIMIT)

    def send_signal(self, sig: int) -> None:
        """Send it, unless the process is gone."""
        if self.poll() is None:
            os.kill(self.pid, sig)


def _command(words: list[str]) -> None:
    sys.argv = words
    main()


def _run(work: Callable[[], object], settings: dict[str, str], log: str) -> None:
    """In the new process."""
    os.close(
        forkserver._forkserver._forkserver_alive_fd
    )  # who holds it keeps the server alive, and this process shall end with it
    forkserver._forkserver._forkserver_alive_fd = None
    multiprocessing.current_process()._config["daemon"] = False
    die_with_parent(signal.SIGTERM)
    os.setsid()
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.close(out)
    sys.stdout.reconfigure(line_buffering=True)
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(settings)
    work()

"""Starts the service's processes, restarts one that dies, and ends them all together.

The parent loads the app once, opens the listening socket and forks its children from there: a restarted web process
takes up the same socket, so connections made meanwhile wait instead of being refused.
"""

import contextlib
import ctypes
import mmap
import os
import signal
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from meetings.logs import tell_error

PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STABLE_AFTER = 10.0  # seconds after which a start counts as good and the waiting time begins anew
LONGEST_PAUSE = 30.0
GRACE = 25.0  # seconds that children get to finish what they do
SILENCE = 60.0  # seconds after which a watched child that gives no sign is stuck


def die_with_parent(sig: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel send ``sig`` to this process when its parent ends, however it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, sig, 0, 0, 0)


class Pulse:
    """When a child last gave a sign of life: a monotonic time, in memory that parent and child share."""

    def __init__(self) -> None:
        self._page = mmap.mmap(-1, 8)

    def beat(self) -> None:
        """Give a sign; called in the child, and by the parent when it starts one."""
        struct.pack_into("d", self._page, 0, time.monotonic())

    def silent_for(self) -> float:
        """Seconds since the last sign."""
        last: float = struct.unpack_from("d", self._page, 0)[0]
        return time.monotonic() - last


@dataclass
class Child:
    """One supervised process; ``main`` runs in it and its return ends it. ``main`` gets what to call as a sign of life, which matters
    to a ``watched`` one."""

    name: str
    main: Callable[[Callable[[], None]], None]
    watched: bool = False
    pulse: Pulse = field(default_factory=Pulse)
    pid: int | None = None
    started: float = 0.0
    pause: float = 0.5
    due: float = field(default=0.0)  # monotonic time of the next start


class Supervisor:
    """Runs children until a stop signal arrives.

    ``say`` gets one line for everything an operator should know. ``on_tick`` is called about four times a second,
    ``on_stop`` when the end begins.
    """

    def __init__(
        self, say: Callable[[str], None], on_tick: Callable[[], None] | None = None, on_stop: Callable[[], None] | None = None
    ) -> None:
        self.say = say
        self.on_tick = on_tick
        self.on_stop = on_stop
        self.children: list[Child] = []
        self.stopping = False

    def add(self, name: str, main: Callable[[Callable[[], None]], None], *, watched: bool = False) -> None:
        """Register a process; it is started by ``run``. One that is ``watched`` is killed when it gives no sign for a minute."""
        self.children.append(Child(name, main, watched))

    def run(self) -> None:
        """Start everything and return once a stop signal came, or the terminal went, and every child has ended."""
        stays = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # started with nohup
        for sig in STOP_SIGNALS:
            if not (stays and sig is signal.SIGHUP):
                signal.signal(sig, self._stop)
        at_terminal = not stays and _terminal_answers()
        while not self.stopping and (not at_terminal or _terminal_answers()):
            self._start_due()
            self._kill_stuck()
            self._reap()
            if self.on_tick:
                self.on_tick()
            time.sleep(0.25)
        self._end_all()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _start_due(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.pid is None and child.due <= now and not self.stopping:
                child.started = now
                child.pulse.beat()
                child.pid = self._fork(child)

    def _fork(self, child: Child) -> int:
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        self._become(child, parent)

    def _become(self, child: Child, parent: int) -> NoReturn:
        """In the child: its own process group, so a Ctrl-C in the terminal reaches only the parent, who ends us in order."""
        code = 1
        try:
            os.setpgid(0, 0)
            for sig in STOP_SIGNALS:
                signal.signal(sig, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            die_with_parent()
            if os.getppid() != parent:  # it ended before the line above took hold
                os._exit(0)
            child.main(child.pulse.beat)
            code = 0
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 1
        except BaseException as error:
            print(tell_error(error), file=sys.stderr)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _kill_stuck(self) -> None:
        for child in self.children:
            if child.pid is not None and child.watched and child.pulse.silent_for() > SILENCE:
                self.say(f"Proses {child.name} tidak bergerak selama {SILENCE:.0f} detik dan dihentikan.")
                child.pulse.beat()  # it has been said
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)

    def _reap(self) -> None:
        for child in self.children:
            if child.pid is None:
                continue
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if not pid:
                continue
            lived = time.monotonic() - child.started
            child.pid = None
            child.pause = 0.5 if lived > STABLE_AFTER else min(child.pause * 2, LONGEST_PAUSE)
            child.due = time.monotonic() + (0 if lived > STABLE_AFTER else child.pause)
            if not self.stopping:
                self.say(f"Proses {child.name} berhenti ({_how(status)}) dan dijalankan kembali.")

    def _end_all(self) -> None:
        self.stopping = True
        if self.on_stop:
            self.on_stop()
        deadline = time.monotonic() + GRACE
        self._signal_all(signal.SIGTERM)
        while any(child.pid for child in self.children) and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.05)
        self._signal_all(signal.SIGKILL)
        for child in self.children:
            if child.pid is not None:
                os.waitpid(child.pid, 0)
                child.pid = None

    def _signal_all(self, sig: signal.Signals) -> None:
        for child in self.children:
            if child.pid is None:
                continue
            with contextlib.suppress(ProcessLookupError):
                # SIGTERM lets the child end its own workers; SIGKILL has to reach the whole group.
                os.kill(child.pid, sig) if sig is signal.SIGTERM else os.killpg(child.pid, sig)


def _terminal_answers() -> bool:
    """Whether standard input is a terminal that is still there.

    When one is closed, only the leader of its session hears of it; that may be a ``make`` which then waits for us.
    """
    try:
        os.tcgetpgrp(0)
    except OSError:
        return False
    return True


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"sinyal {signal.Signals(-code).name}" if code < 0 else f"kode {code}"

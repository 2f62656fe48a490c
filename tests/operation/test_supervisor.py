"""The parent of web and jobs, with real processes: restarts what dies, ends everything it started."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

LIMIT = 240  # seconds; the machine may be slow and busy
CHILDREN = """
import os, pathlib, signal, sys, time
from meetings.cli import supervisor as module
from meetings.cli.supervisor import Supervisor

folder = pathlib.Path(sys.argv[1])

def work(name):
    with open(folder / name, "a") as file:
        file.write(f"{os.getpid()}\\n")
    while True:
        time.sleep(0.1)

def give_signs(name, beat):
    with open(folder / name, "a") as file:
        file.write(f"{os.getpid()}\\n")
    while True:
        beat()
        time.sleep(0.1)

supervisor = Supervisor(print)
if "watch" in sys.argv:
    module.SILENCE = 1.0
    supervisor.add("three", lambda beat: give_signs("three", beat), watched=True)
supervisor.add("one", lambda beat: work("one"), watched="watch" in sys.argv)
supervisor.add("two", lambda beat: work("two"))
supervisor.run()
"""


def wait_for(condition, what: str) -> None:
    deadline = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.fixture
def parent(tmp_path: Path):
    # What runs the tests may itself run under nohup, and that is inherited.
    command = ["env", "--default-signal=HUP", sys.executable, "-c", CHILDREN, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    wait_for(lambda: pids(tmp_path / "one") and pids(tmp_path / "two"), "children did not start")
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda sig: sig.name)
def test_ctrl_c_and_a_closed_terminal_end_every_child(parent: subprocess.Popen[bytes], tmp_path: Path, sig: int) -> None:
    children = pids(tmp_path / "one") + pids(tmp_path / "two")

    parent.send_signal(sig)

    assert parent.wait(LIMIT) == 0
    assert not any(alive(pid) for pid in children)


def test_a_closed_terminal_ends_everything_although_only_its_leader_is_told(tmp_path: Path) -> None:
    # Like make: hears of the hang-up, and waits for what it started.
    leader = (
        "import signal, subprocess, sys; signal.signal(signal.SIGHUP, lambda *_: None);"
        f"sys.exit(subprocess.Popen([sys.executable, '-c', {CHILDREN!r}, {str(tmp_path)!r}]).wait())"
    )
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-c", leader])
    wait_for(lambda: pids(tmp_path / "one") and pids(tmp_path / "two"), "children did not start")
    children = pids(tmp_path / "one") + pids(tmp_path / "two")

    os.close(terminal)

    wait_for(lambda: not any(alive(child) for child in children), "orphans stayed behind")
    os.waitpid(pid, 0)


def test_nohup_keeps_it_running(tmp_path: Path) -> None:
    process = subprocess.Popen(
        ["nohup", sys.executable, "-c", CHILDREN, str(tmp_path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: pids(tmp_path / "one") and pids(tmp_path / "two"), "children did not start")

    process.send_signal(signal.SIGHUP)
    time.sleep(1)

    assert process.poll() is None
    process.terminate()
    assert process.wait(LIMIT) == 0


def test_a_killed_child_is_started_again(parent: subprocess.Popen[bytes], tmp_path: Path) -> None:
    (first,) = pids(tmp_path / "one")

    os.kill(first, signal.SIGKILL)

    wait_for(lambda: len(pids(tmp_path / "one")) == 2, "the child was not started again")
    assert parent.poll() is None
    assert len(pids(tmp_path / "two")) == 1


def test_a_watched_child_that_gives_no_sign_is_killed_and_started_again(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", CHILDREN, str(tmp_path), "watch"], start_new_session=True)
    try:
        wait_for(lambda: len(pids(tmp_path / "one")) >= 2, "the stuck child was not replaced")

        assert not alive(pids(tmp_path / "one")[0])
        assert len(pids(tmp_path / "two")) == len(pids(tmp_path / "three")) == 1
        assert alive(pids(tmp_path / "three")[0])
    finally:
        process.terminate()
        process.wait(LIMIT)


def test_children_do_not_outlive_a_killed_parent(parent: subprocess.Popen[bytes], tmp_path: Path) -> None:
    children = pids(tmp_path / "one") + pids(tmp_path / "two")

    parent.kill()

    wait_for(lambda: not any(alive(pid) for pid in children), "orphans stayed behind")

"""``start``, which ``make run`` calls: from an empty folder to a running example, and away again without a trace."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.live import LIMIT, descendants, wait_until_gone
from tests.support.ports import free_port

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Start]:
    """``begin(port)`` calls the command in an instance folder that stays the same within the test."""
    started: list[subprocess.Popen[bytes]] = []

    def make(port: int) -> subprocess.Popen[bytes]:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("MEETINGS_")}
        settings = {
            "PORT": str(port),
            "MEETINGS_INSTANCE_PATH": str(tmp_path / "instance"),
            "PYTHONUNBUFFERED": "1",
        }
        with (tmp_path / "output").open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "meetings.cli", "start", "--with-parent"],
                env={**inherited, **settings},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        started.append(process)
        return process

    yield make
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(LIMIT)


def wait_for_banner(tmp_path: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        text = (tmp_path / "output").read_text()
        if "Ctrl-C" in text:
            return text
        time.sleep(0.1)
    pytest.fail((tmp_path / "output").read_text())


def test_an_empty_folder_becomes_a_running_example_and_stays_the_same(begin: Start, tmp_path: Path) -> None:
    port = free_port()
    process = begin(port)
    text = wait_for_banner(tmp_path, process)
    everything = descendants(process.pid)

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=LIMIT) as answer:
        assert answer.status == 200
    assert f"http://localhost:{port}/" in text
    assert "/pindai" in text
    accounts = re.findall(r"^  (\S.*?)\s{2,}(\S+@\S+)\s+(\S{12,})$", text, re.MULTILINE)
    assert len({role for role, _email, _password in accounts}) == 7
    kept = tmp_path / "instance" / "demo-passwords.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [account["password"] for account in json.loads(kept.read_text())["accounts"]] == [a[2] for a in accounts]

    process.send_signal(signal.SIGINT)
    assert process.wait(LIMIT) == 0
    assert wait_until_gone(everything) == []
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)

    again = wait_for_banner(tmp_path, begin(port))
    assert "Data contoh" not in again
    assert all(password in again for _role, _email, password in accounts)


def test_a_taken_port_is_named_with_what_to_do(begin: Start, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        (tmp_path / "instance").mkdir()
        process = begin(taken.getsockname()[1])

        assert process.wait(LIMIT) == 1

    text = (tmp_path / "output").read_text()
    assert "PORT=" in text
    assert "Traceback" not in text

"""The ends of waiting: a web process with short limits, so that each is met within seconds."""

import itertools
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from meetings.cli.supervisor import die_with_parent
from tests.support.ports import free_port

PATIENCE = 60  # seconds; what has no end does not end by then either
LARGE = 40_000_000  # bytes: more than the kernel takes from a server whose client reads nothing
SERVER = """
import sys
from meetings.cli import connections, web

connections.HEAD = connections.BODY = connections.KEEP_ALIVE = connections.UNREAD = connections.TURN = 1.0
connections.CONNECTIONS = 40

def app(environ, start_response):
    body = b"a" * int(environ["QUERY_STRING"] or 2)
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]

web.serve(app, web.open_socket("127.0.0.1", int(sys.argv[1])), threads=1, longest_body=1_000_000)
"""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where the server listens."""
    number = free_port()
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(number)], preexec_fn=die_with_parent)  # noqa: PLW1509 -- one-thread
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", number)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    yield number
    process.terminate()
    assert process.wait(PATIENCE) == 0


def _line(port: int, first: bytes = b"") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    line.sendall(first)
    return line


def _is_answered(port: int) -> bool:
    with _line(port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") as line:
        return line.recv(100).startswith(b"HTTP/1.1 200 OK")


def _drip(line: socket.socket, drop: bytes, over: threading.Event) -> None:
    while not over.wait(0.1):
        try:
            line.sendall(drop)
        except OSError:
            return


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\n", b"X-Slow: 1\r\n"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n", b"a"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (b"", b"\r\n\r\n"),
    ],
    ids=["silent", "head", "body", "chunks", "blank lines"],
)
def test_whoever_takes_too_long_to_ask_is_let_go(port: int, first: bytes, drop: bytes) -> None:
    over = threading.Event()
    with _line(port, first) as line:
        dripper = threading.Thread(target=_drip, args=(line, drop, over))
        dripper.start()
        try:
            assert line.recv(100) == b""
        except ConnectionResetError:
            pass  # let go with a drop unread
        finally:
            over.set()
            dripper.join()


def test_whoever_does_not_read_the_answer_holds_nobody_and_is_let_go(port: int) -> None:
    with _line(port, f"GET /?{LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()) as line:
        assert _is_answered(port)  # by the only worker
        time.sleep(4)
        read = 0
        try:
            while block := line.recv(1_000_000):
                read += len(block)
        except ConnectionResetError:
            pass

    assert read < LARGE


def test_an_answer_that_is_read_slowly_comes_whole(port: int) -> None:
    with _line(port, f"GET /?{LARGE} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()) as line:
        read = 0
        for number in itertools.count():
            block = line.recv(1_000_000)
            read += len(block)
            if not block:
                break
            if number < 20:
                time.sleep(0.2)

    assert read > LARGE


def test_a_newcomer_finds_room(port: int) -> None:
    lines = [_line(port) for _ in range(60)]
    try:
        assert _is_answered(port)
    finally:
        for line in lines:
            line.close()

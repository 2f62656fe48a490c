"""The web process beside clients that are silent, drip or vanish; its own settings, and a request in flight when it stops."""

import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from tests.support.databases import SQLITE
from tests.support.live import Service, descendants, wait_until_gone

PAGES = ("/healthz", "/masuk", "/static/build/manifest.json")
SILENT, DRIPPING_HEADS, DRIPPING_BODIES = 200, 50, 10
PATIENCE = 10  # seconds; a page that has to wait for the others never comes
HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
BODY = (
    b"POST /masuk HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n"
)
TOO_LONG = 16 * 1024 * 1024 + 1


def _line(service: Service, first: bytes = b"") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", service.port), timeout=PATIENCE)
    line.sendall(first)
    return line


def _status(service: Service, path: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE)
    line.request("GET", path)
    return line.getresponse().status


@contextmanager
def _crowd(service: Service) -> Iterator[None]:
    """Everybody who is slow at once, dripping until the end."""
    with ExitStack() as lines:
        dripping = [(lines.enter_context(_line(service, HEAD)), b"X-Slow: 1\r\n") for _ in range(DRIPPING_HEADS)]
        dripping += [(lines.enter_context(_line(service, BODY)), b"a") for _ in range(DRIPPING_BODIES)]
        for _ in range(SILENT):
            lines.enter_context(_line(service))
        over = threading.Event()

        def drip() -> None:
            while not over.wait(0.5):
                for line, drop in dripping:
                    line.sendall(drop)

        dripper = threading.Thread(target=drip)
        dripper.start()
        try:
            yield
        finally:
            over.set()
            dripper.join()


def test_pages_answer_beside_silent_and_dripping_clients(live_server: Service) -> None:
    with _crowd(live_server):
        for _turn in range(3):
            assert [_status(live_server, path) for path in PAGES] == [200, 200, 200]
            time.sleep(0.5)


def test_a_dripped_request_is_answered_in_the_end(live_server: Service) -> None:
    with _line(live_server, HEAD) as line:
        for drop in (b"X-Slow", b": 1\r", b"\nConnection: close\r\n", b"\r\n"):
            time.sleep(0.1)
            line.sendall(drop)

        assert _all(line).startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_body_that_is_too_long_is_refused_with_our_own_page_and_kept_nowhere(live_server: Service) -> None:
    head = f"POST /masuk HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {TOO_LONG}\r\n"
    with _line(live_server, head.encode() + b"\r\n") as line:
        block = b"a" * 65_536
        for start in range(0, TOO_LONG, len(block)):
            line.sendall(block[: TOO_LONG - start])
        sent = _all(line)
    with _line(live_server, head.encode() + b"Expect: 100-continue\r\n\r\n") as line:
        asked = _all(line)

    for answer in (sent, asked):
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b'lang="id"' in answer


def test_a_chunked_body_has_the_same_limit(live_server: Service) -> None:
    head = b"POST /masuk HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"100000\r\n" + b"a" * 0x100000 + b"\r\n"
    with _line(live_server, head) as line:
        for _ in range(17):
            line.sendall(chunk)
        line.sendall(b"0\r\n\r\n")

        assert _all(line).startswith(b"HTTP/1.1 413 ")


def test_one_line_serves_many_requests_and_head_has_no_body(live_server: Service) -> None:
    line = http.client.HTTPConnection("127.0.0.1", live_server.port, timeout=PATIENCE)
    statuses = []
    for method in ("GET", "HEAD", "GET"):
        line.request(method, "/healthz")
        answer = line.getresponse()
        statuses.append((answer.status, bool(answer.read()), answer.will_close))

    assert statuses == [(200, True, False), (200, False, False), (200, True, False)]


def test_nonsense_is_refused_in_order(live_server: Service) -> None:
    for nonsense, status in (
        (b"\x16\x03\x01 hello\r\n\r\n", b"400"),
        (HEAD + b"X-Long: " + b"a" * 40_000, b"431"),
        (HEAD + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n", b"400"),
    ):
        with _line(live_server, nonsense) as line:
            assert line.recv(100).split()[1] == status


def test_a_request_on_its_way_is_answered_when_its_process_stops(live_server: Service) -> None:
    _supervisor, process, *_ = descendants(live_server.processes["web"].pid)
    with _line(live_server) as silent, _line(live_server, HEAD) as line:
        time.sleep(0.2)  # until both are accepted
        os.kill(process, signal.SIGTERM)
        assert _all(silent) == b""  # closed: it has stopped taking requests
        line.sendall(b"\r\n")
        answer = _all(line)

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nConnection: close\r\n" in answer
    assert wait_until_gone([process]) == []
    assert _status(live_server, "/healthz") == 200  # the supervisor has started another


def test_a_service_that_stops_refuses_newcomers_and_answers_what_is_on_its_way(start_service: Callable[..., Service]) -> None:
    service = start_service(SQLITE, start=False)
    service.start_web()
    with _line(service, HEAD) as line:
        time.sleep(0.2)  # until it is accepted
        service.processes["web"].terminate()
        deadline = time.monotonic() + PATIENCE
        while _is_accepted(service):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        line.sendall(b"\r\n")

        assert _all(line).startswith(b"HTTP/1.1 200 OK\r\n")


def _is_accepted(service: Service) -> bool:
    try:
        _line(service).close()
    except ConnectionRefusedError:
        return False
    return True


def _all(line: socket.socket) -> bytes:
    data = b""
    while block := line.recv(65_536):
        data += block
    return data

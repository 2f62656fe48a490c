"""Eight doors at once: keep-alive connections that send one scan after the other, as bare as a client can be."""

import json
import socket
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from meetings import clock


@dataclass(frozen=True)
class Measured:
    """``seconds`` of the whole run; ``times`` of single calls, sorted, in seconds."""

    seconds: float
    times: list[float]
    statuses: dict[str, int]

    def percentile(self, share: float) -> float:
        """Milliseconds that this share of the calls stayed under."""
        return 1000 * self.times[min(len(self.times) - 1, int(len(self.times) * share))]


def request_bytes(prepared: dict[str, object], code: str) -> bytes:
    """One HTTP request with one online scan."""
    scan = {
        "id": str(uuid.uuid4()),
        "code": code,
        "session": prepared["session"],
        "direction": "in",
        "scanned_at": clock.now().isoformat(timespec="milliseconds"),
        "offline": False,
        "method": "qr",
        "force": False,
    }
    body = json.dumps({"scans": [scan]}).encode()
    head = (
        f"POST {prepared['base_path']}/meetings/{prepared['meeting']}/scans HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {prepared['token']}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def load(port: int, prepared: dict[str, object], codes: Sequence[str], clients: int = 8) -> Measured:
    """Send every code once, spread over keep-alive clients."""
    requests = [[request_bytes(prepared, code) for code in codes[n::clients]] for n in range(clients)]
    times: list[float] = []
    statuses: dict[str, int] = {}
    threads = [threading.Thread(target=_door, args=(port, mine, times, statuses)) for mine in requests]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Measured(time.perf_counter() - started, sorted(times), statuses)


def _door(port: int, requests: list[bytes], times: list[float], statuses: dict[str, int]) -> None:
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            began = time.perf_counter()
            line.sendall(request)
            status = _read_answer(line)
            times.append(time.perf_counter() - began)
            statuses[status] = statuses.get(status, 0) + 1


def _read_answer(line: socket.socket) -> str:
    data = _more(line)
    while b"\r\n\r\n" not in data:
        data += _more(line)
    head, _end, body = data.partition(b"\r\n\r\n")
    length = int(next(part for part in head.lower().split(b"\r\n") if part.startswith(b"content-length:")).split(b":")[1])
    while len(body) < length:
        body += _more(line)
    status = head.split(b" ", 2)[1].decode()
    return f"{status} accepted" if b'"status": "accepted"' in body else f"{status} other"


def _more(line: socket.socket) -> bytes:
    data = line.recv(65_536)
    if not data:
        raise ConnectionError("the server closed the connection")
    return data

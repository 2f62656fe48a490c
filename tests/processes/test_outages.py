"""A service whose database somebody else keeps locked: readers go on, writers are told when to come back, and all is well afterwards."""

import http.client
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.support.live import Service

PATIENCE = 60  # seconds; a request that waits for the lock to go waits longer


def _get(service: Service, path: str) -> tuple[int, str | None]:
    line = http.client.HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE)
    line.request("GET", path)
    answer = line.getresponse()
    return answer.status, answer.headers["Retry-After"]


def test_a_locked_database_stops_neither_readers_nor_the_service(start_service: Callable[..., Service]) -> None:
    service = start_service(start=False)
    service.start_web()
    other = sqlite3.connect(service.settings["MEETINGS_DATABASE_URL"].removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(2) as two:  # of three threads
        guesses = [two.submit(_get, service, f"/u/tebakan-{number}") for number in range(2)]  # counting them is writing
        assert [_get(service, path)[0] for path in ("/healthz", "/masuk")] == [200, 200]
        assert [guess.result() for guess in guesses] == [(503, "5"), (503, "5")]
    other.close()

    assert _get(service, "/u/tebakan")[0] == 404
    log = service.log("web")
    assert log.count("database_away") == 2 and "Traceback" not in log and "tebakan" not in log

"""A service whose database somebody else keeps locked, or that goes away: people are told when to come back, and all is well afterwards."""

import http.client
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
import sqlalchemy as sa

from tests.support.databases import POSTGRES, Databases
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
    assert log.count("database_away") == 1 and "Traceback" not in log and "tebakan" not in log


@pytest.mark.postgres
def test_a_database_that_goes_away_and_comes_back(start_service: Callable[..., Service], databases: Databases) -> None:
    service = start_service(POSTGRES, start=False)
    service.start_web()
    name = sa.make_url(service.settings["MEETINGS_DATABASE_URL"]).database
    assert _get(service, "/u/tebakan")[0] == 404
    with psycopg.connect(databases.server.dsn("postgres"), autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        away = [_get(service, path)[0] for path in ("/u/tebakan", "/healthz", "/readyz")]
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')

    assert away == [503, 200, 503]
    assert [_get(service, path)[0] for path in ("/u/tebakan", "/readyz")] == [404, 200]
    assert "Traceback" not in service.log("web")

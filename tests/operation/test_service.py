"""The running service: web and jobs as real processes on both databases."""

import os
import signal
import urllib.request
from collections.abc import Callable

import pytest

from tests.support.databases import POSTGRES, SQLITE
from tests.support.live import LIMIT, Service, descendants, wait_until_gone

BOTH = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)]


def status(service: Service, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{service.port}{path}", timeout=LIMIT) as answer:
        return int(answer.status)


@pytest.mark.parametrize("kind", BOTH)
def test_web_answers_again_after_kill_9(start_service: Callable[..., Service], kind: str) -> None:
    service = start_service(kind)
    assert status(service, "/healthz") == 200

    service.kill("web")
    service.start_web()

    assert status(service, "/healthz") == 200
    assert service.processes["jobs"].poll() is None


def test_a_killed_web_process_is_replaced_behind_the_same_address(start_service: Callable[..., Service]) -> None:
    service = start_service(start=False)
    service.start_web()
    supervisor, process, *_ = descendants(service.processes["web"].pid)

    os.kill(process, signal.SIGKILL)

    assert status(service, "/healthz") == 200
    assert service.processes["web"].pid == supervisor


def test_stopping_ends_every_process(start_service: Callable[..., Service]) -> None:
    service = start_service(MEETINGS_WEB_WORKERS="2")
    everything = [pid for process in service.processes.values() for pid in descendants(process.pid)]
    assert len(everything) >= 4

    service.stop()

    assert wait_until_gone(everything) == []

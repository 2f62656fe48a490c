"""A real service for process and browser tests: web and jobs as separate processes that may be killed at any moment."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from meetings import create_app
from meetings.cli.supervisor import die_with_parent
from meetings.extensions import db, nudges
from tests.support.bounds import LIMIT, TAIL, descendants
from tests.support.databases import SQLITE, Databases, environment, separate_app
from tests.support.forks import ROOT, Fork, command
from tests.support.ports import free_port


def wait_until_gone(pids: list[int]) -> list[int]:
    """Those of the processes that are still there after a long while."""
    deadline = time.monotonic() + LIMIT
    while left := [pid for pid in pids if os.path.exists(f"/proc/{pid}")]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return left


def _start(arguments: tuple[str, ...], environ: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """The command in a process that starts from nothing."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "meetings.cli", *arguments],
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),  # noqa: PLW1509 -- one-thread
        )


class Service:
    """Web and jobs on one database and one instance folder. ``url`` is where the web process listens."""

    def __init__(self, folder: Path, database_url: str, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.settings = {
            **environment(folder, database_url),
            "MEETINGS_BASE_URL": self.url,
            "MEETINGS_WEB_WORKERS": "1",
            **settings,
        }
        self.processes: dict[str, subprocess.Popen[bytes] | Fork] = {}
        self._app: Flask | None = None
        self._hurry: dict[str, Callable[[], object]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        """Start web and jobs and wait until the web answers."""
        self.start_web()
        self.start_jobs()

    def start_web(self) -> None:
        """Start the web process and wait until it answers."""
        self._spawn("web", "serve", "--no-jobs", "--port", str(self.port))
        deadline = time.monotonic() + LIMIT
        while time.monotonic() < deadline and self.processes["web"].poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=20):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise RuntimeError(f"the service did not start within {LIMIT:.0f} s:\n{self.log('web')[-TAIL:]}")

    def start_jobs(self) -> None:
        """Start timetable and task queue."""
        self._spawn("jobs", "jobs")

    def _spawn(self, name: str, *arguments: str) -> None:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("MEETINGS_") and key != "PORT"}
        environ = {**inherited, **self.settings, "PYTHONUNBUFFERED": "1"}
        log = self.folder / f"{name}.log"
        if "PYTHONPATH" in self.settings:  # what Python shall read before anything else
            self.processes[name] = _start(arguments, environ, log)
        else:
            self.processes[name] = Fork(command(*arguments), environ, log)

    def kill(self, name: str) -> None:
        """kill -9 the process called ``name`` (web or jobs) and everything below it, as a power cut would."""
        process = self.processes.pop(name)
        for pid in descendants(process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.wait(LIMIT)

    def stop(self) -> None:
        """End both in order; what does not end in time is killed."""
        for process in self.processes.values():
            process.terminate()
        for name, process in list(self.processes.items()):
            try:
                process.wait(LIMIT)
            except subprocess.TimeoutExpired:
                self.kill(name)
        self.processes.clear()

    def log(self, name: str) -> str:
        """What the process printed so far."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    @contextmanager
    def data(self) -> Iterator[Flask]:
        """The service's own database, files and queue in this process, to prepare and to look at its rows."""
        with separate_app(self._its_app) as app, app.app_context():
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()

    def _its_app(self) -> Flask:
        """Made once; its way to hurry tasks is one of the things that ``separate_app`` takes away and gives back."""
        if self._app is None:
            self._app = create_app(self.settings)
            self._hurry = nudges.tasks
        nudges.tasks = self._hurry
        return self._app


@pytest.fixture
def start_service(databases: Databases, tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """``start_service("postgresql", start=False, MEETINGS_…="…")``: a service of the test's own, to be killed at will."""
    services: list[Service] = []

    def make(kind: str = SQLITE, *, start: bool = True, **settings: str) -> Service:
        service = Service(tmp_path / f"service-{len(services)}", databases.create(kind), **settings)
        services.append(service)
        if start:
            service.start()
        return service

    yield make
    for service in services:
        service.stop()


@pytest.fixture(scope="session")
def shared_service(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service on SQLite that all browser tests of this process share: each makes an organisation and a meeting of its own."""
    service = Service(tmp_path_factory.mktemp("live"), databases.create(SQLITE))
    try:
        service.start()
        yield service
    finally:
        service.stop()


@pytest.fixture
def live_server(shared_service: Service) -> Service:
    """The shared service, running: a test before may have killed its web process, or a machine without memory one of them."""
    for name, start in (("web", shared_service.start_web), ("jobs", shared_service.start_jobs)):
        process = shared_service.processes.get(name)
        if process is None or process.poll() is not None:
            start()
    return shared_service

"""Fixtures of the whole suite.

``app``, ``client``, ``db_session`` and everything that uses them run twice: on SQLite and on PostgreSQL (``-m "not postgres"``
leaves the latter out). Rows are deleted after each test, so code under test may commit as it likes.
"""

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from meetings.extensions import db as database
from meetings.extensions import limiter
from meetings.models import User
from meetings.storage import storage
from tests.support.browser import browser, open_context, page, phone  # noqa: F401 -- registers
from tests.support.client import signed_in
from tests.support.databases import POSTGRES, SQLITE, Databases, empty, make_app
from tests.support.live import live_server, shared_service, start_service  # noqa: F401 -- registers
from tests.support.papers import plain_papers  # noqa: F401 -- registers
from tests.support.queries import count_queries
from tests.support.sockets import close_the_door

BOTH = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)]
PRINTED = {"badges", "certificates", "documents", "documents_pipeline", "e2e", "operation", "processes", "signing"}
"""Folders whose tests look at papers as they are printed, or need a place for a signature there."""


def pytest_configure() -> None:
    """No test reaches the outside; and the collector looks through what lives in here less often: a tenth of the time. Not more rarely
    still: what a test leaves behind has long been seen twice, and would pile up to gigabytes.

    Services and commands that tests start read compiled modules, whatever the machine says: else each of them compiles the whole app."""
    close_the_door()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    gc.set_threshold(50_000, 10, 2)


def pytest_collection_finish() -> None:
    gc.freeze()  # what is imported by now stays, and is not looked through again


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(autouse=True)
def own_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """The browser that earlier tests of this process have opened stands in the middle of its event loop; what runs one of its own
    (signing a PDF) would be refused."""
    if "browser" in request.fixturenames:
        yield
        return
    waiting = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(waiting)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Where tests get databases from."""
    made = Databases()
    yield made
    made.close()


@pytest.fixture(scope="session")
def apps(databases: Databases) -> Callable[[str], Flask]:
    """One app per kind of database, kept for the whole run."""
    made: dict[str, Flask] = {}

    def get(kind: str) -> Flask:
        if kind not in made:
            made[kind] = make_app(databases.folder / "instance", databases.create(kind))
        return made[kind]

    return get


@pytest.fixture(params=BOTH)
def app(request: pytest.FixtureRequest, apps: Callable[[str], Flask]) -> Iterator[Flask]:
    """The app on an empty database, with an app context pushed for the test's own code."""
    made = apps(request.param)
    storage.configure(made.config["SETTINGS"].storage_url)  # tests that make apps of their own leave it elsewhere
    with made.app_context():
        yield made
        database.session.remove()
        empty(database.engine)
    if limiter.enabled:
        limiter.reset()


@pytest.fixture(autouse=True)
def papers(request: pytest.FixtureRequest) -> None:
    """Where the look of papers is not what is tested, they are not laid out."""
    if request.path.parent.name not in PRINTED and not request.node.get_closest_marker("laid_out"):
        request.getfixturevalue("plain_papers")


@pytest.fixture
def db_session(app: Flask) -> scoped_session[Session]:
    """The test's own session; requests have theirs."""
    return database.session


@pytest.fixture
def mail_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages promise mail: there is a server, which nobody asks."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], smtp_url="smtp://localhost:1"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that is signed in as nobody."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[User], FlaskClient]:
    """``sign_in(user)`` gives a new client with that user signed in just now."""

    return partial(signed_in, app)


@pytest.fixture
def query_counter() -> Callable[[], object]:
    """``with query_counter() as queries: …``; afterwards ``len(queries)`` statements were sent."""
    return count_queries

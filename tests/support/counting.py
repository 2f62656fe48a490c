"""A service whose limits count, as it runs; everywhere else in the suite they are off."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from meetings import create_app
from meetings.extensions import db, limiter
from tests.support.client import IsolatedClient
from tests.support.databases import Databases, environment, separate_app


@contextmanager
def counting_service(databases: Databases, name: str, kind: str, **config: Any) -> Iterator[Flask]:
    """An app on a database of its own of that kind; ``config`` goes to Flask."""
    settings = environment(databases.folder / f"{name}-{kind}", databases.create(kind))
    with separate_app(lambda: create_app(settings, TESTING=True, RATELIMIT_ENABLED=True, **config)) as made:
        made.test_client_class = IsolatedClient
        yield made
        with made.app_context():
            db.engine.dispose()
    limiter.enabled = False

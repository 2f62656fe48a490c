"""The two databases that integration tests run on, migrated once a test process and emptied between tests."""

import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from jinja2.bccache import Bucket, BytecodeCache

from meetings import create_app
from meetings.extensions import db, nudges
from meetings.storage import storage
from tests.support.client import IsolatedClient
from tests.support.postgres import PostgresServer

SQLITE, POSTGRES = "sqlite", "postgresql"
QUICK_HASHES = {"argon2__rounds": 1, "argon2__memory_cost": 32}


class Compiled(BytecodeCache):
    """Templates as Jinja compiled them, for the next app of this process."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Put into the bucket what is known; it looks whether the template is still the same."""
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


class Databases:
    """Makes migrated databases quickly: SQLite by copying a file, PostgreSQL from a template database."""

    def __init__(self) -> None:
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="meetings-tests-", dir=memory if memory.is_dir() else None))
        self._server: PostgresServer | None = None

    @property
    def server(self) -> PostgresServer:
        """The PostgreSQL of this test process, started by the first test that needs it."""
        if self._server is None:
            self._server = PostgresServer()
        return self._server

    def create(self, kind: str, *, migrated: bool = True) -> str:
        """A new database of ``kind``; returns the URL for MEETINGS_DATABASE_URL."""
        if kind == POSTGRES:
            return self.server.url(self.server.create(self._postgres_template if migrated else "template0"))
        path = self.folder / f"{secrets.token_hex(6)}.sqlite3"
        if migrated:
            shutil.copyfile(self._sqlite_template, path)
        return f"sqlite:///{path}"

    def copy(self, url: str) -> str:
        """A new database like the one at ``url``, which nobody uses meanwhile; returns its URL."""
        path, name = _place(url)
        if name:
            return self.server.url(self.server.create(name))
        other = self.folder / f"{secrets.token_hex(6)}.sqlite3"
        shutil.copyfile(path, other)
        return f"sqlite:///{other}"

    def replace(self, url: str, source: str) -> None:
        """Make the database at ``url`` what the one at ``source`` is; nobody uses either meanwhile."""
        path, name = _place(url)
        self.drop(url)
        if name:
            self.server.create(_place(source)[1], name)
        else:
            shutil.copyfile(_place(source)[0], path)

    def drop(self, url: str) -> None:
        """Remove the database at ``url``, which nobody uses any more."""
        path, name = _place(url)
        if name:
            self.server.drop(name)
        else:
            for end in ("", "-wal", "-shm"):
                Path(f"{path}{end}").unlink(missing_ok=True)

    @cached_property
    def _sqlite_template(self) -> Path:
        path = self.folder / "template.sqlite3"
        self._migrate(f"sqlite:///{path}")
        return path

    @cached_property
    def _postgres_template(self) -> str:
        name = self.server.create()
        self._migrate(self.server.url(name))
        return name

    def _migrate(self, url: str) -> None:
        with separate_app(lambda: make_app(self.folder / "template", url)) as app, app.app_context():
            upgrade()
            db.engine.dispose()

    def close(self) -> None:
        """End the server and remove everything."""
        if self._server is not None:
            self._server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _place(url: str) -> tuple[str, str]:
    """The path of a SQLite file, or else the name of a database of the server."""
    made = sa.make_url(url)
    return ("", made.database or "") if made.get_backend_name() == POSTGRES else (made.database or "", "")


def environment(instance: Path, url: str) -> dict[str, str]:
    """The settings of a service under test: nothing of the developer's own environment, and no mail server."""
    return {
        "MEETINGS_ENV": "test",
        "MEETINGS_INSTANCE_PATH": str(instance),
        "MEETINGS_DATABASE_URL": url,
        "MEETINGS_BASE_URL": "http://localhost",
    }


def make_app(instance: Path, url: str) -> Flask:
    """An app for tests in this process: no CSRF token needed, no rate limits, quick hashes, and a client that isolates requests."""
    instance.mkdir(parents=True, exist_ok=True)
    app = create_app(
        environment(instance, url),
        TESTING=True,
        WTF_CSRF_ENABLED=False,
        RATELIMIT_ENABLED=False,
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=QUICK_HASHES,
    )
    app.jinja_env.bytecode_cache = COMPILED
    app.test_client_class = IsolatedClient
    return app


@contextmanager
def separate_app(make: Callable[[], Flask]) -> Iterator[Flask]:
    """Another app beside the tests' own. Files and queue belong to it inside the block and to the other one again after."""
    place, tasks = (storage._fs, storage._root), nudges.tasks
    nudges.tasks = {}
    app = make()
    storage.configure(app.config["SETTINGS"].storage_url)
    try:
        yield app
    finally:
        storage._fs, storage._root = place
        nudges.tasks = tasks


def empty(engine: sa.Engine) -> None:
    """Delete every row, whoever committed it. Foreign keys are looked away from, so the order does not matter."""
    last = ["unsealed", "record_release"]  # what is only added may be removed while there is a release, and each removal is noted
    tables = [table.name for table in db.metadata.sorted_tables if table.name not in last] + last
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.exec_driver_sql("INSERT OR IGNORE INTO record_release (id) VALUES ('empty')")
            for table in tables:
                connection.exec_driver_sql(f'DELETE FROM "{table}"')
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        else:
            deletes = "; ".join(f'DELETE FROM "{table}"' for table in tables)
            connection.exec_driver_sql(f"SET session_replication_role = replica; {deletes}; RESET session_replication_role")

"""Filled databases at a revision, and folders with one migration more."""

import gzip
import json
import re
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from textwrap import indent

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade

from meetings.cli.migrations import script_directory
from meetings.config import current_settings
from meetings.extensions import db, migrate
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app, separate_app
from tests.support.rows import Rows, dump_rows, load_rows

BOTH = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)]
STORED = {path.name[5:9]: path for path in (Path(__file__).parents[1] / "data").glob("rows_*.json.gz")}

HEAD = """
import time
from pathlib import Path
import sqlalchemy as sa
from alembic import op
revision, down_revision = '{revision}', '{former}'
branch_labels = depends_on = None
"""


class Rungs:
    """The last filled databases of one kind by revision, so that the next test climbs from there instead of from nothing."""

    def __init__(self, databases: Databases) -> None:
        self.databases = databases
        self.kept: deque[tuple[str, str]] = deque()  # revision, address; a few, for they take memory

    def lay(self, revision: str, lowest: str) -> str:
        """Put the highest that fits into the place of the app's database; returns its revision, "" when there is none."""
        found, url = max((each for each in self.kept if lowest <= each[0] <= revision), default=("", ""))
        if found:
            self.databases.replace(_close(), url)
        return found

    def keep(self, revision: str) -> None:
        """Keep a copy of the app's database."""
        if revision not in dict(self.kept):
            self.kept.append((revision, self.databases.copy(_close())))
            if len(self.kept) > 3:
                self.databases.drop(self.kept.popleft()[1])


def _close() -> str:
    """Let go of the app's database; its address."""
    db.session.remove()
    db.engine.dispose()
    return current_settings().database_url


@pytest.fixture(scope="session")
def rungs(databases: Databases) -> dict[str, Rungs]:
    """Those of this process by kind of database."""
    return {kind: Rungs(databases) for kind in (SQLITE, POSTGRES)}


@pytest.fixture(params=BOTH)
def empty_app(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database without tables, its context pushed."""
    url = databases.create(request.param, migrated=False)
    with separate_app(lambda: make_app(tmp_path / "instance", url)) as app, app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


class Filled:
    """A database with the rows of a whole meeting, in the shape of ``revision``."""

    def __init__(self, rungs: dict[str, Rungs], revision: str) -> None:
        self.revision = revision
        stored = max(number for number in STORED if number <= revision)
        mine = rungs[db.engine.dialect.name]
        found = mine.lay(revision, stored)
        if not found:
            upgrade(revision=stored)
            load_rows(json.loads(gzip.decompress(STORED[stored].read_bytes())))
        if found != revision:
            upgrade(revision=revision)
            mine.keep(revision)

    def rows(self) -> Rows:
        """All of them, as they are now; nothing is held afterwards."""
        db.session.rollback()
        found = dump_rows()
        db.session.remove()
        return found

    def up(self) -> Rows:
        """Take the next migration; the rows afterwards."""
        upgrade(revision="+1")
        return self.rows()

    def down(self) -> Rows:
        """Take the last migration back; the rows afterwards."""
        downgrade(revision="-1")
        return self.rows()


@pytest.fixture
def fill(empty_app: Flask, rungs: dict[str, Rungs]) -> Callable[[str], Filled]:
    """``fill("0003")`` makes the tables of that revision and fills them."""
    return partial(Filled, rungs)


@pytest.fixture
def filled(fill: Callable[[str], Filled], request: pytest.FixtureRequest) -> Filled:
    """Filled as the migration found it that the test's file is named after."""
    number = re.search(r"test_(\d{4})_", request.path.name)
    assert number
    return fill(str(script_directory().get_revision(number[1]).down_revision))


@pytest.fixture
def newest(fill: Callable[[str], Filled]) -> Filled:
    """Filled, in the newest shape."""
    return fill(str(script_directory().get_current_head()))


@pytest.fixture
def folder(empty_app: Flask, tmp_path: Path) -> Iterator[Path]:
    """A copy of the migrations' folder that takes the place of the real one."""
    copy, real = tmp_path / "migrations", migrate.directory
    shutil.copytree(real, copy, ignore=shutil.ignore_patterns("__pycache__"))
    migrate.directory = str(copy)
    yield copy
    migrate.directory = real


@pytest.fixture
def add_migration(folder: Path) -> Callable[..., str]:
    """``add_migration(up, down)`` puts a migration with these statements after the last one; returns its number."""

    def add(up: str, down: str = "pass") -> str:
        former = str(script_directory().get_current_head())
        revision = f"{int(former) + 1:04d}"
        text = HEAD.format(revision=revision, former=former)
        for name, body in (("upgrade", up), ("downgrade", down)):
            text += f"\ndef {name}():\n{indent(body.strip(), '    ')}\n"
        (folder / "versions" / f"{revision}_added.py").write_text(text)
        return revision

    return add

"""Migrations cut off by kill -9, and starts that meet."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings.cli.migrations import bring_up_to_date, current
from meetings.config import current_settings
from meetings.extensions import db
from tests.migrations.conftest import Filled
from tests.migrations.test_environment import REBUILD_UP
from tests.support.databases import environment
from tests.support.live import LIMIT, ROOT
from tests.support.rows import lost_rows

Start = Callable[[], subprocess.Popen[str]]

# Stops where it hurts most: the old participants are dropped (or the table is locked), the new ones are not in place.
HALT = """
def halt(connection, cursor, statement, *rest):
    if 'RENAME TO' in statement and 'participant' in statement or 'ALTER COLUMN seat' in statement:
        reached, leave = Path({folder!r}, 'reached'), Path({folder!r}, 'leave')
        reached.touch()
        while not leave.exists():
            time.sleep(0.02)
sa.event.listen(op.get_bind(), 'before_cursor_execute', halt)
"""


@pytest.fixture
def start(empty_app: Flask, folder: Path) -> Iterator[Start]:
    """``start()`` begins a process that brings the app's database up to date."""
    started: list[subprocess.Popen[str]] = []
    settings = current_settings()

    def make() -> subprocess.Popen[str]:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("MEETINGS_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.migrations.start", str(folder)],
            cwd=ROOT,
            env=inherited | environment(settings.instance_path, settings.database_url),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield make
    for process in started:
        process.kill()
        process.wait()


def wait_until(holds: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + LIMIT
    while not holds():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"never came there: {process.communicate()[0]}")
        time.sleep(0.02)


def waits_for_its_turn(process: subprocess.Popen[str]) -> bool:
    if db.engine.dialect.name == "sqlite":
        waiting = [line.split() for line in Path("/proc/locks").read_text().splitlines() if "-> FLOCK" in line]
        return str(process.pid) in {word for words in waiting for word in words}
    with db.engine.connect() as connection:
        return bool(connection.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")))


def end(process: subprocess.Popen[str]) -> str:
    """The last line that it said, once it has ended well."""
    text = process.communicate(timeout=LIMIT)[0]
    assert process.returncode == 0, text
    return text.strip().splitlines()[-1]


def test_a_killed_migration_leaves_the_old_state_whole_and_the_next_start_does_it(
    newest: Filled, add_migration: Callable[..., str], start: Start, tmp_path: Path
) -> None:
    before, tables, number = newest.rows(), sorted(sa.inspect(db.engine).get_table_names()), current()
    db.session.remove()
    added = add_migration(HALT.format(folder=str(tmp_path)) + REBUILD_UP)
    first = start()
    wait_until((tmp_path / "reached").exists, first)

    first.kill()
    first.communicate()

    (tmp_path / "leave").touch()
    assert newest.rows() == before
    assert sorted(sa.inspect(db.engine).get_table_names()) == tables
    assert current() == number

    db.session.remove()
    assert end(start()) == "True"
    assert lost_rows(before, newest.rows()) == []
    assert sorted(sa.inspect(db.engine).get_table_names()) == tables
    assert current() == added


def test_of_two_starts_one_migrates_and_the_other_waits(
    newest: Filled, add_migration: Callable[..., str], start: Start, tmp_path: Path
) -> None:
    before = newest.rows()
    db.session.remove()
    added = add_migration(HALT.format(folder=str(tmp_path)) + REBUILD_UP)
    first = start()
    wait_until((tmp_path / "reached").exists, first)

    second = start()
    wait_until(lambda: waits_for_its_turn(second), second)
    (tmp_path / "leave").touch()

    assert (end(first), end(second)) == ("True", "False")
    assert lost_rows(before, newest.rows()) == []
    assert current() == added


def test_two_starts_on_an_empty_database(start: Start) -> None:
    both = [start(), start()]

    assert sorted(end(process) for process in both) == ["False", "True"]
    assert bring_up_to_date() is False

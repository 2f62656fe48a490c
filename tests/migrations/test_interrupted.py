"""Migrations cut off by kill -9, and starts that meet."""

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings.cli.migrations import bring_up_to_date, current
from meetings.config import current_settings
from meetings.extensions import db
from tests.migrations.conftest import Filled
from tests.migrations.start import begin
from tests.migrations.test_environment import REBUILD_UP
from tests.support.bounds import LIMIT
from tests.support.databases import environment
from tests.support.forks import Fork
from tests.support.rows import lost_rows

Start = Callable[[], Fork]

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
def start(empty_app: Flask, folder: Path, tmp_path: Path) -> Iterator[Start]:
    """``start()`` begins a process that brings the app's database up to date."""
    started: list[Fork] = []
    settings = current_settings()
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("MEETINGS_")}
    variables = inherited | environment(settings.instance_path, settings.database_url)

    def make() -> Fork:
        started.append(Fork(partial(begin, str(folder)), variables, tmp_path / f"start-{len(started)}.log"))
        return started[-1]

    yield make
    for process in started:
        process.kill()


def wait_until(holds: Callable[[], bool], process: Fork) -> None:
    deadline = time.monotonic() + LIMIT
    while not holds():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"never came there: {process.log.read_text()}")
        time.sleep(0.02)


def waits_for_its_turn(process: Fork) -> bool:
    if db.engine.dialect.name == "sqlite":
        waiting = [line.split() for line in Path("/proc/locks").read_text().splitlines() if "-> FLOCK" in line]
        return str(process.pid) in {word for words in waiting for word in words}
    with db.engine.connect() as connection:
        return bool(connection.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")))


def end(process: Fork) -> str:
    """The last line that it said, once it has ended well."""
    code, text = process.wait(LIMIT), process.log.read_text()
    assert code == 0, text
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

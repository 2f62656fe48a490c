"""Before a SQLite database is changed, a copy of it is laid aside."""

import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click
import pytest
from flask import Flask
from flask_migrate import upgrade

from meetings.cli import copies
from meetings.cli.migrations import bring_up_to_date, current, script_directory
from meetings.config import current_settings
from meetings.extensions import db
from tests.migrations.conftest import Filled

REVISION = "0003"


@pytest.fixture
def place(empty_app: Flask) -> Path:
    """Where copies lie."""
    return current_settings().instance_path / copies.FOLDER


@pytest.fixture
def sqlite(empty_app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has transactions around everything and backups of its own")


def test_the_copy_has_the_old_shape_and_every_row(
    sqlite: None, fill: Callable[[str], Filled], place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [row["id"] for row in fill(REVISION).rows()["participant"]]

    assert bring_up_to_date() is True

    copy = place / f"{REVISION}.sqlite3"
    assert str(copy) in capsys.readouterr().out
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]
        assert sorted(connection.execute("SELECT id FROM participant")) == [(person,) for person in sorted(people)]


def test_nothing_is_copied_where_there_is_nothing_to_lose(empty_app: Flask, place: Path) -> None:
    assert bring_up_to_date() is True
    assert bring_up_to_date() is False

    assert not place.exists()


def test_only_the_newest_few_stay_and_a_repeated_start_replaces_its_own(sqlite: None, place: Path) -> None:
    upgrade()
    for revision in ("0001", "0002", "0003", "0004", "0004", "0005"):
        copies.keep_copy_of(revision)

    assert sorted(path.name for path in place.iterdir()) == ["0003.sqlite3", "0004.sqlite3", "0005.sqlite3"]


def test_without_room_for_a_copy_nothing_is_changed(sqlite: None, place: Path) -> None:
    upgrade(revision=REVISION)
    place.touch()  # a file where the folder should be: nothing can be written there

    with pytest.raises(click.ClickException, match="belum diubah"):
        bring_up_to_date()

    assert current() == REVISION


def test_a_database_of_a_later_version_is_left_alone(empty_app: Flask, add_migration: Callable[..., str], place: Path) -> None:
    later = add_migration("pass")
    upgrade()
    next(Path(script_directory().versions).glob(f"{later}_*")).unlink()
    shutil.rmtree(Path(script_directory().versions) / "__pycache__", ignore_errors=True)

    with pytest.raises(click.ClickException, match=f"{later}, dari versi yang lebih baru"):
        bring_up_to_date()

    assert current() == later
    assert not place.exists()

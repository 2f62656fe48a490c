"""What ``flask db migrate`` writes by itself can be taken as it is, on rows that are there already."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from flask_migrate import check, migrate, revision, upgrade

from meetings.cli.migrations import script_directory
from meetings.enums import Paper
from meetings.extensions import db
from meetings.extensions import migrate as database
from meetings.models.base import JsonColumn, enum_column
from tests.migrations.conftest import Filled
from tests.support.databases import SQLITE, Databases, make_app, separate_app
from tests.support.rows import lost_rows


@pytest.fixture
def add_column(empty_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, sa.Column], None]:
    """``add_column("participant", column)``: as if the model had it, until the test ends."""
    metadata = sa.MetaData(naming_convention=db.metadata.naming_convention)
    for table in db.metadata.sorted_tables:
        table.to_metadata(metadata)
    monkeypatch.setattr(current_app.extensions["migrate"], "db", SimpleNamespace(engine=db.engine, metadata=metadata))
    return lambda table, column: metadata.tables[table].append_column(column, replace_existing=True)


def new_files(folder: Path, before: set[str]) -> list[str]:
    return sorted({path.name for path in (folder / "versions").glob("*.py")} - before)


@pytest.fixture
def known(folder: Path) -> set[str]:
    return {path.name for path in (folder / "versions").glob("*.py")}


def test_new_columns_are_numbered_and_safe_on_rows(
    newest: Filled, folder: Path, known: set[str], add_column: Callable[[str, sa.Column], None]
) -> None:
    number = int(str(script_directory().get_current_head())) + 1
    for table in ("participant", "meeting"):
        add_column(table, sa.Column("nickname", sa.String(80), nullable=False, default="O'Brien: tidak"))
        add_column(table, sa.Column("sheet", enum_column(Paper), nullable=False, default=Paper.F4_210))
        add_column(table, sa.Column("shown", sa.Boolean, nullable=False, default=True))
        add_column(table, sa.Column("rooms", sa.Integer, nullable=False, default=3))
        add_column(table, sa.Column("extras", JsonColumn, nullable=False, server_default=sa.text("'[]'")))
        add_column(table, sa.Column("keeper_id", sa.String(16), sa.ForeignKey("user.id", ondelete="SET NULL"), index=True))
    before = newest.rows()

    migrate(message="nick names")

    assert new_files(folder, known) == [f"{number:04d}_nick_names.py"]
    after = newest.up()
    check()
    made = after["participant"][0]
    assert (made["nickname"], made["sheet"], made["shown"], made["rooms"]) == ("O'Brien: tidak", "F4_210", True, 3)
    assert lost_rows(before, after) == []
    assert newest.down() == before


def test_what_is_written_on_sqlite_runs_on_postgresql(
    newest: Filled,
    folder: Path,
    add_column: Callable[[str, sa.Column], None],
    databases: Databases,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Developers write on SQLite."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("the other way round nobody writes")
    for name, value in (("shown", True), ("rooms", 3), ("nickname", "x")):
        kind = {bool: sa.Boolean, int: sa.Integer, str: sa.Text}[type(value)]
        add_column("participant", sa.Column(name, kind, nullable=False, default=value))
    metadata = current_app.extensions["migrate"].db.metadata
    with separate_app(lambda: make_app(tmp_path / "other", databases.create(SQLITE))) as other, other.app_context():
        database.directory = str(folder)
        monkeypatch.setattr(other.extensions["migrate"], "db", SimpleNamespace(engine=db.engine, metadata=metadata))
        migrate(message="shown")
        db.engine.dispose()

    made = newest.up()["participant"][0]

    assert (made["shown"], made["rooms"], made["nickname"]) == (True, 3, "x")
    check()


def test_a_column_that_stored_rows_could_not_have_is_not_written(
    newest: Filled, folder: Path, known: set[str], add_column: Callable[[str, sa.Column], None]
) -> None:
    add_column("participant", sa.Column("nickname", sa.String(80), nullable=False))

    with pytest.raises(SystemExit):
        migrate(message="nickname")

    assert new_files(folder, known) == []


def test_without_a_change_nothing_is_written_and_an_empty_one_is_numbered(
    empty_app: Flask, folder: Path, known: set[str]
) -> None:
    number = int(str(script_directory().get_current_head())) + 1
    upgrade()

    migrate(message="nothing")
    assert new_files(folder, known) == []

    revision(message="by hand")
    assert new_files(folder, known) == [f"{number:04d}_by_hand.py"]


@pytest.mark.parametrize(("length", "default", "same"), [(40, "", True), (41, "", False), (40, "x", False), (40, None, False)])
def test_a_difference_in_length_or_default_is_seen(
    empty_app: Flask, folder: Path, add_column: Callable[[str, sa.Column], None], length: int, default: str | None, same: bool
) -> None:
    upgrade()
    add_column("participant", sa.Column("seat", sa.String(length), nullable=False, default=default))

    with nullcontext() if same else pytest.raises(SystemExit):
        check()

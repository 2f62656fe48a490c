"""Migrations stay in one numbered line and make exactly what the models say, on both databases."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import check, upgrade
from sqlalchemy import inspect, select

from meetings.cli import migrations
from meetings.extensions import db
from meetings.models import Participant
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app
from tests.support.rows import count_rows, load_rows

DATA = Path(__file__).parents[1] / "data"
BOTH = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def empty_app(request: pytest.FixtureRequest, databases: Databases) -> Flask:
    """An app whose database has no tables yet."""
    return make_app(databases.folder / "unmigrated", databases.create(request.param, migrated=False))


def test_revisions_are_numbered_in_one_line(app: Flask) -> None:
    revisions = list(reversed(list(migrations.script_directory().walk_revisions())))

    assert len(migrations.script_directory().get_heads()) == 1
    numbers = [revision.path.rpartition("/")[2].split("_")[0] for revision in revisions]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_migrations_make_what_the_models_say(app: Flask) -> None:
    """Tables, columns, types, defaults, keys and indexes: what ``flask db migrate`` would write is nothing."""
    check()


def test_an_empty_database_is_brought_up_to_date_once(empty_app: Flask) -> None:
    with empty_app.app_context():
        assert migrations.pending()
        assert migrations.bring_up_to_date() is True
        assert migrations.bring_up_to_date() is False
        assert not migrations.pending()
        assert {table.name for table in db.metadata.sorted_tables} <= set(inspect(db.engine).get_table_names())
        db.engine.dispose()


def test_each_revision_can_be_taken_alone(empty_app: Flask) -> None:
    with empty_app.app_context():
        for revision in reversed(list(migrations.script_directory().walk_revisions())):
            upgrade(directory=str(migrations.script_directory().dir), revision=revision.revision)
            with db.engine.connect() as connection:
                assert MigrationContext.configure(connection).get_current_revision() == revision.revision
        db.engine.dispose()


@pytest.mark.parametrize("stored", sorted(DATA.glob("rows_*.json.gz")), ids=lambda path: path.name)
def test_a_filled_database_is_brought_up_to_date_and_loses_nothing(empty_app: Flask, stored: Path) -> None:
    revision = stored.name.removeprefix("rows_").removesuffix(".json.gz")
    with empty_app.app_context():
        upgrade(directory=str(migrations.script_directory().dir), revision=revision)
        load_rows(json.loads(gzip.decompress(stored.read_bytes())))
        before = count_rows()

        migrations.bring_up_to_date()

        after = count_rows()
        assert before["participant"] == 12 and before["scan"] and before["minutes"]
        assert {table: after[table] for table in before} == before
        assert db.session.scalars(select(Participant).order_by(Participant.id)).first()
        db.session.remove()
        db.engine.dispose()


def test_models_are_complete_in_the_test_database(apps: Callable[[str], Flask]) -> None:
    with apps(SQLITE).app_context():
        assert not migrations.pending()

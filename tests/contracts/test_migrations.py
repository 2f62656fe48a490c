"""Migrations stay in one numbered line and make exactly what the models say, on both databases."""

import contextlib
import gzip
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import check, upgrade
from sqlalchemy import inspect, select

from meetings.cli import migrations
from meetings.extensions import db
from meetings.models import Participant
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app, separate_app
from tests.support.rows import count_rows, load_rows

TESTS = Path(__file__).parents[1]
DATA = TESTS / "data"
VERSIONS = sorted((TESTS.parent / "meetings/migrations/versions").glob("*.py"))
FIRST_LINTED = "0004"  # the older ones have run everywhere
BOTH = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def empty_app(request: pytest.FixtureRequest, databases: Databases) -> Flask:
    """An app whose database has no tables yet."""
    return make_app(databases.folder / "unmigrated", databases.create(request.param, migrated=False))


@pytest.fixture(scope="module")
def elsewhere(databases: Databases) -> Flask:
    """An app on PostgreSQL that is not there: ``--sql`` asks no database."""
    with separate_app(lambda: make_app(databases.folder / "instance", "postgresql://nobody@localhost/nothing")) as app:
        return app


def test_revisions_are_numbered_in_one_line(app: Flask) -> None:
    revisions = list(reversed(list(migrations.script_directory().walk_revisions())))

    assert len(migrations.script_directory().get_heads()) == 1
    numbers = [revision.path.rpartition("/")[2].split("_")[0] for revision in revisions]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_migrations_make_what_the_models_say(app: Flask) -> None:
    """Tables, columns, types, defaults, keys and indexes: what ``flask db migrate`` would write is nothing."""
    check()


def test_every_migration_is_tried_on_data(app: Flask) -> None:
    """Rows before, rows after: tests/migrations has a file for each but the first, which finds none."""
    names = sorted(Path(revision.path).stem for revision in migrations.script_directory().walk_revisions())

    assert [name for name in names[1:] if not (TESTS / "migrations" / f"test_{name}.py").exists()] == []


@pytest.mark.parametrize("path", [path for path in VERSIONS if path.name >= FIRST_LINTED], ids=lambda path: path.stem)
def test_no_migration_holds_up_a_running_service(elsewhere: Flask, tmp_path: Path, path: Path) -> None:
    """Squawk reads what a migration says on PostgreSQL; an exception stands in the migration, with its reason, and is needed."""
    number = path.name[:4]
    statements = io.StringIO()
    with elsewhere.app_context(), contextlib.redirect_stdout(statements):
        upgrade(revision=f"{int(number) - 1:04d}:{number}", sql=True)
    (tmp_path / "up.sql").write_text(statements.getvalue())
    allowed = dict(re.findall(r"^# squawk-allow ([\w-]+): (.+)$", path.read_text(), re.MULTILINE))

    squawk = str(Path(sys.executable).with_name("squawk"))
    command = [squawk, "--config=.squawk.toml", "--reporter=json", str(tmp_path / "up.sql")]
    found = json.loads(subprocess.run(command, cwd=TESTS.parent, capture_output=True, text=True, check=False).stdout)

    assert f"Running upgrade {int(number) - 1:04d} -> {number}" in statements.getvalue()
    assert [f"{each['rule_name']}: {each['message']}" for each in found if each["rule_name"] not in allowed] == []
    assert set(allowed) == {each["rule_name"] for each in found}


def test_an_empty_database_is_brought_up_to_date_once(empty_app: Flask) -> None:
    with empty_app.app_context():
        assert migrations.pending()
        assert migrations.bring_up_to_date() is True
        assert migrations.bring_up_to_date() is False
        assert not migrations.pending()
        assert {table.name for table in db.metadata.sorted_tables} <= set(inspect(db.engine).get_table_names())
        db.engine.dispose()


@pytest.mark.parametrize("stored", sorted(DATA.glob("rows_*.json.gz")), ids=lambda path: path.name)
def test_a_filled_database_is_brought_up_to_date_and_loses_nothing(empty_app: Flask, stored: Path) -> None:
    revision = stored.name.removeprefix("rows_").removesuffix(".json.gz")
    with empty_app.app_context():
        upgrade(revision=revision)
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

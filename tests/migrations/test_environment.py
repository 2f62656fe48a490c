"""What holds for every migration: rows that refer to others stay, a broken one is refused, waiting has an end."""

from collections.abc import Callable
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from meetings.cli.migrations import bring_up_to_date, current
from meetings.extensions import db
from tests.migrations.conftest import Filled
from tests.support.rows import Rows, lost_rows

NUMBERS = sorted(path.name[:4] for path in (Path(__file__).parents[2] / "meetings/migrations/versions").glob("*.py"))

REBUILD_UP = """
for table in ('meeting', 'participant'):
    with op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column('nickname', sa.String(80), nullable=False, server_default='-'))
        batch.alter_column('address' if table == 'meeting' else 'seat', type_=sa.Text())
"""
REBUILD_DOWN = """
for table in ('participant', 'meeting'):
    with op.batch_alter_table(table) as batch:
        batch.drop_column('nickname')
        batch.alter_column('address' if table == 'meeting' else 'seat', type_=sa.String(300))
"""


# What a migration says anew: its own test holds what becomes of it.
REWRITTEN = {"0018": {"minutes": {"opening", "closing"}}}


def kept(rows: Rows, number: str) -> Rows:
    """The rows without what this migration says anew."""
    anew = REWRITTEN.get(number, {})
    return {
        table: [{name: value for name, value in row.items() if name not in anew.get(table, ())} for row in each]
        for table, each in rows.items()
    }


@pytest.mark.parametrize("number", NUMBERS[1:])
def test_each_migration_keeps_every_row_up_down_and_up_again(fill: Callable[[str], Filled], number: str) -> None:
    filled = fill(f"{int(number) - 1:04d}")
    before = kept(filled.rows(), number)

    assert lost_rows(before, kept(filled.up(), number)) == []
    assert lost_rows(before, kept(filled.down(), number)) == []
    assert lost_rows(before, kept(filled.up(), number)) == []
    assert current() == number


def test_tables_that_others_refer_to_are_rebuilt_with_every_row(newest: Filled, add_migration: Callable[..., str]) -> None:
    add_migration(REBUILD_UP, REBUILD_DOWN)
    before = newest.rows()
    assert all(before[table] for table in ("session", "pass", "scan", "attendance", "minutes_item", "invitation"))

    after = newest.up()

    assert {row["nickname"] for row in after["participant"]} == {"-"}
    assert lost_rows(before, after) == []
    assert newest.down() == before


def test_checks_and_partial_indexes_survive_a_rebuild(newest: Filled, add_migration: Callable[..., str]) -> None:
    def shape() -> object:
        inspector = sa.inspect(db.engine)
        checks = [inspector.get_check_constraints(table) for table in ("meeting", "session")]
        indexes = {index["name"]: index for index in inspector.get_indexes("pass")}
        options = indexes["uq_pass_participant_id_active"]["dialect_options"]
        return checks, {name: str(value) for name, value in options.items()}, sorted(map(str, indexes))

    before = shape()
    add_migration(
        "for table, column in (('meeting', 'place'), ('session', 'room'), ('pass', 'reason')):\n"
        "    with op.batch_alter_table(table) as batch:\n"
        "        batch.alter_column(column, type_=sa.Text())"
    )

    newest.up()

    assert "active" in str(before) and shape() == before


def test_a_migration_that_breaks_a_reference_is_refused_whole(newest: Filled, add_migration: Callable[..., str]) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL watches references all the time")
    number = current()
    add_migration("op.execute(\"UPDATE participant SET category_id = 'nobody'\")")
    before = newest.rows()

    with pytest.raises(SystemExit):
        newest.up()

    assert newest.rows() == before
    assert current() == number


def test_a_migration_that_fails_half_way_leaves_nothing_behind(newest: Filled, add_migration: Callable[..., str]) -> None:
    number = current()
    add_migration(f"{REBUILD_UP}\nop.execute('SELECT * FROM nowhere')")
    before, tables = newest.rows(), sorted(sa.inspect(db.engine).get_table_names())

    with pytest.raises(sa.exc.DBAPIError):
        newest.up()

    assert newest.rows() == before
    assert sorted(sa.inspect(db.engine).get_table_names()) == tables
    assert current() == number


def test_references_are_watched_again_afterwards(empty_app: Flask) -> None:
    upgrade()

    with pytest.raises(sa.exc.IntegrityError), db.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO organisation_alias (id, organisation_id, name) VALUES ('a', 'nobody', 'x')"))


def test_a_busy_database_is_named_and_left_as_it_was(newest: Filled, add_migration: Callable[..., str]) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("waits a quarter of a minute")
    number = current()
    add_migration("op.execute(\"SET LOCAL lock_timeout = 50\")\nop.drop_column('participant', 'seat')")

    with db.engine.begin() as other:
        other.execute(sa.text("LOCK TABLE participant IN ACCESS SHARE MODE"))
        with pytest.raises(click.ClickException, match="sibuk"):
            bring_up_to_date()

    assert current() == number
    assert "seat" in newest.rows()["participant"][0]


def test_waiting_for_a_lock_has_an_end_and_a_migration_may_ask_for_longer(
    newest: Filled, add_migration: Callable[..., str]
) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no such limits; one process migrates, the others wait for its file")
    add_migration(
        "op.execute(\"SET LOCAL statement_timeout = '7min'\")\n"
        "for name in ('lock_timeout', 'statement_timeout'):\n"
        "    op.execute(sa.text(f\"UPDATE meeting SET theme = theme || ' ' || current_setting('{name}')\"))"
    )

    after = newest.up()

    assert {row["theme"].split()[-2:] == ["5s", "7min"] for row in after["meeting"]} == {True}

"""0014: every change of what a roster shows moves the meeting's mark, whoever sends it; a table that is rebuilt is watched as before."""

from collections.abc import Callable

import sqlalchemy as sa

from meetings.extensions import db
from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows

WATCHED = {"participant", "pass", "representation", "attendance", "session", "category", "participant_session", "meeting"}
TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def triggers() -> dict[str, set[str]]:
    """Their names by table."""
    found: dict[str, set[str]] = {}
    with db.engine.connect() as connection:
        for table, name in connection.execute(sa.text(TRIGGERS[db.engine.dialect.name])):
            if name.startswith("roster_"):
                found.setdefault(table, set()).add(name)
    return found


def test_every_row_stays_both_ways(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert lost_rows(before, after) == []
    assert triggers() == {table: {f"roster_{table}_{event}" for event in ("insert", "update", "delete")} for table in WATCHED}
    assert filled.down() == before
    assert triggers() == {}


def test_a_stored_row_that_changes_moves_the_mark_of_its_meeting(filled: Filled) -> None:
    filled.up()
    (meeting,) = {row["meeting_id"] for row in filled.rows()["participant"]}
    marks = set()

    for _turn in range(3):
        with db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE participant SET seat = seat || 'A'")
        marks.add(tuple((row["meeting_id"], row["change"]) for row in filled.rows()["roster_change"]))

    assert {change[0] for mark in marks for change in mark} == {meeting}
    assert len(marks) == 3


def test_a_table_that_a_later_migration_rebuilds_is_watched_as_before(newest: Filled, add_migration: Callable[..., str]) -> None:
    before = triggers()
    again = "always" if db.engine.dialect.name == "sqlite" else "never"
    rebuilt = "\n".join(
        f"with op.batch_alter_table('{table}', recreate={again!r}) as batch: batch.add_column(sa.Column('later', sa.Text()))"
        for table in ("participant", "meeting", "session")
    )
    add_migration(rebuilt)

    newest.up()

    assert before and triggers() == before

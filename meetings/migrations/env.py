"""Alembic on a connection of its own: each migration is one transaction, on both databases.

Column types are written plainly, so a migration never depends on later code. See docs/decisions/migrations.md.
"""

import re
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.operations import ops
from alembic.util import CommandError
from flask import current_app
from sqlalchemy.pool import NullPool
from sqlalchemy.types import JSON, TypeDecorator

import meetings.models  # noqa: F401 -- registers

# Columns that the models no longer name. The former version, which may still be running, does: the next release drops them.
LEAVING = {"participant.attends_online", "speaker.participant_id", "user.failed_logins"}
LEAVING |= {f"person.{name}" for name in ("grade", "institution", "phone", "email")}

# On PostgreSQL a migration gives up rather than let everybody wait behind it. One that needs longer says SET LOCAL itself.
LIMITS = ("SET LOCAL lock_timeout = '5s'", "SET LOCAL statement_timeout = '60s'")

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """How custom types appear in a migration."""
    if kind != "type":
        return False
    if isinstance(item, JSON):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    if isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    if isinstance(item, TypeDecorator):
        impl = item.impl_instance
        return "sa.DateTime(timezone=True)" if isinstance(impl, sa.DateTime) else "sa.UnicodeText()"
    return False


def include_object(item: Any, name: str | None, kind: str, reflected: bool, _model: Any) -> bool:
    """What is compared with the models: all but the columns that are leaving, and what no model can name: PostgreSQL's
    trigrams, and the tables in which SQLite keeps the words of passages and participants."""
    if kind == "table" and reflected and (name or "").startswith(("passage_words", "participant_words")):
        return False
    if kind == "index" and reflected and (name or "").endswith("_trigrams"):
        return False
    return not (reflected and kind == "column" and f"{item.table.name}.{name}" in LEAVING)


def prepare_revision(migration: Any, _revision: Any, directives: list[Any]) -> None:
    """Number a new migration after the last one; write none without a change.

    Raises CommandError for a new column that rows already stored could not have.
    """
    script = directives[0]
    if getattr(context.config.cmd_opts, "autogenerate", False) and script.upgrade_ops.is_empty():
        directives.clear()
        return
    script.rev_id = f"{int(migration.script.get_current_head() or 0) + 1:04d}"
    for table in script.upgrade_ops.ops:
        for change in getattr(table, "ops", ()):
            if isinstance(change, ops.AddColumnOp) and not change.column.nullable and change.column.server_default is None:
                raise CommandError(
                    f"{change.table_name}.{change.column.name} is NOT NULL and has no default: rows already stored have no "
                    "value for it, and neither has the former version. Give it a default, or let it be empty."
                )


def refuse_broken_references(*, ctx: Any, step: Any, **_rest: Any) -> None:
    """Before the commit, what SQLite did not watch meanwhile. Raises CommandError when a row has lost its parent."""
    broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        table, _row, parent, _key = broken
        raise CommandError(f"{step.up_revision_id}: baris {table} menunjuk baris {parent} yang tidak ada; tidak ada yang diubah.")


OPTIONS: dict[str, Any] = {
    "target_metadata": database.metadata,
    "render_as_batch": True,
    "compare_type": True,
    "compare_server_default": True,
    "render_item": render_item,
    "include_object": include_object,
    "process_revision_directives": prepare_revision,
    "transactional_ddl": True,
}


def migrate_sqlite() -> None:
    """Foreign keys are off, or rebuilding a table would delete the rows that refer to it; they are checked at the end.

    Neither is possible inside a transaction, and Python's driver begins none for DDL: both are settled here, on a connection
    that nobody uses afterwards.
    """
    engine = sa.create_engine(database.engine.url, poolclass=NullPool)

    @sa.event.listens_for(engine, "connect")
    def _leave_references_alone(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA legacy_alter_table=ON")  # or triggers that name a table would forbid its rebuilding

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    keep_triggers(engine)
    run(engine, on_version_apply=refuse_broken_references)


def keep_triggers(engine: sa.Engine) -> None:
    """A table that Alembic rebuilds gets its triggers back: SQLite drops them with the old one, without a word."""
    dropped: dict[str, list[str]] = {}

    @sa.event.listens_for(engine, "before_cursor_execute")
    def _remember(_connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        table = re.match(r'\s*DROP TABLE "?(\w+)', statement)
        if table:
            found = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
            dropped[table[1]] = [sql for (sql,) in cursor.execute(found, table.groups()).fetchall()]

    @sa.event.listens_for(engine, "after_cursor_execute")
    def _put_back(connection: sa.Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        table = re.match(r'\s*ALTER TABLE "?_alembic_tmp_\w+"? RENAME TO "?(\w+)', statement)
        for trigger in dropped.pop(table[1], ()) if table else ():
            connection.exec_driver_sql(trigger)


def migrate_postgresql() -> None:
    """Each transaction with limits to its waiting."""
    engine = sa.create_engine(database.engine.url, poolclass=NullPool)

    @sa.event.listens_for(engine, "begin")
    def _limit(connection: sa.Connection) -> None:
        for limit in LIMITS:
            connection.exec_driver_sql(limit)

    run(engine)


def run(engine: sa.Engine, **options: Any) -> None:
    """The migrations, one transaction each."""
    with engine.connect() as connection:
        context.configure(connection=connection, transaction_per_migration=True, **OPTIONS, **options)
        with context.begin_transaction():
            context.run_migrations()


def write_sql() -> None:
    """The statements as text (``--sql``), for a person or a linter to read; PostgreSQL only, SQLite copies tables."""
    context.configure(url=database.engine.url, literal_binds=True, **OPTIONS)
    with context.begin_transaction():
        for limit in LIMITS:
            context.execute(limit)
        context.run_migrations()


if context.is_offline_mode():
    write_sql()
elif database.engine.dialect.name == "sqlite":
    migrate_sqlite()
else:
    migrate_postgresql()

"""Bringing the database to the newest shape; ``migrations upgrade`` is safe to run on several machines at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade as run_upgrade
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from meetings.extensions import db

LOCK = 7_214_339_001  # any number; the same on every machine


def script_directory() -> ScriptDirectory:
    """The migrations that come with this version."""
    return ScriptDirectory(str(Path(current_app.root_path) / "migrations"))


def pending() -> bool:
    """Whether the database lacks a migration."""
    with db.engine.connect() as connection:
        current = set(MigrationContext.configure(connection).get_current_heads())
    return current != set(script_directory().get_heads())


def bring_up_to_date() -> bool:
    """Run the migrations that are missing; says whether there were any. One machine at a time on PostgreSQL.

    Raises click.ClickException when the database does not answer.
    """
    try:
        db.engine.connect().close()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise click.ClickException(f"Basis data tidak menjawab: {reason}. Periksa MEETINGS_DATABASE_URL.") from error
    with _lock():
        if not pending():
            return False
        run_upgrade(directory=str(Path(current_app.root_path) / "migrations"))
        return True


@contextmanager
def _lock() -> Iterator[None]:
    if db.engine.dialect.name != "postgresql":
        yield
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})


@click.group()
def migrations() -> None:
    """Bentuk basis data."""


@migrations.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Membawa basis data ke bentuk terbaru."""
    click.echo("Basis data diperbarui." if bring_up_to_date() else "Basis data sudah terbaru.")

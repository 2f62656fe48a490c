"""Bringing the database to the newest shape; ``migrations upgrade`` is safe to run on several machines at once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import click
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask.cli import with_appcontext
from flask_migrate import upgrade as run_upgrade
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from meetings.cli import copies
from meetings.config import current_settings
from meetings.extensions import db, migrate

LOCK = 7_214_339_001  # any number; the same on every machine


def script_directory() -> ScriptDirectory:
    """The migrations that come with this version."""
    return ScriptDirectory(migrate.directory)


def current() -> str | None:
    """The revision that the database has; None for an empty one."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def pending() -> bool:
    """Whether the database lacks a migration."""
    return current() != script_directory().get_current_head()


def is_behind() -> bool:
    """Whether the database lacks a migration. One of a later version is not behind: the former version goes on beside it."""
    revision = current()
    return pending() and (revision is None or revision in _known())


def _known() -> set[str]:
    return {known.revision for known in script_directory().walk_revisions()}


def bring_up_to_date() -> bool:
    """Run the migrations that are missing; says whether there were any. One process at a time, the others wait for it.

    A SQLite database that has something to lose is copied first. Raises click.ClickException when the database does not answer,
    is of a later version, cannot be copied, or is busy for longer than a migration may wait.
    """
    try:
        db.engine.connect().close()
    except OperationalError as error:
        raise click.ClickException(f"Basis data tidak menjawab: {_reason(error)}. Periksa MEETINGS_DATABASE_URL.") from error
    with _turn():
        if not pending():
            return False
        revision = current()
        if revision and revision not in _known():
            raise click.ClickException(f"Basis data sudah berbentuk {revision}, dari versi yang lebih baru daripada versi ini.")
        if revision and current_settings().sqlite:
            copies.keep_copy_of(revision)
        try:
            run_upgrade()
        except OperationalError as error:
            if "lock" not in _reason(error):
                raise
            raise click.ClickException(
                f"Basis data sedang sibuk ({_reason(error)}). Migrasi itu dibatalkan utuh; ulangi."
            ) from error
        return True


def _reason(error: OperationalError) -> str:
    return str(error.orig).strip().splitlines()[0]


@contextmanager
def _turn() -> Iterator[None]:
    """Both locks end with the process that holds them."""
    settings = current_settings()
    if settings.sqlite:
        with (settings.instance_path / "migrations.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
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

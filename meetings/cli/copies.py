"""Copies of a SQLite database, made while the service runs."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import click

from meetings.config import current_settings
from meetings.extensions import db, log

FOLDER = "before-upgrade"  # in the instance folder
KEPT = 3


def copy_database(target: Path) -> None:
    """SQLite's online backup into ``target``, a new file that nobody else may read."""
    target.touch(mode=0o600)
    with closing(sqlite3.connect(str(db.engine.url.database))) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def keep_copy_of(revision: str) -> Path:
    """The database as it is, in the shape ``revision``, laid aside before it is changed.

    A copy of the same shape is replaced, so a start that fails again and again does not push out the others; of those the
    newest few stay. Raises click.ClickException when it cannot be made.
    """
    folder = current_settings().instance_path / FOLDER
    path, draft = folder / f"{revision}.sqlite3", folder / "draft"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        draft.unlink(missing_ok=True)  # of a start that was killed
        copy_database(draft)
        os.replace(draft, path)
        for old in sorted(folder.glob("*.sqlite3"))[:-KEPT]:
            old.unlink()
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(f"Salinan {path} tidak dapat dibuat ({error}). Basis data belum diubah.") from error
    log.info("database_copied", file=str(path))
    return path

"""What a backup's archive holds, and reading it: whole, or not at all."""

import shutil
import tarfile
import zlib
from pathlib import Path

import click

from meetings.config import Settings

SQLITE_NAME, POSTGRES_NAME, SECRETS_NAME = "database.sqlite3", "database.dump", "secrets.json"


def unpack(settings: Settings, source: Path, folder: Path) -> Path:
    """The database's copy out of the archive, with the files beside it in ``folder``."""
    try:
        with tarfile.open(source) as archive:
            _extract(archive, folder)
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise click.ClickException(f"{source} bukan arsip cadangan yang utuh; tidak ada yang diubah ({error}).") from error
    copy = folder / (SQLITE_NAME if settings.sqlite else POSTGRES_NAME)
    if not copy.exists():
        raise click.ClickException(f"Arsip tidak berisi {copy.name}: cadangan ini dari jenis basis data yang lain.")
    return copy


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    """Plain files below ``folder`` only. (Python 3.11.2, which Debian 12 has, knows no extraction filter yet.)"""
    for member in archive:
        target = (folder / member.name).resolve()
        content = archive.extractfile(member) if member.isreg() and target.is_relative_to(folder.resolve()) else None
        if content is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            with content, target.open("wb") as file:
                shutil.copyfileobj(content, file)

"""``demo load``: the example that ``make run`` starts with."""

import json
import os
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

demo = AppGroup("demo", help="Data contoh.")


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="Tidak berbuat apa-apa bila sudah ada data.")
@click.option("--passwords-file", type=click.Path(path_type=Path), help="Tempat menyimpan akun contoh (JSON, mode 600).")
def load(if_empty: bool, passwords_file: Path | None) -> None:
    """Memuat sebuah Rakerda yang pintunya sedang dibuka dan sebuah Rakor dengan notula terbit."""
    if load_into_empty(passwords_file) or if_empty:
        return
    raise click.ClickException("Basis data sudah berisi; contoh hanya dimuat ke basis data kosong.")


def load_into_empty(passwords_file: Path | None) -> bool:
    """Load the example unless the database holds something; False then. Sign-ins are printed, or kept in the file."""
    from meetings import clock
    from meetings.demo import is_empty, load_demo
    from meetings.extensions import db

    if not is_empty():
        return False
    accounts, meeting = load_demo(clock.now())
    pages = {"Check-in": "/pindai", "Kegiatan": f"/kegiatan/{meeting.id}"}
    found = {"pages": pages, "accounts": [vars(account) for account in accounts]}
    if passwords_file is not None:
        _write_private(passwords_file, json.dumps(found, indent=2, ensure_ascii=False))
    db.session.commit()
    if passwords_file is None:
        for account in accounts:
            click.echo(f"{account.role:<20} {account.email:<40} {account.password}")
    click.echo(f"Data contoh dimuat: {current_app.config['SETTINGS'].base_url}{pages['Kegiatan']}")
    return True


def _write_private(path: Path, text: str) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)

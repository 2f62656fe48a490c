"""``secrets``: the random keys that sessions, passes, passwords and second factors rest on."""

import click
from flask.cli import with_appcontext

from meetings import clock, config
from meetings.cli.places import instance_path
from meetings.domain.admin import keys
from meetings.extensions import db


@click.group()
def secrets() -> None:
    """Kunci rahasia instansi."""


@secrets.command("adopt")
@with_appcontext
def adopt() -> None:
    """Menyatakan kunci mesin ini sebagai kunci basis data, setelah sengaja diganti."""
    keys.adopt_keys(config.current_settings(), clock.now())
    db.session.commit()
    click.echo("Kunci mesin ini kini kunci basis data. Samakan di semua mesin.")


@secrets.command("init")
def init() -> None:
    """Membuat kunci acak di folder instance bila belum ada."""
    folder = instance_path()
    path = folder / "secrets.json"
    if path.exists():
        click.echo(f"Kunci sudah ada di {path}; tidak diubah.")
        return
    config.create_secrets(folder)
    click.echo(f"Kunci dibuat di {path}. Simpan salinannya: tanpa kunci ini tanda masuk yang sudah dikirim tidak dikenali.")

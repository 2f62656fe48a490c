"""``secrets``: the random keys that sessions, passes, passwords and second factors rest on."""

import click

from meetings import config
from meetings.cli.places import instance_path


@click.group()
def secrets() -> None:
    """Kunci rahasia instansi."""


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

"""``documents``: what is kept in storage."""

import click
from flask.cli import AppGroup

from meetings.cli.readiness import require_ready
from meetings.domain.documents.kept import verify_files

documents = AppGroup("documents", help="Berkas yang tersimpan: surat, notula, daftar, lambang.")


@documents.command("verify")
def verify() -> None:
    """Membaca setiap berkas dan membandingkannya dengan saat disimpan; kode keluar 1 bila ada yang hilang atau berubah."""
    require_ready()
    read = lost = 0
    for found in verify_files():
        read += 1
        if found is not None:
            lost += 1
            click.echo(f"{found.table} {found.row_id}: {found.key}: {found.reason}", err=True)
    click.echo(f"{read} berkas diperiksa, {lost} hilang atau berubah.")
    if lost:
        click.echo("Kembalikan folder files dari cadangan terakhir; lihat docs/operations.md.", err=True)
        raise SystemExit(1)

"""``secrets``: the random keys that sessions, passes, passwords and second factors rest on.

The domain is imported where it is used: ``doctor`` stands beside these commands, and must run where the domain cannot be imported.
"""

import os
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext

from meetings import clock, config, keyring
from meetings.config import instance_path
from meetings.extensions import db

# What a rotation costs, and what it costs to let the former key go.
COSTS = {
    "secret_key": (
        "Tidak ada yang harus masuk lagi. Formulir yang sedang terbuka perlu dimuat ulang sebelum dikirim.",
        "Siapa yang belum membuka halaman sejak rotasi harus masuk lagi; tautan kata sandi dan alamat surel dari sebelumnya mati.",
    ),
    "totp_key": (
        "Aplikasi autentikator dan kode pemulihan tetap berlaku.",
        "Semua faktor kedua sudah disegel dengan kunci baru. Cadangan dari sebelum rotasi memerlukan kunci lama.",
    ),
    "token_key": (
        "Kode dan tautan yang sudah dicetak atau dikirim tetap berlaku; yang baru dibuat dengan kunci baru. Kode pemasangan perangkat "
        "yang belum dipakai mati.",
        "Kunci lama tidak lagi diperlukan oleh kode atau tautan mana pun. Cadangan dari sebelum rotasi memerlukan kunci lama.",
    ),
}
NAME = click.argument("name", type=click.Choice(keyring.ROTATING))


@click.group()
def secrets() -> None:
    """Kunci rahasia instansi."""


@secrets.command("adopt")
@with_appcontext
def adopt() -> None:
    """Menyatakan kunci mesin ini sebagai kunci basis data, setelah sengaja diganti."""
    from meetings.domain.admin import keys

    keys.adopt_keys(config.current_settings(), clock.now())
    db.session.commit()
    click.echo("Kunci mesin ini kini kunci basis data. Samakan di semua mesin.")


@secrets.command("init")
def init() -> None:
    """Membuat kunci acak di folder instance bila belum ada."""
    folder = instance_path()
    path = folder / keyring.SECRETS_FILE
    if path.exists():
        click.echo(f"Kunci sudah ada di {path}; tidak diubah.")
        return
    keyring.create_secrets(folder)
    click.echo(f"Kunci dibuat di {path}. Simpan salinannya: tanpa kunci ini tanda masuk yang sudah dikirim tidak dikenali.")


@secrets.command("rotate")
@NAME
def rotate(name: str) -> None:
    """Membuat kunci baru dan menyimpan yang lama sebagai cadangan. Hentikan layanan di semua mesin dahulu."""
    made, variable = keyring.new_secret(), f"MEETINGS_{name.upper()}"
    if former := keyring.secret_in(os.environ, name):
        click.echo("Kunci ini berasal dari variabel lingkungan. Atur di semua mesin, lalu jalankan `flask secrets reseal`:")
        click.echo(f"{variable}={made}\n{variable}_FALLBACKS={','.join(former)}")
        click.echo(COSTS[name][0])
        return
    held = _held()
    _write(held | {name: (made, *held[name])})
    click.echo(f"Kunci {name} yang baru ada di {_path()}; salin berkas itu ke semua mesin. {COSTS[name][0]}")
    _reseal()


@secrets.command("reseal")
def reseal() -> None:
    """Menyegel ulang isi basis data dengan kunci terbaru; boleh diulang. Layanan harus berhenti."""
    _reseal()


@secrets.command("retire")
@NAME
def retire(name: str) -> None:
    """Membuang kunci lama setelah memastikan tidak ada lagi yang memerlukannya."""
    from_environment = keyring.secret_in(os.environ, name)
    if len(from_environment or _held()[name]) == 1:
        click.echo(f"Tidak ada {name} yang lama.")
        return
    _reseal()
    if name == "token_key" and (needed := _count_former()):
        raise click.ClickException(
            f"{needed} kode dan tautan dibuat dengan kunci lama dan tidak dapat dicetak lagi tanpanya. Kunci lama tetap disimpan."
        )
    if from_environment:
        click.echo(f"Hapus MEETINGS_{name.upper()}_FALLBACKS di semua mesin, lalu mulai layanan.")
    else:
        held = _held()
        _write(held | {name: held[name][:1]})
        click.echo(f"Kunci {name} yang lama dihapus dari {_path()}; salin berkas itu ke semua mesin, lalu mulai layanan.")
    click.echo(COSTS[name][1])


def _path() -> Path:
    return instance_path() / keyring.SECRETS_FILE


def _held() -> dict[str, tuple[str, ...]]:
    return keyring.read_secrets(_path())


def _write(held: dict[str, tuple[str, ...]]) -> None:
    keyring.write_secrets(_path(), held)


def _reseal() -> None:
    with _app().app_context():
        from meetings.domain.admin import sealing

        sealed = sealing.reseal(config.current_settings(), clock.now())
        db.session.commit()
    click.echo(f"Disegel ulang: {sealed.factors} faktor kedua, {sealed.bodies} pesan, {sealed.codes} kode dan tautan.")


def _count_former() -> int:
    with _app().app_context():
        from meetings.domain.admin import sealing

        return sealing.count_former()


def _app() -> Flask:
    """With the keys as they are now; the app of the command itself, if there is one, has read them before."""
    from meetings import create_app  # it registers these commands, so not at the top

    return create_app()

"""``start``: everything from an empty folder to a running service in one command; what ``make run`` calls."""

import json
import os
import signal
import socket
import sys
import time
from typing import Any

import click
from flask import Flask

from meetings import config
from meetings.cli import migrations
from meetings.cli.demo import load_into_empty
from meetings.cli.serve import listen, run_service
from meetings.cli.supervisor import die_with_parent
from meetings.config import Settings

PASSWORDS_FILE = "demo-passwords.json"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Alamat yang didengarkan.")
@click.option("--with-parent", is_flag=True, help="Berhenti ketika proses yang memanggil berhenti.")
@click.option("--demo/--no-demo", default=None, help="Isi contoh bila basis data kosong (bawaan: di luar produksi).")
def start(host: str, with_parent: bool, demo: bool | None) -> None:
    """Menyiapkan semuanya lalu menjalankan layanan."""
    from meetings import create_app  # the factory registers this package's commands

    if with_parent:
        die_with_parent(signal.SIGTERM)
        if os.getppid() == 1:
            raise SystemExit(0)
    port = config.port()
    listener = listen(host, port)  # first, so that a taken port is known before anything is made
    app = create_app()
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        if migrations.bring_up_to_date():
            click.echo("Basis data siap.")
        if demo if demo is not None else not settings.production:
            load_into_empty(settings.instance_path / PASSWORDS_FILE)
    run_service(app, listener, workers=settings.web_workers, on_tick=Banner(app, host, port).show_when_ready)


class Banner:
    """Prints where the service is and how to get in, once it answers."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        self.settings: Settings = app.config["SETTINGS"]
        self.host, self.port = host, port
        self.shown = False
        self.since = time.monotonic()

    def show_when_ready(self) -> None:
        """Called again and again by the supervisor; acts once."""
        if self.shown or not self._answers():
            return
        self.shown = True
        width = 14
        lines = ["", f"{'Alamat':<{width}} {self.settings.base_url}/"]
        pages, accounts = self._demo()
        lines += [f"{name:<{width}} {self.settings.base_url}{path}" for name, path in pages.items()]
        if accounts:
            lines += ["", "Akun contoh (peran, surel, kata sandi):"]
            wide = max(len(account["role"]) for account in accounts)
            wider = max(len(account["email"]) for account in accounts)
            lines += [f"  {a['role']:<{wide}}  {a['email']:<{wider}}  {a['password']}" for a in accounts]
        lines += ["", "Ctrl-C menghentikan semuanya.", ""]
        click.echo("\n".join(lines))
        sys.stdout.flush()

    def _demo(self) -> tuple[dict[str, str], list[dict[str, str]]]:
        """What the demo wrote: ``{"pages": {"name": "/path"}, "accounts": [{"role", "email", "password"}]}``."""
        path = self.settings.instance_path / PASSWORDS_FILE
        if not path.exists():
            return {}, []
        found: dict[str, Any] = json.loads(path.read_text())
        return found.get("pages", {}), found.get("accounts", [])

    def _answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 -- compared
        try:
            with socket.create_connection((host, self.port), timeout=2) as connection:
                connection.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
                return connection.recv(64).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

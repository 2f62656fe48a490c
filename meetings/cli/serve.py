"""``serve`` and ``jobs``: the processes of the service."""

import gc
import importlib
import socket
from collections.abc import Callable
from functools import partial

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from meetings.cli import web
from meetings.cli.places import in_use
from meetings.cli.readiness import refuse_unready
from meetings.cli.supervisor import Supervisor
from meetings.config import Settings, current_settings
from meetings.documents.pdf.child import GC_THRESHOLD
from meetings.extensions import db


def run_jobs(app: Flask) -> None:
    """Run timetable and task queue in this process until told to stop."""
    importlib.import_module("meetings.jobs").run(app)


def listen(host: str, port: int) -> socket.socket:
    """The socket of the service. Raises click.ClickException when the address cannot be used."""
    try:
        return web.open_socket(host, port)
    except OSError as error:
        raise click.ClickException(
            f"Alamat {host}:{port} tidak dapat dipakai ({error.strerror}). Pilih porta lain, misalnya: PORT=8080"
        ) from error


def run_service(
    app: Flask,
    listener: socket.socket,
    *,
    workers: int | None = None,
    with_jobs: bool = True,
    say: Callable[[str], None] = click.echo,
    on_tick: Callable[[], None] | None = None,
) -> None:
    """Web (as many processes as ``workers``, else MEETINGS_WEB_WORKERS) and jobs under one parent, until Ctrl-C, SIGTERM or the end of
    the terminal."""
    refuse_unready(app)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()  # a database connection must not be shared between processes
    gc.collect()
    gc.freeze()  # what is loaded by now stays for good, and is shared by all processes as long as nobody touches it
    settings: Settings = app.config["SETTINGS"]
    supervisor = Supervisor(say, on_tick, on_stop=listener.close)  # who comes from now on is refused at once, and goes elsewhere
    for _worker in range(workers or settings.web_workers):
        supervisor.add("web", partial(_answer, app, listener), watched=True)
    if with_jobs:
        supervisor.add("jobs", lambda _beat: _work(app, listener))
    with in_use(settings.instance_path):
        supervisor.run()


def _work(app: Flask, listener: socket.socket) -> None:
    listener.close()
    run_jobs(app)


def _answer(app: Flask, listener: socket.socket, beat: Callable[[], None]) -> None:
    gc.set_threshold(GC_THRESHOLD)  # as in the jobs: what a request makes dies with it
    settings: Settings = app.config["SETTINGS"]
    web.serve(app, listener, threads=settings.web_threads, longest_body=app.config["MAX_CONTENT_LENGTH"], beat=beat)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Alamat yang didengarkan.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Porta; bawaan dari PORT, atau 8000.")
@click.option("--workers", type=click.IntRange(1, 64), default=None, help="Banyaknya proses web.")
@click.option("--jobs/--no-jobs", "with_jobs", default=True, help="Jalankan juga tugas latar.")
@with_appcontext
def serve(host: str, port: int | None, workers: int | None, with_jobs: bool) -> None:
    """Menjalankan web dan tugas latar; proses yang mati dijalankan kembali."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # -- stubs
    run_service(app, listen(host, port or current_settings().port), workers=workers, with_jobs=with_jobs)


@click.command()
@with_appcontext
def jobs() -> None:
    """Menjalankan tugas latar saja (jadwal dan antrean)."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # -- stubs
    refuse_unready(app)
    with in_use(app.config["SETTINGS"].instance_path):
        run_jobs(app)

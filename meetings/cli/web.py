"""The web process: gunicorn around the app that the parent has already loaded."""

import gc
import socket
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from meetings.config import Settings

KEEP_ALIVE = 75  # seconds; longer than the pause between two scans at a door


def open_socket(host: str, port: int) -> socket.socket:
    """The listening socket, made once in the parent so that it outlives a web process.

    Raises ``OSError`` when the port is taken or may not be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(2048)
    return listener


class Web(BaseApplication):
    """gunicorn without its command line and configuration file."""

    def __init__(self, app: Flask, settings: dict[str, Any]) -> None:
        self.app = app
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand our settings to gunicorn."""
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app, as loaded by the parent; each worker opens its own database connections.

        What is loaded by now stays for good: the garbage collector need not look through it while a door waits.
        """
        gc.collect()
        gc.freeze()
        return self.app


def serve(app: Flask, listener: socket.socket, workers: int | None = None) -> None:
    """Answer requests on ``listener`` until told to stop; ``workers`` overrides MEETINGS_WEB_WORKERS."""
    settings: Settings = app.config["SETTINGS"]
    Web(
        app,
        {
            "bind": [f"fd://{listener.fileno()}"],
            "workers": workers or settings.web_workers,
            "worker_class": "gthread",
            "threads": settings.web_threads,
            "keepalive": KEEP_ALIVE,
            "timeout": 60,
            "graceful_timeout": 15,
            "loglevel": "warning",
            "control_socket_disable": True,
        },
    ).run()

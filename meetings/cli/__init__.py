"""Operator commands. Each file holds one noun; ``flask COMMAND`` and ``meetings COMMAND`` are the same.

Commands that must work while the app cannot start (no secrets, wrong setting) are offered to Flask as plugins in
setup.cfg; the others hang on the app.
"""

import importlib
import importlib.util

import click
from flask import Flask
from flask.cli import FlaskGroup

from meetings.cli import backup, doctor, migrations, secret_keys, serve, start, users

STANDALONE = (doctor.doctor, secret_keys.secrets, start.start)
WITH_APP = (serve.serve, serve.jobs, backup.backup, backup.restore, users.users, migrations.migrations)
# Written beside their feature; each offers click commands in COMMANDS.
LATER = ("demo", "load_test")


def register(app: Flask) -> None:
    """Put every command that needs the app on ``flask``."""
    app.cli.commands.pop("roles", None)  # Flask-Security's own; our roles are memberships
    for command in WITH_APP:
        app.cli.add_command(command)
    for name in LATER:
        if importlib.util.find_spec(f"meetings.cli.{name}"):
            for command in importlib.import_module(f"meetings.cli.{name}").COMMANDS:
                app.cli.add_command(command)


def main() -> None:
    """The console command ``meetings``."""
    from meetings import create_app  # the factory registers this package's commands

    group = FlaskGroup(
        name="meetings", create_app=create_app, help="Layanan rapat resmi: perintah untuk pengelola."
    )
    for command in STANDALONE:
        assert isinstance(command, click.Command)
        group.add_command(command)
    group.main()

"""Operator commands. Each file holds one noun; ``flask COMMAND`` and ``meetings COMMAND`` are the same.

Commands that must work while the app cannot start (no secrets, wrong setting) are offered to Flask as plugins in
setup.cfg; the others hang on the app.
"""

from flask import Flask
from flask.cli import FlaskGroup

from meetings.cli import doctor, secret_keys, start

STANDALONE = (doctor.doctor, secret_keys.secrets, start.start)


def register(app: Flask) -> None:
    """Put every command that needs the app on ``flask``."""
    # Imported late: doctor must be able to say that Pango is missing, without which the domain cannot be imported.
    from meetings.cli import audit, backup, demo, documents, load_test, migrations, online, participants, rights, serve, users

    app.cli.commands.pop("roles", None)  # Flask-Security's own; our roles are memberships
    for command in (
        serve.serve,
        serve.jobs,
        backup.backup,
        backup.restore,
        users.users,
        rights.rights,
        documents.documents,
        participants.participants,
        online.online,
        audit.audit,
        migrations.migrations,
        demo.demo,
        load_test.load_test,
    ):
        app.cli.add_command(command)


def main() -> None:
    """The console command ``meetings``."""
    from meetings import create_app  # the factory registers this package's commands

    group = FlaskGroup(name="meetings", create_app=create_app, help="Layanan rapat resmi: perintah untuk pengelola.")
    for command in STANDALONE:
        group.add_command(command)
    group.main()

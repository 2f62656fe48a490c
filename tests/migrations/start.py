"""The database's part of a start, as work of a process that tests can kill."""

from meetings import create_app
from meetings.cli.migrations import bring_up_to_date
from meetings.extensions import migrate


def begin(folder: str) -> None:
    """Bring the database of the environment up to date with the migrations in ``folder``; say whether there was anything to do."""
    app = create_app()
    migrate.directory = folder
    with app.app_context():
        print(bring_up_to_date())

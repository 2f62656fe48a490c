"""The database's part of a start, as a process of its own that tests can kill: ``python -m tests.migrations.start FOLDER``.

FOLDER holds the migrations. Prints whether there was anything to do.
"""

import sys

from meetings import create_app
from meetings.cli.migrations import bring_up_to_date
from meetings.extensions import migrate


def main(folder: str) -> None:
    """Bring the database of the environment up to date."""
    app = create_app()
    migrate.directory = folder
    with app.app_context():
        print(bring_up_to_date())


if __name__ == "__main__":
    main(sys.argv[1])

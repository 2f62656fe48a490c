"""How long an import of 250 rows and the list of 5,000 participants take, on SQLite and PostgreSQL.

``python -m tests.load.participants`` prints seconds of wall time: the import with reading the file and the commit, the slowest of
the list's pages as the server answers it.
"""

import time
from pathlib import Path

from flask import Flask

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.participants.imports import ImportOptions, run_import, stage_import
from meetings.enums import Role
from meetings.extensions import db
from tests.factories import PASSWORD, make_meeting, make_membership, make_participants, make_user
from tests.support.databases import POSTGRES, SQLITE, Databases, empty, make_app

LIST = Path(__file__).parents[1] / "data" / "peserta-rapi.xlsx"
IMPORT_LIMIT = 1.0
PAGE_LIMIT = 0.2
PEOPLE = 5000
QUERIES = ("", "?q=dinas+4999", "?sort=-institution&per_page=100&page=50")


def time_import() -> float:
    """Seconds from the click to the commit, for the 250 rows of the sample list."""
    meeting = make_meeting()
    staged = stage_import(meeting, LIST.name, LIST.read_bytes(), None, clock.now())
    db.session.commit()
    began = time.perf_counter()
    result = run_import(staged, ImportOptions(), SYSTEM, clock.now())
    db.session.commit()
    seconds = time.perf_counter() - began
    if result["added"] != 250:
        raise RuntimeError(f"{result['added']} rows went in, not 250")
    return seconds


def time_list(app: Flask) -> float:
    """Seconds of the slowest list page, each page's best of five."""
    meeting, user = make_meeting(), make_user()
    make_membership(user, meeting.organisation, Role.COMMITTEE)
    make_participants(meeting, PEOPLE)
    db.session.commit()
    client = app.test_client()
    client.post("/masuk", data={"email": user.email, "password": PASSWORD})
    address = f"/kegiatan/{meeting.id}/peserta"
    return max(min(_seconds(client, address + query) for _turn in range(5)) for query in QUERIES)


def _seconds(client, address: str) -> float:
    began = time.perf_counter()
    if client.get(address).status_code != 200:
        raise RuntimeError(f"{address} does not answer")
    return time.perf_counter() - began


def main() -> None:
    """Print both for both databases."""
    databases = Databases()
    try:
        for kind in (SQLITE, POSTGRES):
            app = make_app(databases.folder / "instance", databases.create(kind))
            with app.app_context():
                time_import()
                print(f"import: 250 rows in {time_import():.2f} s on {kind} (limit {IMPORT_LIMIT:.0f} s)")
                print(
                    f"list: {PEOPLE} participants, slowest page {time_list(app):.3f} s on {kind} (limit {PAGE_LIMIT} s)"
                )
                db.session.remove()
                empty(db.engine)
    finally:
        databases.close()


if __name__ == "__main__":
    main()

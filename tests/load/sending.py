"""How long it takes to prepare a sending: invitation, pass and queued letter for everybody, before the first is printed.

``python -m tests.load.sending`` prints seconds on both databases for a thousand people and for 20,000: the second must not cost
more than its rows. On PostgreSQL the statistics are those of an empty table and of a filled one in turn.
"""

import sys
import time

import sqlalchemy as sa

from meetings import clock
from meetings.domain import invitations
from meetings.domain.audit import SYSTEM
from meetings.extensions import db
from meetings.jobs.tasks import run_tasks
from meetings.models import Document, Invitation
from tests.factories import make_letter, make_meeting, make_participants, make_session
from tests.load.filling import refresh_statistics
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app

SIZES = (1000, 20_000)
LIMIT = 20.0


def time_sending(databases: Databases, kind: str, count: int) -> float:
    """Seconds from the worker's taking the run to its last row."""
    app = make_app(databases.folder / f"instance-{kind}-{count}", databases.create(kind))
    with app.app_context():
        meeting = make_meeting()
        make_session(meeting)
        make_participants(meeting, count)
        letter = make_letter(meeting)
        db.session.commit()
        refresh_statistics()
        invitations.send_invitations(letter, [], SYSTEM, clock.now())
        db.session.commit()
        began = time.perf_counter()
        run_tasks()
        seconds = time.perf_counter() - began
        for model in (Invitation, Document):
            written = db.session.scalar(sa.select(sa.func.count(model.id)))
            if written != count:
                raise RuntimeError(f"{written} rows of {model.__name__} instead of {count}")
        db.session.remove()
        db.engine.dispose()
    return seconds


def main() -> int:
    """Print all; 1 when the limit was not kept."""
    databases = Databases()
    kept = True
    try:
        for kind in (SQLITE, POSTGRES):
            for count in SIZES:
                seconds = time_sending(databases, kind, count)
                kept = kept and seconds <= LIMIT
                print(f"pengiriman ({kind}): {count} undangan disiapkan dalam {seconds:.2f} s (≤ {LIMIT:.0f} s)")
    finally:
        databases.close()
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

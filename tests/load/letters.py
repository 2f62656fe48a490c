"""How long 250 invitations take through the real task: letter issued, rows written, personal PDFs with QR, mails queued.

``python -m tests.load.letters`` prints seconds of wall time on both databases, with the limit the project keeps to.
"""

import sys
import time

import sqlalchemy as sa

from meetings import clock
from meetings.domain import invitations
from meetings.domain.audit import SYSTEM
from meetings.enums import DocumentState
from meetings.extensions import db
from meetings.jobs.tasks import render_letters, run_tasks
from meetings.models import Delivery, Document
from tests.factories import make_agenda_item, make_letter, make_meeting, make_participants, make_session
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app

LETTERS = 250
LIMIT = 15.0


def time_letters(databases: Databases, kind: str, count: int = LETTERS) -> float:
    """Seconds from the click to the last PDF on disk and its mail in the queue; the print processes' start is included."""
    app = make_app(databases.folder / f"instance-{kind}", databases.create(kind))
    app.testing = False  # print in child processes, as the service does
    with app.app_context():
        meeting = make_meeting()
        session = make_session(meeting)
        for number in range(1, 13):
            make_agenda_item(session, f"Mata acara nomor {number}", number)
        make_participants(meeting, count, email="peserta@example.go.id")
        letter = make_letter(meeting)
        db.session.commit()
        began = time.perf_counter()
        invitations.send_invitations(letter, [], SYSTEM, clock.now())
        db.session.commit()
        run_tasks()
        render_letters()
        seconds = time.perf_counter() - began
        printed = db.session.scalar(sa.select(sa.func.count(Document.id)).where(Document.state == DocumentState.PUBLISHED))
        queued = db.session.scalar(sa.select(sa.func.count(Delivery.id)))
        db.session.remove()
        db.engine.dispose()
    if (printed, queued) != (count, count):
        raise RuntimeError(f"{printed} letters and {queued} mails instead of {count}")
    return seconds


def main() -> int:
    """Print both; 1 when the limit was not kept."""
    databases = Databases()
    try:
        kept = True
        for kind in (SQLITE, POSTGRES):
            seconds = time_letters(databases, kind)
            kept = kept and seconds <= LIMIT
            print(f"invitations ({kind}): {LETTERS} issued, printed, stored and queued in {seconds:.2f} s (limit {LIMIT:.0f} s)")
    finally:
        databases.close()
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

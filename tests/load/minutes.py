"""How long minutes with an attendance annex of 250 people take, from the rows of the database to the file in storage.

``python -m tests.load.minutes`` prints seconds of wall time for draft and publication on both databases, with the limit
the project keeps to.
"""

import sys
import time

from meetings import clock
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.domain.minutes import ActionText, ItemText
from meetings.enums import DocumentState, MeetingState
from meetings.extensions import db
from meetings.jobs.tasks import render_documents
from meetings.models import Document, Minutes
from tests.factories import make_category, make_meeting, make_participants
from tests.factories.minutes import approve, make_attendance, make_ended_session, make_minutes
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app

PEOPLE = 250
LIMIT = 4.0
TEXT = "<div>Pembahasan berlangsung <strong>tertib</strong> dan menyepakati arah kebijakan tahun berikutnya.</div>" * 6


def time_minutes(databases: Databases, kind: str) -> tuple[float, float]:
    """Seconds for the draft and for the publication, in a process that has printed once before."""
    app = make_app(databases.folder / "instance", databases.create(kind))
    with app.app_context():
        draft, publication = 0.0, 0.0
        for people in (1, PEOPLE):
            minutes = approve(_make_draft(people))
            db.session.commit()
            draft = _time_printing()
            rules.publish_minutes(minutes, SYSTEM, clock.now())
            db.session.commit()
            publication = _time_printing()
        states = set(db.session.scalars(db.select(Document.state)))
        db.session.remove()
        db.engine.dispose()
    if states != {DocumentState.READY, DocumentState.PUBLISHED}:
        raise RuntimeError(f"not everything was printed: {states}")
    return draft, publication


def _make_draft(people: int) -> Minutes:
    meeting = make_meeting(state=MeetingState.RUNNING)
    session = make_ended_session(meeting)
    category = make_category(meeting)
    for participant in make_participants(meeting, people, category_id=category.id):
        make_attendance(session, participant)
    minutes = make_minutes(session)
    actions = tuple(ActionText(f"Menyusun laporan {number}", "Dinas Kesehatan") for number in range(3))
    for item in minutes.items:
        rules.save_item(item, ItemText(item.title, "", TEXT, ("Disepakati.",), actions), 1, SYSTEM, clock.now())
    return minutes


def _time_printing() -> float:
    began = time.perf_counter()
    render_documents()
    return time.perf_counter() - began


def main() -> int:
    """Print all; 1 when the limit was not kept."""
    databases, slowest = Databases(), 0.0
    try:
        for kind in (SQLITE, POSTGRES):
            draft, publication = time_minutes(databases, kind)
            slowest = max(slowest, draft, publication)
            print(
                f"minutes, {PEOPLE}-row annex, {kind}: draft {draft:.2f} s, publication {publication:.2f} s (limit {LIMIT:.0f} s)"
            )
    finally:
        databases.close()
    return int(slowest > LIMIT)


if __name__ == "__main__":
    sys.exit(main())

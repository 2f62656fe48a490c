"""How long papers with a long list take, and how much memory the process that prints them and its children hold at once.

``python -m tests.load.lists [LINES …]`` prints a draft and the publication of minutes whose annex has so many lines (9,500 unless said
otherwise) and the attendance list, from the rows of the database to the file in storage, with the limit the project keeps to.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from meetings import clock
from meetings.domain import minutes as rules
from meetings.domain.attendance.papers import Form, order_attendance_list
from meetings.domain.audit import SYSTEM
from meetings.enums import DocumentState, MeetingState, ParticipantStatus, ScanMethod
from meetings.extensions import db
from meetings.jobs.tasks import render_documents
from meetings.models import Attendance, Document, Meeting, Participant, Session
from meetings.passcode import new_id
from tests.factories import make_meeting
from tests.factories.minutes import approve, make_ended_session, make_minutes
from tests.support.databases import SQLITE, Databases, make_app

LINES = 9500
MEGABYTES = 600  # of three processes, whose common pages count for each
PAGE = os.sysconf("SC_PAGE_SIZE")
CHUNK = 5000


@dataclass(frozen=True)
class Cost:
    """What one printing needed, and what came of it."""

    seconds: float
    megabytes: float
    pages: int | None
    size: int | None


def _fill(meeting: Meeting, session: Session, lines: int) -> None:
    for first in range(0, lines, CHUNK):
        people = [person_of(meeting, number) for number in range(first, min(first + CHUNK, lines))]
        db.session.execute(sa.insert(Participant), people)
        came = [person["id"] for number, person in enumerate(people) if number % 9]
        db.session.execute(sa.insert(Attendance), [_arrival(session, person_id) for person_id in came])
        db.session.commit()


def person_of(meeting: Meeting, number: int) -> dict[str, object]:
    name = f"Peserta Nomor{number:05d} Kusumawardhana"
    return {
        "id": new_id(),
        "meeting_id": meeting.id,
        "identity_key": f"uji:{number}",
        "name": name,
        "title_front": "Drs.",
        "title_back": "M.Si.",
        "sort_name": name.casefold(),
        "position": "Kepala Bidang Sarana dan Prasarana",
        "institution": "Dinas Pekerjaan Umum",
        "status": ParticipantStatus.CONFIRMED,
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }


def _arrival(session: Session, participant_id: object) -> dict[str, object]:
    return {
        "meeting_id": session.meeting_id,
        "session_id": session.id,
        "participant_id": participant_id,
        "method": ScanMethod.QR,
        "first_in_at": session.starts_at,
        "first_scan_id": f"uji-{participant_id}",
        "updated_at": session.starts_at,
    }


def _print(folder: Path, url: str) -> Cost:
    """Print what is queued in a process of its own, whose memory is looked at ten times a second."""
    command = [sys.executable, "-m", "tests.load.lists", "--print", str(folder), url]
    began, most = time.perf_counter(), 0
    with subprocess.Popen(command) as process:
        while process.poll() is None:
            most = max(most, sum(_resident(pid) for pid in _family(process.pid)))
            time.sleep(0.1)
    seconds = time.perf_counter() - began
    document = db.session.scalars(
        sa.select(Document).order_by(Document.updated_at.desc()).limit(1).execution_options(populate_existing=True)
    ).one()
    if process.returncode or document.state not in (DocumentState.READY, DocumentState.PUBLISHED):
        raise RuntimeError(f"not printed: {document.state} {document.error}")
    db.session.commit()
    return Cost(seconds, most / 2**20, document.pages, document.size)


def _family(pid: int) -> list[int]:
    try:
        children = [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in _family(child))]


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except OSError:  # ended in the meantime
        return 0


def measure(databases: Databases, lines: int) -> Iterator[tuple[str, Cost]]:
    """Each of the papers about one session with so many people, and what it needs; each is printed alone."""
    folder, url = databases.folder / f"instance-{lines}", databases.create(SQLITE)
    with make_app(folder, url).app_context():
        meeting = make_meeting(state=MeetingState.RUNNING)
        session = make_ended_session(meeting)
        _fill(meeting, session, lines)
        minutes = make_minutes(session)
        db.session.commit()
        yield "draft", _print(folder, url)
        rules.publish_minutes(approve(minutes), SYSTEM, clock.now())
        db.session.commit()
        yield "publication", _print(folder, url)
        order_attendance_list(meeting, session, Form(), SYSTEM, clock.now())
        db.session.commit()
        yield "attendance list", _print(folder, url)
        db.session.remove()
        db.engine.dispose()


def main() -> int:
    """Print all; 1 when the limit was not kept."""
    if sys.argv[1:2] == ["--print"]:
        with make_app(Path(sys.argv[2]), sys.argv[3]).app_context():
            render_documents()
        return 0
    databases, most = Databases(), 0.0
    try:
        for lines in [int(each) for each in sys.argv[1:]] or [LINES]:
            for name, cost in measure(databases, lines):
                most = max(most, cost.megabytes)
                print(
                    f"{name}, {lines} lines: {cost.seconds:.0f} s, {cost.megabytes:.0f} MB (limit {MEGABYTES} MB), "
                    f"{cost.pages} pages, {(cost.size or 0) / 1e6:.1f} MB on disk",
                    flush=True,
                )
    finally:
        databases.close()
    return int(most > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())

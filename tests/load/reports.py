"""How long an attendance report takes: 20,000 connections against a list of 5,000, from the bytes of the file to committed attendance.

``python -m tests.load.reports`` prints seconds of processor time (of this process) and of wall time on both databases. Reading it and
matching its names, and recording them, take ten seconds together at most.
"""

import itertools
import random
import sys
import time
from datetime import timedelta

import sqlalchemy as sa

from meetings import clock
from meetings.documents.sheets.online_reports import Order
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin import Caller
from meetings.domain.online_reports import Explained, plan_of, record_report, stage_report
from meetings.domain.participants.details import Details, columns_of
from meetings.enums import MeetingMode, MeetingState
from meetings.extensions import db
from meetings.models import Attendance, Participant, Session
from meetings.passcode import new_id
from tests.factories import make_meeting, make_session
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app

PEOPLE, ROWS = 5_000, 20_000
LIMIT = 10.0
FIRST = [
    "Budi",
    "Siti",
    "Agus",
    "Dewi",
    "Ahmad",
    "Rina",
    "Yusuf",
    "Lestari",
    "Hendra",
    "Wulan",
    "Bambang",
    "Fitri",
    "Dedi",
    "Ratna",
    "Joko",
    "Indah",
    "Eko",
    "Sari",
    "Tono",
    "Maya",
]
LAST = [
    "Santoso",
    "Wijaya",
    "Hidayat",
    "Permata",
    "Saputra",
    "Rahayu",
    "Gunawan",
    "Utami",
    "Nugroho",
    "Kusuma",
    "Siregar",
    "Halim",
    "Pratama",
    "Anggraini",
    "Setiawan",
]
HEADER = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room"


def listed() -> list[Details]:
    """People as a national meeting lists them: many namesakes' parts, ten of each institution."""
    names = random.Random(3)
    found = []
    for number in range(PEOPLE):
        name = f"{names.choice(FIRST)} {names.choice(LAST)} {names.choice(FIRST)}{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}"
        found.append(Details(name=name, position=f"Kepala Bagian {number % 10}", institution=f"Kabupaten Wilayah {number // 10}"))
    return found


def report(people: list[Details], session: Session) -> bytes:
    """Four connections of each, half of them named as the invitation asks, the others by less or with a slip."""
    lines, at = [HEADER], clock.local(session.starts_at, session.meeting.timezone)
    for number, who in enumerate(people):
        slip = who.name.replace("a", "", 1)
        name = (
            f"{who.institution}_{who.name}_{who.position}",
            f"{who.institution} - {who.name}",
            slip,
            f"Kab. {who.institution[10:]}_{slip}",
        )
        for stay in range(ROWS // PEOPLE):
            hours = (at + timedelta(minutes=30 * stay + part) for part in (number % 9, 20 + number % 9))
            lines.append(f"{name[number % 4]},,{','.join(hour.strftime('%m/%d/%Y %I:%M:%S %p') for hour in hours)},20,Yes,No")
    return "\r\n".join(lines).encode("utf-8-sig")


def measure(databases: Databases, kind: str) -> tuple[list[tuple[float, float]], int, int]:
    """(processor, wall) seconds to stage, to show and to record it; how many names were ready and how many people recorded."""
    app = make_app(databases.folder / "instance", databases.create(kind))
    with app.app_context():
        meeting = make_meeting(mode=MeetingMode.HYBRID, state=MeetingState.RUNNING)
        start = (clock.now() - timedelta(hours=5)).replace(second=0, microsecond=0)
        session = make_session(meeting, starts_at=start, ends_at=start + timedelta(hours=3))
        people = listed()
        db.session.execute(
            sa.insert(Participant), [{"id": new_id(), "meeting_id": meeting.id, **columns_of(each)} for each in people]
        )
        db.session.commit()
        data, explained = report(people, session), Explained(session, meeting.timezone, order=Order.MONTH)
        moments = [(time.process_time(), time.perf_counter())]
        row = stage_report(session, "laporan.csv", data, explained, None, clock.now())
        db.session.commit()
        moments.append((time.process_time(), time.perf_counter()))
        ready = len(plan_of(row, clock.now()).ready)
        moments.append((time.process_time(), time.perf_counter()))
        record_report(row, Caller(meeting.id, SYSTEM, "", may_force=False), clock.now())
        db.session.commit()
        moments.append((time.process_time(), time.perf_counter()))
        recorded = db.session.scalar(sa.select(sa.func.count()).select_from(Attendance)) or 0
        db.session.remove()
        db.engine.dispose()
    return [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(moments)], ready, recorded


def run() -> bool:
    """Measure and print; True when the limit was kept."""
    kept, databases = True, Databases()
    try:
        for kind in (SQLITE, POSTGRES):
            steps, ready, recorded = measure(databases, kind)
            spent = sum(processor for processor, _wall in steps)
            kept &= spent <= LIMIT and recorded > 0
            told = ", ".join(
                f"{name} {one:.2f} s ({wall:.2f} s)"
                for name, (one, wall) in zip(("unggah", "periksa", "catat"), steps, strict=True)
            )
            print(
                f"laporan daring, {kind}: {ROWS} sambungan, {ready} nama siap, {recorded} tercatat; {told}; prosesor {spent:.2f} s (≤ {LIMIT:.0f} s)"
            )
    finally:
        databases.close()
    return kept


if __name__ == "__main__":
    sys.exit(0 if run() else 1)

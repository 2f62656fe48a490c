"""Writing attendance: what is known of people in sessions, and the rows that follow from what was seen of them.

For whoever has the meeting's turn (`turns.py`): read with `find_known`, add sightings, write with `save_attendance`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meetings.domain.attendance.presence import Sighting, Stayed, in_pieces, stay_of, stayed
from meetings.domain.attendance.turns import stamp_of
from meetings.enums import FROM_AFAR, MeetingMode, ScanDirection, ScanMethod, ScanStatus
from meetings.extensions import db
from meetings.models import Attendance, Scan, Session
from meetings.passcode import new_id

Pair = tuple[str, str]  # session, participant


@dataclass
class Known:
    """What is recorded of one person in one session: the attendance row's id and first, where they were seen since an attendance was last
    taken back, and when that was."""

    row_id: str | None = None
    first: Sighting | None = None
    seen: list[Sighting] = field(default_factory=list)
    changed: bool = False
    undone_at: datetime | None = None

    def add(self, sighting: Sighting, *, counts: bool) -> int:
        """Note a sighting; returns 1 when the person is inside now and was not before, -1 the other way round, else 0.

        One that only repeats what is known (``counts`` False) is remembered, but changes no attendance.
        """
        before = stay_of(self.seen)
        self.seen.append(sighting)
        if not counts:
            return 0
        after = stay_of(self.seen)
        self.changed = True
        self.first = after.first if after else None
        return bool(after and after.inside) - bool(before and before.inside)


def find_known(sessions: Collection[str], participants: Collection[str]) -> dict[Pair, Known]:
    """Attendance rows and sightings of these people in these sessions: two statements; what an undo took back is left out."""
    if not sessions or not participants:
        return {}
    a, s = Attendance.__table__.c, Scan.__table__.c
    found: dict[Pair, Known] = {}
    for row in db.session.execute(
        sa.select(a.id, a.session_id, a.participant_id, a.first_in_at, a.first_scan_id, a.first_gate, a.first_by, a.method).where(
            a.session_id.in_(sessions), a.participant_id.in_(participants)
        )
    ):
        first = Sighting(row.first_in_at, "in", row.first_scan_id, row.first_gate, row.first_by, row.method)
        found[row.session_id, row.participant_id] = Known(row.id, first, [first])
    statement = (
        sa.select(s.session_id, s.participant_id, s.scanned_at, s.direction, s.id, s.gate, s.by, s.method)
        .where(s.session_id.in_(sessions), s.participant_id.in_(participants), s.status != ScanStatus.REFUSED)
        .order_by(s.received_at, s.direction == ScanDirection.UNDO)
    )
    for row in db.session.execute(statement):
        known = found.setdefault((row.session_id, row.participant_id), Known())
        if row.direction is ScanDirection.UNDO:
            known.seen, known.undone_at = [known.first] if known.first else [], row.scanned_at
            continue
        if known.first is None or row.id != known.first.scan_id:
            known.seen.append(Sighting(row.scanned_at, row.direction.value, row.id, row.gate, row.by, row.method.value))
    return found


def stays_of(attended: Sequence[tuple[Session, Attendance]], at: datetime) -> dict[str, Stayed]:
    """How long one person was there, by session; two statements at most."""
    hours = {session.id: (session.starts_at, session.ended_by(at)) for session, _row in attended}
    pieces = {row.session_id: row.participant_id for _session, row in attended if in_pieces(row, *hours[row.session_id])}
    seen = {session: known.seen for (session, _person), known in find_known(pieces, set(pieces.values())).items()}
    return {row.session_id: stayed(row, *hours[row.session_id], seen.get(row.session_id, [])) for _session, row in attended}


def save_attendance(meeting_id: str, known: Mapping[Pair, Known]) -> None:
    """Insert or update attendance rows where something changed; nothing where nobody was seen coming in."""
    changed = {pair: each for pair, each in known.items() if each.changed}
    if not changed:
        return
    new, old, stamp = [], [], stamp_of(meeting_id)
    for (session_id, participant_id), each in changed.items():
        stay = stay_of(each.seen)
        if stay is None:
            continue
        values = {
            "method": (method := ScanMethod(stay.first.method)),
            "mode": MeetingMode.ONLINE if method in FROM_AFAR else MeetingMode.IN_PERSON,
            "first_in_at": stay.first.at,
            "first_scan_id": stay.first.scan_id,
            "first_gate": stay.first.gate,
            "first_by": stay.first.by,
            "last_out_at": stay.last_out,
            "inside": stay.inside,
            "returned_at": stay.returned,
            "minutes_present": stay.minutes,
            "updated_at": stamp,
        }
        if each.row_id is None:
            keys = {"meeting_id": meeting_id, "session_id": session_id, "participant_id": participant_id}
            new.append({"id": new_id(), **keys, **values})
        else:
            old.append({"row_id": each.row_id, **values})
    table = Attendance.__table__
    if new:
        db.session.execute(sa.insert(table), new)
    if old:
        columns: dict[str, Any] = {name: sa.bindparam(name) for name in old[0] if name != "row_id"}
        statement = sa.update(table).where(table.c.id == sa.bindparam("row_id")).values(columns)
        db.session.connection().execute(statement, old)

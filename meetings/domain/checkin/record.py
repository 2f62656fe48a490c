"""Recording scans: looked up together, decided one after the other, written together, in one transaction.

Writers of one meeting take turns here; the single scan's shortcut (`shortcut.py`) does not wait for them. Whoever meets a
row that the other has just written is thrown back by a unique constraint and decides again with it in sight.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from meetings.domain import audit
from meetings.domain.attendance.presence import Sighting, inside_at, stay_of
from meetings.domain.attendance.turns import stamp_of, take_turn
from meetings.domain.checkin import people
from meetings.domain.checkin.answers import refusal, result_of
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.contract import ScanResult
from meetings.domain.checkin.decide import (
    Found,
    Hall,
    Person,
    Presence,
    Verdict,
    decide,
    moment_of,
    moves_first,
)
from meetings.domain.checkin.reading import Scan
from meetings.enums import MeetingMode, RefusalReason, ScanDirection, ScanMethod, ScanStatus
from meetings.extensions import db
from meetings.models import Attendance, Meeting, Participant
from meetings.models import Scan as ScanRow
from meetings.passcode import new_id

ATTEMPTS = 6
Pair = tuple[str, str]  # session, participant


def record_scans(caller: Caller, scans: Sequence[Scan], at: datetime) -> list[ScanResult]:
    """Record scans received at ``at`` and return their results in the order sent.

    Flushes; the caller commits. A scan whose id was recorded before gets the answer of then, and nothing is changed.
    """
    take_turn(caller.meeting_id)
    for attempt in range(ATTEMPTS):
        try:
            with db.session.begin_nested():
                return _Batch(caller, scans, at).run()
        except (IntegrityError, OperationalError):  # another process was quicker by a moment, or waited for us
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


@dataclass
class Known:
    """What is recorded of one person in one session: the attendance row's id and first, and where they were seen."""

    row_id: str | None = None
    first: Sighting | None = None
    seen: list[Sighting] = field(default_factory=list)
    changed: bool = False

    def at(self, moment: datetime) -> Presence | None:
        """The presence as it counts for a scan of that moment."""
        if self.first is None:
            return None
        return Presence(self.first.at, self.first.gate, self.first.by, inside_at(self.seen, moment))


class _Batch:
    """One attempt. Later scans of a batch see what earlier ones did."""

    def __init__(self, caller: Caller, scans: Sequence[Scan], at: datetime) -> None:
        self.caller, self.scans, self.received_at = caller, scans, at
        self.rows: list[dict[str, Any]] = []
        self.forced: list[tuple[str, str, RefusalReason, str]] = []

    def run(self) -> list[ScanResult]:
        """Look up, decide, write."""
        self.answered = _earlier_answers(self.caller.meeting_id, {scan.id for scan in self.scans if scan.storable})
        new = [scan for scan in self.scans if scan.id not in self.answered]
        if new:
            self._look_up(new)
        results = [self._answer(scan) for scan in self.scans]
        self._write()
        return results

    def _look_up(self, scans: Sequence[Scan]) -> None:
        caller = self.caller
        self.site = people.site_of(caller.meeting_id, caller.may_force, caller.sessions)
        self.passes = people.find_passes({scan.code_hash for scan in scans if scan.code_hash})
        ids = {row.participant_id for row in self.passes.values()} | {s.participant for s in scans if s.participant}
        self.people = people.limit_sessions(people.find_people(ids))
        sessions = {scan.session for scan in scans if scan.session in self.site.halls}
        self.known = _known(sessions, ids)
        crowded = [id for id in sessions if self.site.halls[id].capacity is not None]
        self.inside = _inside(crowded) if crowded else {}

    def _answer(self, scan: Scan) -> ScanResult:
        earlier = self.answered.get(scan.id) if scan.storable else None
        if earlier is not None:
            fingerprint, result = earlier
            return result if fingerprint == scan.fingerprint else refusal(scan.id, RefusalReason.ID_CONFLICT)
        if not scan.storable:
            return refusal(scan.id, RefusalReason.INVALID)
        found = people.found_of(scan.code_hash, scan.participant, self.caller.meeting_id, self.passes, self.people)
        hall = self.site.halls.get(scan.session or "")
        moment, ahead = moment_of(scan, self.received_at)
        known = self._known_of(hall, found.person)
        presence = known.at(moment) if known else None
        if hall is not None and hall.capacity is not None:
            hall = replace(hall, inside=self.inside.get(hall.id, 0))
        verdict = decide(scan, self.site.rules, hall, found, presence, self.received_at)
        result = result_of(scan.id, verdict, found.person, presence)
        row = scan_row(self.caller, scan, verdict, hall, found, moment, ahead, self.received_at, result)
        self.rows.append(row)
        self.answered[scan.id] = (scan.fingerprint, result)
        if known is not None and verdict.counts:
            self._count(scan, moment, row, known, verdict, presence)
        if verdict.forced_over and found.person:
            self.forced.append((scan.id, found.person.id, verdict.forced_over, found.person.name))
        return result

    def _known_of(self, hall: Hall | None, person: Person | None) -> Known | None:
        return self.known.setdefault((hall.id, person.id), Known()) if hall and person else None

    def _count(
        self, scan: Scan, moment: datetime, row: dict[str, Any], known: Known, verdict: Verdict, presence: Presence | None
    ) -> None:
        before = stay_of(known.seen)
        sighting = Sighting(moment, scan.direction, scan.id, row["gate"], row["by"], scan.method)
        known.seen.append(sighting)
        if verdict.status is ScanStatus.ACCEPTED or moves_first(scan, moment, presence):
            known.changed = True
            after = stay_of(known.seen)
            known.first = after.first if after else None
            gained = bool(after and after.inside) - bool(before and before.inside)
            session = row["session_id"]
            self.inside[session] = self.inside.get(session, 0) + gained

    def _write(self) -> None:
        """Scans first, then attendance, always in that order: two writers never wait for each other."""
        if self.rows:
            db.session.execute(sa.insert(ScanRow.__table__), self.rows)
            save_attendance(self.caller.meeting_id, {k: v for k, v in self.known.items() if v.changed})
        if not self.forced:
            return
        meeting = db.session.get(Meeting, self.caller.meeting_id)
        for scan_id, participant_id, reason, name in self.forced:
            audit.record(
                self.caller.actor,
                audit.Action.CHECKIN_FORCED,
                at=self.received_at,
                meeting=meeting,
                target=db.session.get(Participant, participant_id),
                target_name=name,
                reason=reason.label,
                overruled=reason.value,
                scan=scan_id,
            )


def scan_row(
    caller: Caller,
    scan: Scan,
    verdict: Verdict,
    hall: Hall | None,
    found: Found,
    moment: datetime,
    ahead: bool,
    at: datetime,
    result: ScanResult,
) -> dict[str, Any]:
    """The columns of a kept scan."""
    return {
        "meeting_id": caller.meeting_id,
        "id": scan.id,
        "session_id": hall.id if hall else None,
        "participant_id": found.person.id if found.person else None,
        "fingerprint": scan.fingerprint,
        "code_hash": scan.kept_hash,
        "direction": ScanDirection(scan.direction),
        "method": ScanMethod(scan.method),
        "scanned_at": moment,
        "device_time": scan.device_time,
        "received_at": at,
        "clock_ahead": ahead,
        "offline": scan.offline,
        "force": scan.force,
        "device_id": caller.device_id,
        "user_id": caller.user_id,
        "gate": caller.gate,
        "by": caller.actor.name,
        "status": verdict.status,
        "reason": verdict.reason,
        "result": result,
        "undoes_id": None,
        "undo_reason": "",
    }


def save_attendance(meeting_id: str, changed: dict[Pair, Known]) -> None:
    """Insert or update attendance rows to what was seen; nothing where nobody was seen coming in."""
    if not changed:
        return
    new, old, stamp = [], [], stamp_of(meeting_id)
    for (session_id, participant_id), known in changed.items():
        stay = stay_of(known.seen)
        if stay is None:
            continue
        values = {
            "method": ScanMethod(stay.first.method),
            "first_in_at": stay.first.at,
            "first_scan_id": stay.first.scan_id,
            "first_gate": stay.first.gate,
            "first_by": stay.first.by,
            "last_out_at": stay.last_out,
            "inside": stay.inside,
            "minutes_present": stay.minutes,
            "updated_at": stamp,
        }
        if known.row_id is None:
            keys = {"meeting_id": meeting_id, "session_id": session_id, "participant_id": participant_id}
            new.append({"id": new_id(), **keys, "mode": MeetingMode.IN_PERSON, **values})
        else:
            old.append({"row_id": known.row_id, **values})
    table = Attendance.__table__
    if new:
        db.session.execute(sa.insert(table), new)
    if old:
        columns: dict[str, Any] = {name: sa.bindparam(name) for name in old[0] if name != "row_id"}
        statement = sa.update(table).where(table.c.id == sa.bindparam("row_id")).values(columns)
        db.session.connection().execute(statement, old)


def _earlier_answers(meeting_id: str, ids: set[str]) -> dict[str, tuple[str, ScanResult]]:
    if not ids:
        return {}
    c = ScanRow.__table__.c
    rows = db.session.execute(sa.select(c.id, c.fingerprint, c.result).where(c.meeting_id == meeting_id, c.id.in_(ids)))
    return {row.id: (row.fingerprint, row.result) for row in rows}


def _known(sessions: set[Any], participants: set[Any]) -> dict[Pair, Known]:
    """Attendance rows and sightings of these people in these sessions; what an undo took back is left out."""
    if not sessions or not participants:
        return {}
    a, s = Attendance.__table__.c, ScanRow.__table__.c
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
            known.seen = [known.first] if known.first else []
            continue
        if known.first is None or row.id != known.first.scan_id:
            known.seen.append(Sighting(row.scanned_at, row.direction.value, row.id, row.gate, row.by, row.method.value))
    return found


def _inside(sessions: list[str]) -> dict[str, int]:
    a = Attendance.__table__.c
    counted = sa.select(a.session_id, sa.func.count()).where(a.session_id.in_(sessions), a.inside).group_by(a.session_id)
    return dict(db.session.execute(counted).all())

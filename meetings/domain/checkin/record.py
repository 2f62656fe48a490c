"""Recording scans: looked up together, decided one after the other, written together, in one transaction.

Writers of one meeting take turns here; the single scan's shortcut (`shortcut.py`) does not wait for them. Whoever meets a
row that the other has just written is thrown back by a unique constraint and decides again with it in sight.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from meetings.domain import audit
from meetings.domain.attendance import counts
from meetings.domain.attendance.presence import Sighting, entered_at
from meetings.domain.attendance.recording import Known, find_known, save_attendance
from meetings.domain.attendance.turns import take_turn
from meetings.domain.checkin import people
from meetings.domain.checkin.answers import refusal, result_of
from meetings.domain.checkin.callers import Caller, readers_of
from meetings.domain.checkin.contract import ScanResult
from meetings.domain.checkin.decide import Hall, Person, Presence, Verdict, decide, moment_of, moves_first
from meetings.domain.checkin.keeping import scan_row
from meetings.domain.checkin.reading import Scan
from meetings.enums import FROM_AFAR, RefusalReason, ScanStatus
from meetings.extensions import db
from meetings.models import Meeting, Participant
from meetings.models import Scan as ScanRow

ATTEMPTS = 6


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


class _Batch:
    """One attempt. Later scans of a batch see what earlier ones did."""

    def __init__(self, caller: Caller, scans: Sequence[Scan], at: datetime) -> None:
        self.caller, self.scans, self.received_at = caller, scans, at
        self.rows: list[dict[str, Any]] = []
        self.forced: list[tuple[Scan, str, RefusalReason, str]] = []

    def run(self) -> list[ScanResult]:
        """Look up, decide, write."""
        self.answered = earlier_answers(self.caller.meeting_id, {scan.id for scan in self.scans if scan.storable})
        new = [scan for scan in self.scans if scan.id not in self.answered]
        if new:
            self._look_up(new)
        results = [self._answer(scan) for scan in self.scans]
        self._write()
        return results

    def _look_up(self, scans: Sequence[Scan]) -> None:
        caller = self.caller
        self.site = people.site_of(caller.meeting_id, caller.may_force, caller.sessions)
        self.readers = readers_of(caller, {scan.device for scan in scans if scan.device})
        self.passes = people.find_passes({scan.code_hash for scan in scans if scan.code_hash})
        ids = {row.participant_id for row in self.passes.values()} | {s.participant for s in scans if s.participant}
        self.people = people.find_people(ids)
        elsewhere = any(scan.session in self.site.plans for scan in scans)
        self.seats = people.seats_by_hall(list(self.people)) if elsewhere else {}
        sessions = {scan.session for scan in scans if scan.session in self.site.halls}
        self.known = find_known(sessions, ids)
        crowded = [id for id in sessions if self.site.halls[id].capacity is not None]
        self.inside = counts.inside(crowded) if crowded else {}

    def _answer(self, scan: Scan) -> ScanResult:
        earlier = self.answered.get(scan.id) if scan.storable else None
        if earlier is not None:
            fingerprint, result = earlier
            return result if fingerprint == scan.fingerprint else refusal(scan.id, RefusalReason.ID_CONFLICT)
        if not scan.storable:
            return refusal(scan.id, RefusalReason.INVALID)
        found = people.found_of(scan.code_hash, scan.participant, self.caller.meeting_id, self.passes, self.people)
        hall = self.site.halls.get(scan.session or "")
        if found.person is not None and (plan := self.site.plans.get(scan.session or "")):
            found = replace(found, person=people.noted_at(found.person, self.seats.get(found.person.id, {}).get(plan, "")))
        moment, ahead = moment_of(scan, self.received_at)
        known = self._known_of(hall, found.person)
        reader = self.readers.get(scan.device or "", self.caller)
        presence = _presence(known, moment)
        if hall is not None and hall.capacity is not None:
            hall = replace(hall, inside=self.inside.get(hall.id, 0))
        if hall is not None and not self.caller.may_say(scan, reader):
            hall = replace(hall, allowed=False)
        undone_at = known.undone_at if known else None
        verdict = decide(scan, self.site.rules, hall, found, presence, self.received_at, undone_at)
        result = result_of(scan.id, verdict, found.person, presence)
        if scan.turned_away and verdict.status is ScanStatus.REFUSED:
            result["turned_away"] = True
        row = scan_row(reader, scan, verdict, hall, found, moment, ahead, self.received_at, result)
        self.rows.append(row)
        self.answered[scan.id] = (scan.fingerprint, result)
        if known is not None and verdict.counts:
            self._count(scan, moment, row, known, verdict, presence)
        if verdict.forced_over and found.person:
            self.forced.append((scan, found.person.id, verdict.forced_over, found.person.name))
        return result

    def _known_of(self, hall: Hall | None, person: Person | None) -> Known | None:
        return self.known.setdefault((hall.id, person.id), Known()) if hall and person else None

    def _count(
        self, scan: Scan, moment: datetime, row: dict[str, Any], known: Known, verdict: Verdict, presence: Presence | None
    ) -> None:
        sighting = Sighting(moment, scan.direction, scan.id, row["gate"], row["by"], scan.method)
        tells = verdict.status is ScanStatus.ACCEPTED or moves_first(scan, moment, presence)
        gained = known.add(sighting, counts=tells)
        if scan.method in FROM_AFAR:
            return
        session = row["session_id"]
        self.inside[session] = self.inside.get(session, 0) + gained

    def _write(self) -> None:
        """Scans first, then attendance, always in that order: two writers never wait for each other."""
        if self.rows:
            db.session.execute(sa.insert(ScanRow.__table__), self.rows)
            save_attendance(self.caller.meeting_id, self.known)
        if not self.forced:
            return
        meeting = db.session.get(Meeting, self.caller.meeting_id)
        for scan, participant_id, reason, name in self.forced:
            audit.record(
                self.caller.actor,
                audit.Action.CHECKIN_FORCED,
                at=self.received_at,
                meeting=meeting,
                target=db.session.get(Participant, participant_id),
                target_name=name,
                reason=reason.label,
                overruled=reason.value,
                why=scan.forced.told(),
                scan=scan.id,
            )


def _presence(known: Known | None, moment: datetime) -> Presence | None:
    """The presence as it counts for a scan of that moment."""
    if known is None or known.first is None:
        return None
    entered = entered_at(known.seen, moment)
    again = entered if entered is not None and entered.at > known.first.at else None
    return Presence(known.first.at, known.first.gate, known.first.by, entered is not None, again)


def earlier_answers(meeting_id: str, ids: set[str]) -> dict[str, tuple[str, Any]]:
    """By id, the fingerprint of a scan that was recorded before, and what was answered."""
    if not ids:
        return {}
    c = ScanRow.__table__.c
    rows = db.session.execute(sa.select(c.id, c.fingerprint, c.result).where(c.meeting_id == meeting_id, c.id.in_(ids)))
    return {row.id: (row.fingerprint, row.result) for row in rows}

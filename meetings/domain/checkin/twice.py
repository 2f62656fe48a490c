"""One pass at two doors: somebody was recorded as coming in at a second door without having gone out.

Nobody is refused for it: a door that was offline, a clerk who forgot the way out, or a copied pass look the same to a scanner. The
committee's page tells who, where and when, until somebody says what was done about it (`settling`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from meetings.enums import ScanDirection, ScanStatus
from meetings.extensions import db
from meetings.models import Participant, Scan, Session, SettledScan
from meetings.models.checkin import AGAIN

MOST = 10  # people that a page names
SCANS = 100  # among the latest of which they are looked for: somebody may have several
IN = ScanDirection.IN
OTHER, LEFT = aliased(Scan), aliased(Scan)


@dataclass(frozen=True, slots=True)
class Seen:
    """Where and when, by which device or person."""

    at: datetime
    gate: str
    by: str


@dataclass(frozen=True, slots=True)
class Twice:
    """One person, and the doors in the order of time. ``id``: the scan under which it is settled."""

    id: str
    participant_id: str
    name: str
    position: str
    institution: str
    doors: tuple[Seen, ...]


def at_two_doors() -> sa.ColumnElement[bool]:
    """WHERE clause on Scan: coming in, of somebody whom another door of the session let in, too, with no way out between the two, and
    nobody has said yet what was done about it. Either of the two may have arrived first."""
    came = OTHER.direction == IN, OTHER.status != ScanStatus.REFUSED, OTHER.gate.not_in(["", Scan.gate]), OTHER.id != Scan.id
    same = OTHER.session_id == Scan.session_id, OTHER.participant_id == Scan.participant_id
    gone = (
        sa.exists()
        .where(
            LEFT.session_id == Scan.session_id,
            LEFT.participant_id == Scan.participant_id,
            LEFT.direction != IN,
            LEFT.status == ScanStatus.ACCEPTED,
            sa.or_(
                sa.and_(LEFT.scanned_at > OTHER.scanned_at, LEFT.scanned_at <= Scan.scanned_at),
                sa.and_(LEFT.scanned_at > Scan.scanned_at, LEFT.scanned_at <= OTHER.scanned_at),
            ),
        )
        .correlate(Scan, OTHER)
    )
    settled = sa.exists().where(SettledScan.meeting_id == Scan.meeting_id, SettledScan.scan_id == Scan.id)
    again = sa.text(f"({AGAIN})")  # in the words of the index
    return sa.and_(
        again,
        Scan.direction == IN,
        Scan.status != ScanStatus.REFUSED,
        Scan.gate != "",
        ~settled,
        sa.exists().where(*same, *came, ~gone),
    )


def list_twice(session: Session) -> list[Twice]:
    """Those of the session, the latest first; one more than `MOST` where there are more. Two statements."""
    ids = _people(session)[: MOST + 1]
    if not ids:
        return []
    passed = (
        sa.select(Scan, Participant)
        .join(Participant, Participant.id == Scan.participant_id)
        .where(Scan.session_id == session.id, Scan.participant_id.in_(ids), Scan.status != ScanStatus.REFUSED)
        .order_by(Scan.participant_id, Scan.scanned_at, Scan.id)
    )
    rows: Any = db.session.execute(passed).all()
    by_person = {person: _twice([(scan, who) for scan, who in scans]) for person, scans in groupby(rows, lambda row: row[1].id)}
    return [each for person in ids if (each := by_person.get(person or "")) is not None]


def count_twice(session: Session) -> int:
    """How many people they are, among the latest scans."""
    return len(_people(session))


def _people(session: Session) -> list[str | None]:
    found = sa.select(Scan.participant_id).where(Scan.session_id == session.id, at_two_doors()).order_by(Scan.scanned_at.desc())
    return list(dict.fromkeys(db.session.scalars(found.limit(SCANS))))


def _twice(passed: Sequence[tuple[Scan, Participant]]) -> Twice | None:
    """The last time that the person came in at several doors, by the first scan at each."""
    stays: list[list[Scan]] = [[]]
    for scan, _who in passed:
        if scan.direction is IN:
            stays[-1].append(scan)
        elif scan.status is ScanStatus.ACCEPTED:
            stays.append([])
    for stay in reversed(stays):
        gates = {scan.gate: scan for scan in reversed(stay) if scan.gate}
        if len(gates) > 1:
            doors = sorted(gates.values(), key=lambda scan: scan.scanned_at)
            person = passed[0][1]
            seen = tuple(Seen(scan.scanned_at, scan.gate, scan.by) for scan in doors)
            return Twice(doors[-1].id, person.id, person.full_name, person.position, person.institution, seen)
    return None

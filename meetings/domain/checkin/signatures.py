"""Signatures that are drawn on the screen of the door: read, and kept for the attendance list.

A drawing is an SVG path of straight pieces in a field of `WIDTH` by `HEIGHT`, in whole numbers: ``M12 40l3 -2 5 1M…``. Whoever signs again
replaces it. No page, export, log or line of the audit trail shows it: the list on paper does.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from meetings.domain.checkin.beside_contract import LONGEST_DRAWING, Signature, SignatureResult
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.reading import read_moment
from meetings.enums import ScanDirection, ScanStatus
from meetings.extensions import db
from meetings.models import Attendance, Meeting, Scan, SignedArrival

WIDTH, HEIGHT = 300, 100
LEAST_INK = 60  # units of that field: a dot, or a stroke by mistake, is no signature
_PAIR = r"-?\d{1,3} -?\d{1,3}"
_DRAWING = re.compile(rf"(?:M\d{{1,3}} \d{{1,3}}l{_PAIR}(?: {_PAIR})*)+")


def is_signature(strokes: str) -> bool:
    """Whether this is a drawing of ours that stays in its field and has ink enough for a signature."""
    if len(strokes) > LONGEST_DRAWING or not _DRAWING.fullmatch(strokes):
        return False
    ink = 0.0
    for stroke in strokes.split("M")[1:]:
        start, moves = stroke.split("l")
        x, y = map(int, start.split())
        for dx, dy in list(pairwise(map(int, moves.split())))[::2]:
            x, y, ink = x + dx, y + dy, ink + (dx * dx + dy * dy) ** 0.5
            if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
                return False
    return ink >= LEAST_INK


def keep_signatures(caller: Caller, sent: Sequence[Signature], at: datetime) -> list[SignatureResult]:
    """Keep what was drawn after scans of this meeting by which somebody came in; the latest drawing of a person at a session stays. Refused
    is what is no signature, of no such scan, of somebody who is not present (any more), and all where the meeting asks for none."""
    asked = db.session.scalar(sa.select(Meeting.sign_on_screen).where(Meeting.id == caller.meeting_id))
    arrivals = _arrivals(caller, [each.scan for each in sent]) if asked else {}
    results: list[SignatureResult] = []
    for each in sent:
        arrival = arrivals.get(each.scan)
        kept = arrival is not None and is_signature(each.strokes)
        if arrival is not None and kept:
            signed_at = min(read_moment(each.signed_at) or at, at)
            _keep({**arrival, "scan_id": each.scan, "strokes": each.strokes, "signed_at": signed_at})
        results.append({"scan": each.scan, "status": "kept" if kept else "refused"})
    return results


def _arrivals(caller: Caller, scan_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """Session and participant by scan."""
    came = sa.exists().where(Attendance.session_id == Scan.session_id, Attendance.participant_id == Scan.participant_id)
    found = sa.select(Scan.id, Scan.session_id, Scan.participant_id).where(
        Scan.meeting_id == caller.meeting_id,
        Scan.id.in_(scan_ids),
        Scan.direction == ScanDirection.IN,
        Scan.status != ScanStatus.REFUSED,
        came,
    )
    if caller.sessions is not None:
        found = found.where(Scan.session_id.in_(caller.sessions))
    rows = db.session.execute(found)
    return {row.id: {"session_id": row.session_id, "participant_id": row.participant_id} for row in rows}


def _keep(values: dict[str, object]) -> None:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(SignedArrival.__table__)
    new = insert.excluded
    changed = {"scan_id": new.scan_id, "strokes": new.strokes, "signed_at": new.signed_at}
    later = new.signed_at >= SignedArrival.__table__.c.signed_at
    key = ["session_id", "participant_id"]
    db.session.execute(insert.on_conflict_do_update(index_elements=key, set_=changed, where=later), [values])

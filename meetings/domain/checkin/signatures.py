"""Signatures that are drawn on the screen of the door: read, and kept for the attendance list.

A drawing is an SVG path of straight pieces in a field of `WIDTH` by `HEIGHT`, in whole numbers: ``M12 40l3 -2 5 1M…``. The first of a
person at a session stays, unless another one is sent to replace it. No page, export, log or line of the audit trail shows it: the list on paper does.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from meetings import clock
from meetings.domain.audit import Action, record
from meetings.domain.checkin.beside_contract import LONGEST_DRAWING, Signature, SignatureResult
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.reading import read_moment
from meetings.enums import ScanDirection, ScanStatus
from meetings.extensions import db
from meetings.models import Attendance, Meeting, Participant, Scan, Session, SignedArrival

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
    """Keep what was drawn after scans of this meeting by which somebody came in. Who has signed at this session already keeps that signature,
    unless the new one says that it replaces an earlier one (the audit trail has a line of it); sent twice it changes nothing. Refused is what
    is no signature, of no such scan, of somebody who is not present (any more), and all where the meeting asks for none."""
    meeting = db.session.get(Meeting, caller.meeting_id)
    arrivals = _arrivals(caller, [each.scan for each in sent]) if meeting is not None and meeting.sign_on_screen else {}
    results: list[SignatureResult] = []
    for each in sent:
        arrival = arrivals.get(each.scan)
        if arrival is None or not is_signature(each.strokes):
            results.append({"scan": each.scan, "status": "refused"})
            continue
        stays = _keep(caller, each, arrival, at)
        results.append(
            {"scan": each.scan, "status": "signed", "signed_at": clock.iso(stays)}
            if stays
            else {"scan": each.scan, "status": "kept"}
        )
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


def _keep(caller: Caller, drawn: Signature, arrival: dict[str, str], at: datetime) -> datetime | None:
    """Keep this one; when the other one was drawn that stays instead of it."""
    signed_at = min(read_moment(drawn.signed_at) or at, at)
    if _first(arrival | {"scan_id": drawn.scan, "strokes": drawn.strokes, "signed_at": signed_at}):
        return None
    key = (arrival["session_id"], arrival["participant_id"])
    there = db.session.get_one(SignedArrival, key, populate_existing=True, with_for_update=True)
    if (there.scan_id, there.strokes) == (drawn.scan, drawn.strokes):
        return None
    if not drawn.replaces or signed_at < there.signed_at:
        return there.signed_at
    there.scan_id, there.strokes, there.signed_at = drawn.scan, drawn.strokes, signed_at
    _tell_replaced(caller, there, at)
    return None


def _first(values: dict[str, object]) -> bool:
    """Keep it where nobody has signed; whether it was the first."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(SignedArrival.__table__).values(**values)
    nothing = insert.on_conflict_do_nothing(index_elements=["session_id", "participant_id"])
    return db.session.execute(nothing.returning(SignedArrival.scan_id)).first() is not None


def _tell_replaced(caller: Caller, signed: SignedArrival, at: datetime) -> None:
    person = db.session.get_one(Participant, signed.participant_id)
    record(
        caller.actor,
        Action.SIGNATURE_REPLACED,
        at=at,
        meeting=db.session.get(Meeting, caller.meeting_id),
        target=person,
        target_name=person.name,
        session=db.session.get_one(Session, signed.session_id).title,
    )

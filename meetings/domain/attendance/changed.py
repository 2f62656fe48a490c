"""What the doors have recorded of a session since its minutes were published: those say how many were present, and go on saying so."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meetings.enums import DocumentState, ScanDirection, ScanStatus
from meetings.extensions import db
from meetings.models import Attendance, Minutes, Scan, Session
from meetings.models.minutes import minutes_with

OUT = (DocumentState.QUEUED, DocumentState.RENDERING, DocumentState.SIGNING, DocumentState.PUBLISHED, DocumentState.READY)
COMING_AND_UNDONE = (ScanDirection.IN, ScanDirection.UNDO)
Pair = tuple[str, str]  # ids of a session and of a participant


@dataclass(frozen=True, slots=True)
class Changed:
    """``more`` are present now and were not when the ``minutes`` were frozen, ``fewer`` the other way round; at least one is."""

    minutes: Minutes
    more: int
    fewer: int

    @property
    def words(self) -> str:
        """``+2 −1``."""
        return " ".join(f"{sign}{number}" for sign, number in (("+", self.more), ("\u2212", self.fewer)) if number)


def changed_since_minutes(session: Session) -> Changed | None:
    """How attendance differs from what the session's minutes in force say; None where it does not, or where none are published."""
    return changed_sessions([session]).get(session.id)


def changed_sessions(sessions: Collection[Session]) -> dict[str, Changed]:
    """The same by the ids of those of these sessions of a meeting where it does. Whoever was there is told by the scans, so nobody's arrival
    needs to be remembered twice. At most four statements."""
    issued = sa.select(Minutes).where(Minutes.session_id.in_([each.id for each in sessions]), minutes_with(*OUT))
    newest = {each.session_id: each for each in db.session.scalars(issued.order_by(Minutes.version))}
    frozen_at = {session: each.published_at for session, each in newest.items() if each.published_at is not None}
    if not frozen_at:
        return {}
    later = [sa.and_(Scan.session_id == session, Scan.received_at > moment) for session, moment in frozen_at.items()]
    of_meeting = Scan.meeting_id.in_({each.meeting_id for each in sessions})
    moved = sa.select(Scan.session_id, Scan.participant_id).where(of_meeting, sa.or_(*later), *_tells_presence())
    touched: set[Pair] = {(session, person) for session, person in db.session.execute(moved.distinct()) if session and person}
    if not touched:
        return {}
    before, now = _present_at(touched, frozen_at), _present_now(touched)
    found = {}
    for session in {session for session, _person in touched}:
        more, fewer = (sum(each[0] == session for each in only) for only in (now - before, before - now))
        if more or fewer:
            found[session] = Changed(newest[session], more, fewer)
    return found


def _tells_presence() -> tuple[sa.ColumnElement[bool], ...]:
    return Scan.status == ScanStatus.ACCEPTED, Scan.direction.in_(COMING_AND_UNDONE)


def _apart(touched: Collection[Pair]) -> tuple[set[str], set[str]]:
    return {session for session, _person in touched}, {person for _session, person in touched}


def _present_now(touched: Collection[Pair]) -> set[Pair]:
    sessions, people = _apart(touched)
    here = sa.select(Attendance.session_id, Attendance.participant_id).where(
        Attendance.session_id.in_(sessions), Attendance.participant_id.in_(people)
    )
    return {(session, person) for session, person in db.session.execute(here)} & set(touched)


def _present_at(touched: Collection[Pair], moments: Mapping[str, datetime]) -> set[Pair]:
    """Who of these people was recorded present at the moment of their session: by the last word before it, or because the first word after
    it takes their presence back."""
    sessions, people = _apart(touched)
    words = sa.select(Scan.session_id, Scan.participant_id, Scan.direction, Scan.received_at).where(
        Scan.session_id.in_(sessions), Scan.participant_id.in_(people), *_tells_presence()
    )
    present: set[Pair] = set()
    told_after: set[Pair] = set()
    told: Any = db.session.execute(words.order_by(Scan.received_at, Scan.direction == ScanDirection.UNDO))
    for session, person, direction, at in told:
        pair, came = (session, person), direction is ScanDirection.IN
        if at <= moments[session]:
            (present.add if came else present.discard)(pair)
        elif pair not in told_after:
            told_after.add(pair)
            if not came:
                present.add(pair)
    return present & set(touched)

"""What the doors have recorded of a session since its minutes were published: those say how many were present, and go on saying so."""

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
    """How attendance differs from what the session's minutes in force say; None where it does not, or where none are published. Whoever
    was there is told by the scans, so nobody's arrival needs to be remembered twice. At most four statements."""
    newest = sa.select(Minutes).where(Minutes.session_id == session.id, minutes_with(*OUT)).order_by(Minutes.version.desc())
    minutes = db.session.scalars(newest.limit(1)).first()
    if minutes is None or minutes.published_at is None:
        return None
    frozen_at = minutes.published_at
    moved = sa.select(Scan.participant_id).where(
        Scan.meeting_id == session.meeting_id, Scan.session_id == session.id, Scan.received_at > frozen_at, *_tells_presence()
    )
    touched = {each for each in db.session.scalars(moved.distinct()) if each is not None}
    if not touched:
        return None
    before = _present_at(session, touched, frozen_at)
    here = sa.select(Attendance.participant_id).where(Attendance.session_id == session.id, Attendance.participant_id.in_(touched))
    now = set(db.session.scalars(here))
    return Changed(minutes, len(now - before), len(before - now)) if now != before else None


def _tells_presence() -> tuple[sa.ColumnElement[bool], ...]:
    return Scan.status == ScanStatus.ACCEPTED, Scan.direction.in_(COMING_AND_UNDONE)


def _present_at(session: Session, people: set[str], moment: datetime) -> set[str]:
    """Who of these people was recorded present at that moment: by the last word before it, or because the first word after it takes their
    presence back."""
    words = sa.select(Scan.participant_id, Scan.direction, Scan.received_at).where(
        Scan.session_id == session.id, Scan.participant_id.in_(people), *_tells_presence()
    )
    present: set[str] = set()
    told_after: set[str] = set()
    told: Any = db.session.execute(words.order_by(Scan.received_at, Scan.direction == ScanDirection.UNDO))
    for person, direction, at in told:
        came = direction is ScanDirection.IN
        if at <= moment:
            (present.add if came else present.discard)(person)
        elif person not in told_after:
            told_after.add(person)
            if not came:
                present.add(person)
    return present

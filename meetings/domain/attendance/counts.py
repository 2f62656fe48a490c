"""How many are expected and present, now."""

from typing import Any

import sqlalchemy as sa

from meetings.extensions import db
from meetings.models import Attendance, Meeting, Participant, Session, standing

_expected: dict[str, tuple[int, int]] = {}  # session: (roster version, expected); exact, because the version grows
MOST_SESSIONS = 10_000


def expected_statement(session_id: str, meeting_id: str) -> sa.Select[int]:
    """How many participants may be expected in the session."""
    p = Participant.__table__.c
    return sa.select(sa.func.count()).where(p.meeting_id == meeting_id, standing.expected_at(session_id, p))


def expected(session_id: str, meeting_id: str, roster_version: int) -> int:
    """The number expected, counted once per roster version and process."""
    kept = _expected.get(session_id)
    if kept is not None and kept[0] == roster_version:
        return kept[1]
    number = int(db.session.scalar(expected_statement(session_id, meeting_id)) or 0)
    if len(_expected) > MOST_SESSIONS:
        _expected.clear()
    _expected[session_id] = (roster_version, number)
    return number


def kept_expected(session_id: str, roster_version: int) -> int | None:
    """The number expected if this process has counted it for this version."""
    kept = _expected.get(session_id)
    return kept[1] if kept is not None and kept[0] == roster_version else None


def present(session_id: str) -> int:
    """How many were present in the session at any time."""
    statement = sa.select(sa.func.count()).where(Attendance.session_id == session_id)
    return int(db.session.scalar(statement) or 0)


def counts_of(session_id: str | None, meeting_id: str) -> dict[str, Any]:
    """``counts`` of the contract; zeros where no session of the meeting was named."""
    version = db.session.scalar(sa.select(Meeting.roster_version).where(Meeting.id == meeting_id)) or 0
    if session_id is None:
        return {"session": None, "expected": 0, "present": 0}
    return {
        "session": session_id,
        "expected": expected(session_id, meeting_id, version),
        "present": present(session_id),
    }


def last_of(sessions: list[str | None], meeting_id: str) -> str | None:
    """The last named session that belongs to the meeting."""
    named = {session for session in sessions if session}
    if not named:
        return None
    ours = set(db.session.scalars(sa.select(Session.id).where(Session.meeting_id == meeting_id, Session.id.in_(named))))
    return next((session for session in reversed(sessions) if session in ours), None)

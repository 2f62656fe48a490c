"""How many are expected and present, now."""

import sqlalchemy as sa

from meetings.enums import MeetingMode
from meetings.extensions import db
from meetings.models import Attendance, Meeting, Participant, Session, standing

PRESENT = (
    sa.select(sa.func.count())
    .select_from(Attendance.__table__)
    .where(Attendance.__table__.c.session_id == sa.bindparam("session"))
)
_expected: dict[str, tuple[int, int]] = {}  # session: (roster version, expected); exact, because the version grows
MOST_SESSIONS = 10_000


def expected(session_id: str, roster_version: int) -> int:
    """The number expected in a session there is, counted once per roster version and process."""
    kept = _expected.get(session_id)
    if kept is not None and kept[0] == roster_version:
        return kept[1]
    session, p = db.session.get_one(Session, session_id), Participant.__table__.c
    counted = sa.select(sa.func.count()).where(p.meeting_id == session.meeting_id, standing.expected_at(session, p))
    number = int(db.session.scalar(counted) or 0)
    if len(_expected) > MOST_SESSIONS:
        _expected.clear()
    _expected[session_id] = (roster_version, number)
    return number


def present(session_id: str) -> int:
    """How many were present in the session at any time."""
    return int(db.session.scalar(PRESENT, {"session": session_id}) or 0)


def inside(session_ids: list[str]) -> dict[str, int]:
    """How many are inside the halls of these sessions now, by session, without those who join from afar; an empty one has no entry."""
    a = Attendance.__table__.c
    here = a.session_id.in_(session_ids), a.inside, a.mode != MeetingMode.ONLINE
    return dict(db.session.execute(sa.select(a.session_id, sa.func.count()).where(*here).group_by(a.session_id)).all())


def counts_of(sessions: list[str | None], meeting_id: str) -> tuple[str | None, int, int]:
    """The last named session that belongs to the meeting, how many are expected and how many present there; zeros without any."""
    named = {session for session in sessions if session}
    statement = sa.select(Session.id, Meeting.roster_version).join(Meeting, Meeting.id == Session.meeting_id)
    rows = db.session.execute(statement.where(Meeting.id == meeting_id, Session.id.in_(named))).all() if named else []
    ours = dict(rows)
    session = next((session for session in reversed(sessions) if session in ours), None)
    if session is None:
        return None, 0, 0
    return session, expected(session, ours[session]), present(session)

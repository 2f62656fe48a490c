"""What people drew as their signatures when they came in, for the attendance list on paper."""

import sqlalchemy as sa

from meetings.extensions import db
from meetings.models import Attendance, SignedArrival


def drawings_of(session_id: str) -> dict[str, str]:
    """SVG paths, in a field of 300 by 100, of those who are present at the session, by participant."""
    present = sa.and_(Attendance.session_id == session_id, Attendance.participant_id == SignedArrival.participant_id)
    drawn = sa.select(SignedArrival.participant_id, SignedArrival.strokes).join(Attendance, present)
    return dict(db.session.execute(drawn.where(SignedArrival.session_id == session_id)).all())

"""The board of the doors: what stays as long as it says the same, so that most questions are answered without counting."""

import hashlib
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale

from meetings.extensions import db
from meetings.models import Device, Scan, Session, SettledScan
from meetings.models.marks import marks_of

REFUSED = sa.text("status = 'refused'")  # in the words of the index that holds no others
MEETING: sa.BindParameter[str] = sa.bindparam("meeting")
_ONE = sa.select(sa.literal(1).label("one")).subquery()
_WORKING = sa.and_(Device.meeting_id == MEETING, Device.revoked_at.is_(None))
TOLD = sa.select(  # made once: making it took as long as asking
    *(Device.id, Device.last_seen_at, Device.queue_length),
    *(
        each.scalar_subquery()
        for each in (
            sa.select(Scan.received_at).where(Scan.meeting_id == MEETING).order_by(Scan.received_at.desc()).limit(1),
            sa.select(sa.func.count()).select_from(Scan).where(Scan.meeting_id == MEETING, REFUSED),
            sa.select(sa.func.count()).select_from(SettledScan).where(SettledScan.meeting_id == MEETING),
        )
    ),
).select_from(_ONE.outerjoin(Device, _WORKING))
"""The devices of a meeting, and with each the newest scan of the meeting, how many were refused, and how many were settled."""


def board_mark(session: Session, at: datetime, *asked: Any) -> str | None:
    """Two small statements, however many people there are; ``asked``: whatever else the answer depends on. None where it cannot be told.

    People and attendance move the meeting's marks; what waits for somebody changes with the newest scan, with those that were refused, and with
    what was settled.
    """
    marks = marks_of(session.meeting_id)
    if marks is None:
        return None
    rows = sorted(map(tuple, db.session.execute(TOLD, {"meeting": session.meeting_id})), key=repr)
    over = session.ended_by(at)  # by the clock alone
    told = (session.id, marks, rows, over, str(get_locale()), asked)
    return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()

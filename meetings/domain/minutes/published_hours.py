"""What published minutes say of hours, after the meeting got another zone."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meetings import clock
from meetings.enums import MinutesState
from meetings.extensions import db
from meetings.models import Minutes, Session

SETTLED = (MinutesState.SUBMITTED, MinutesState.APPROVED, MinutesState.PUBLISHED)


def settled_minutes(sessions: Sequence[Session]) -> Sequence[Minutes]:
    """Minutes of these sessions that follow no zone: handed in, approved or published, with their session; one statement."""
    wanted = Minutes.session_id.in_([session.id for session in sessions]), Minutes.state.in_(SETTLED)
    rows = sa.select(Minutes).where(*wanted).options(joinedload(Minutes.session))
    return db.session.scalars(rows.order_by(Minutes.session_id, Minutes.version)).all()


def hours_to_correct(minutes: Minutes) -> dict[str, datetime | None]:
    """The hours with which a correction begins: those that were published. Where the zone was corrected and the session kept its hours, they
    keep theirs, as the text around them does; a session that kept its moment was held when the minutes say."""
    hours = {"started_at": minutes.started_at, "ended_at": minutes.ended_at}
    content, now = minutes.document.content if minutes.document else {}, minutes.meeting.timezone
    then, planned = content.get("zone", now), content.get("invited_from")
    if then == now or not planned or _wall(datetime.fromisoformat(planned), then) != _wall(minutes.session.starts_at, now):
        return hours
    return {name: clock.from_local(_wall(moment, then), now) if moment else None for name, moment in hours.items()}


def _wall(moment: datetime, zone: str) -> datetime:
    return clock.local(moment, zone).replace(tzinfo=None)

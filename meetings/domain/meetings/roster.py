"""Who is expected at a meeting has changed: the version that its doors compare."""

import sqlalchemy as sa

from meetings.extensions import db
from meetings.models import Meeting


def touch_roster(meeting_id: str) -> None:
    """Tell the doors that who is expected has changed; adds up correctly when two requests do it at once."""
    db.session.execute(
        sa.update(Meeting)
        .where(Meeting.id == meeting_id)
        .values(roster_version=Meeting.roster_version + 1, updated_at=Meeting.updated_at),
        execution_options={"synchronize_session": False},
    )

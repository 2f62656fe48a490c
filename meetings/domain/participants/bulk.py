"""Statements over many participants, the same on SQLite and PostgreSQL."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from meetings.extensions import db
from meetings.models import Meeting


def insert_new(model: Any) -> Any:
    """An INSERT that skips rows which a unique constraint or index already holds; add `.returning(…)` to learn which went in."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    table = model.__table__  # with the class itself every row would take the way of an object
    return dialect.insert(table).on_conflict_do_nothing()


def touch_roster(meeting_id: str) -> None:
    """Tell the doors that who is expected has changed; adds up correctly when two requests do it at once."""
    db.session.execute(
        sa.update(Meeting)
        .where(Meeting.id == meeting_id)
        .values(roster_version=Meeting.roster_version + 1, updated_at=Meeting.updated_at),
        execution_options={"synchronize_session": False},
    )

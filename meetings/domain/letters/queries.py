"""Reads of letters."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meetings.extensions import db
from meetings.models import Letter, Meeting


def letters_of(meeting_id: str) -> list[Letter]:
    """The meeting's letters, newest first."""
    statement = sa.select(Letter).where(Letter.meeting_id == meeting_id).order_by(Letter.created_at.desc(), Letter.id)
    return list(db.session.scalars(statement.options(joinedload(Letter.meeting).joinedload(Meeting.organisation))))


def find_letter(meeting_id: str, letter_id: str) -> Letter | None:
    """A letter of this meeting, with meeting and organisation."""
    statement = sa.select(Letter).where(Letter.id == letter_id, Letter.meeting_id == meeting_id)
    return db.session.scalar(statement.options(joinedload(Letter.meeting).joinedload(Meeting.organisation)))

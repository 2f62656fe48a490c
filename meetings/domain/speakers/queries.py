"""Reads of speakers."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from meetings.enums import SpeakerState
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.models import Meeting, Speaker


def list_speakers(
    meeting: Meeting, *, state: SpeakerState | None = None, allowed: Collection[str] | None = None
) -> Sequence[Speaker]:
    """All speakers in their order, with session and agenda item loaded; ``allowed``: ids of the sessions whose speakers are meant, with
    those of the whole meeting (None: of all)."""
    statement = (
        sa.select(Speaker)
        .where(Speaker.meeting_id == meeting.id)
        .options(joinedload(Speaker.session), joinedload(Speaker.agenda_item))
        .order_by(Speaker.position, Speaker.id)
    )
    if state is not None:
        statement = statement.where(Speaker.state == state)
    if allowed is not None:
        statement = statement.where(sa.or_(Speaker.session_id.is_(None), Speaker.session_id.in_(allowed)))
    return db.session.scalars(statement).all()


def get_speaker(meeting: Meeting, speaker_id: str) -> Speaker:
    """One speaker of this meeting. Raises NotFound, for one of another meeting too."""
    speaker = db.session.scalar(sa.select(Speaker).where(Speaker.id == speaker_id, Speaker.meeting_id == meeting.id))
    if speaker is None:
        raise NotFound(_("Narasumber ini tidak ada pada kegiatan ini."))
    return speaker

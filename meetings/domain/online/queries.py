"""Reads of virtual links."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from meetings.enums import MeetingMode
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.models import Meeting, Session, VirtualLink


def list_links(meeting: Meeting) -> Sequence[VirtualLink]:
    """All links, those of the whole meeting first, then by session; sessions loaded."""
    statement = (
        sa.select(VirtualLink)
        .outerjoin(VirtualLink.session)
        .where(VirtualLink.meeting_id == meeting.id)
        .options(joinedload(VirtualLink.session))
        .order_by(VirtualLink.session_id.is_not(None), Session.starts_at, VirtualLink.created_at, VirtualLink.id)
    )
    return db.session.scalars(statement).all()


def links_for_participants(meeting: Meeting, at: datetime, sessions: Collection[str] | None = None) -> list[VirtualLink]:
    """What a participant's own page may show at ``at``: links in their time, of the whole meeting or of ``sessions``
    (None: of every session). Nothing for a meeting in person."""
    if meeting.mode is MeetingMode.IN_PERSON:
        return []
    return [
        link
        for link in list_links(meeting)
        if (link.visible_from is None or link.visible_from <= at)
        and (link.visible_until is None or at <= link.visible_until)
        and (link.session_id is None or sessions is None or link.session_id in sessions)
    ]


def get_link(meeting: Meeting, link_id: str) -> VirtualLink:
    """One link of this meeting. Raises NotFound, for one of another meeting too."""
    link = db.session.scalar(sa.select(VirtualLink).where(VirtualLink.id == link_id, VirtualLink.meeting_id == meeting.id))
    if link is None:
        raise NotFound(_("Tautan ini tidak ada pada kegiatan ini."))
    return link

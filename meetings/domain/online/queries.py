"""Reads of virtual links."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from meetings.enums import LinkState, MeetingMode, MeetingState
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.models import Meeting, Session, VirtualLink
from meetings.models.agenda import door_hours


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


def link_state(link: VirtualLink, meeting: Meeting, sessions: Collection[Session], at: datetime) -> LinkState:
    """Whether participants see the link at ``at``: in its time, while a door of what it leads to is open, and never of a meeting in person or
    of one that is off. ``sessions``: all of the meeting."""
    if meeting.mode is MeetingMode.IN_PERSON or meeting.state is MeetingState.CANCELLED:
        return LinkState.HIDDEN
    led_to = [session for session in sessions if link.session_id in (None, session.id)]
    over = meeting.finished_at is not None or (bool(led_to) and all(door_hours(session, meeting)[1] <= at for session in led_to))
    if over or (link.visible_until is not None and link.visible_until < at):
        return LinkState.OVER
    return LinkState.WAITING if link.visible_from is not None and at < link.visible_from else LinkState.SHOWN


def links_for_participants(
    meeting: Meeting, all_sessions: Collection[Session], at: datetime, sessions: Collection[str] | None = None
) -> list[VirtualLink]:
    """What a participant's own page may show at ``at``: links that are shown, of the whole meeting or of ``sessions``
    (None: of every session)."""
    return [
        link
        for link in list_links(meeting)
        if link_state(link, meeting, all_sessions, at) is LinkState.SHOWN
        and (link.session_id is None or sessions is None or link.session_id in sessions)
    ]


def get_link(meeting: Meeting, link_id: str) -> VirtualLink:
    """One link of this meeting. Raises NotFound, for one of another meeting too."""
    link = db.session.scalar(sa.select(VirtualLink).where(VirtualLink.id == link_id, VirtualLink.meeting_id == meeting.id))
    if link is None:
        raise NotFound(_("Tautan ini tidak ada pada kegiatan ini."))
    return link

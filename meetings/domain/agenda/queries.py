"""Reads of the agenda."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from meetings.errors import NotFound
from meetings.extensions import db
from meetings.models import AgendaItem, Meeting, Session
from meetings.models.agenda import SESSION_ORDER


def list_sessions(meeting: Meeting, *, with_items: bool = True) -> Sequence[Session]:
    """The sessions in order of time; with their items and those items' speakers: three statements, however many."""
    return db.session.scalars(_sessions_listed(with_items), {"meeting": meeting.id}).all()


@cache  # a hall of guests asks at once: making the statement takes longer than sending it
def _sessions_listed(with_items: bool) -> sa.Select[Session]:
    statement = sa.select(Session).where(Session.meeting_id == sa.bindparam("meeting")).order_by(*SESSION_ORDER)
    return statement.options(selectinload(Session.items).selectinload(AgendaItem.speakers)) if with_items else statement


def get_session(meeting: Meeting, session_id: str, *, with_items: bool = False) -> Session:
    """One session of this meeting. Raises NotFound, for one of another meeting too."""
    options = [selectinload(Session.items).selectinload(AgendaItem.speakers)] if with_items else []
    statement = sa.select(Session).where(Session.id == session_id, Session.meeting_id == meeting.id).options(*options)
    session = db.session.scalar(statement)
    if session is None:
        raise NotFound(_("Sesi ini tidak ada pada kegiatan ini."))
    return session


def get_item(meeting: Meeting, item_id: str) -> AgendaItem:
    """One item of this meeting, its session loaded. Raises NotFound, for one of another meeting too."""
    statement = (
        sa.select(AgendaItem)
        .join(AgendaItem.session)
        .where(AgendaItem.id == item_id, Session.meeting_id == meeting.id)
        .options(joinedload(AgendaItem.session))
    )
    item = db.session.scalar(statement)
    if item is None:
        raise NotFound(_("Mata acara ini tidak ada pada kegiatan ini."))
    return item

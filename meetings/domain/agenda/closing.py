"""The end of a session: by hand, or by the clock when ``ends_at`` has come."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require
from meetings.enums import MeetingState
from meetings.errors import Conflict, WrongState
from meetings.extensions import db, nudges
from meetings.models import Minutes, Session


def close_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """Close a session that has begun; its minutes are drafted right after the commit.

    Raises WrongState before the meeting is open or before the session begins, Conflict when it is closed already
    (also when somebody else closes it at the same moment).
    """
    require(session.meeting, Activity.CHECKIN)
    if session.starts_at > at:
        raise WrongState(_("Sesi ini belum dimulai."))
    closed = db.session.execute(
        sa.update(Session).where(Session.id == session.id, Session.closed_at.is_(None)).values(closed_at=at, updated_at=at)
    )
    if closed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(_("Sesi ini sudah ditutup."))
    db.session.refresh(session, ["closed_at", "updated_at"])
    record(actor, Action.SESSION_CLOSED, at=at, meeting=session.meeting, target=session, target_name=session.title)
    nudges.remember(db.session(), "draft_due_minutes")
    db.session.flush()


def reopen_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """Take the closing back while the meeting runs and no minutes exist. Raises Conflict, WrongState otherwise."""
    if session.meeting.state not in (MeetingState.OPEN, MeetingState.RUNNING):
        raise WrongState(_("Sesi hanya dapat dibuka kembali selama kegiatan berlangsung."))
    if session.closed_at is None:
        raise Conflict(_("Sesi ini belum ditutup."))
    if db.session.scalar(sa.select(sa.exists().where(Minutes.session_id == session.id))):
        raise Conflict(_("Notula sesi ini sudah dibuat; lengkapi di halaman notula."))
    session.closed_at = None
    record(actor, Action.SESSION_REOPENED, at=at, meeting=session.meeting, target=session, target_name=session.title)
    db.session.flush()

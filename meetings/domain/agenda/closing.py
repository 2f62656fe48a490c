"""The end of a session: by hand, or by the clock when ``ends_at`` has come; what it does to the rundown."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, facts_changed, require
from meetings.enums import MeetingState, Task
from meetings.errors import Conflict, WrongState
from meetings.extensions import db, nudges
from meetings.models import Meeting, Minutes, Session
from meetings.models.base import change_rows, hold


def close_session(session: Session, *, actor: Actor, at: datetime) -> bool:
    """Close a session that has begun; its minutes are drafted right after the commit. False when none will be: it wants
    none, or has some since its hour came.

    Raises WrongState before the meeting is open or before the session begins, Conflict when it is closed already
    (also when somebody else closes it at the same moment).
    """
    require(session.meeting, Activity.CHECKIN)
    if session.starts_at > at:
        raise WrongState(_("Sesi ini belum dimulai."))
    closed = change_rows(
        sa.update(Session).where(Session.id == session.id, Session.closed_at.is_(None)).values(closed_at=at, updated_at=at)
    )
    if closed != 1:
        raise Conflict(_("Sesi ini sudah ditutup."))
    db.session.refresh(session, ["closed_at", "updated_at"])
    record(actor, Action.SESSION_CLOSED, at=at, meeting=session.meeting, target=session, target_name=session.title)
    nudges.remember(db.session(), Task.DRAFT_DUE_MINUTES)
    facts_changed(session.meeting, [session.id], at)
    db.session.flush()
    return session.wants_minutes and not _has_minutes(session)


def reopen_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """Take the closing back while the meeting runs and no minutes exist. Raises Conflict, WrongState otherwise.

    Whoever drafts the minutes holds the session, too: either the draft is there first, or the session is open again and none is made.
    """
    hold(session.meeting, session)
    if session.meeting.state not in (MeetingState.OPEN, MeetingState.RUNNING):
        raise WrongState(_("Sesi hanya dapat dibuka kembali selama kegiatan berlangsung."))
    if session.closed_at is None:
        raise Conflict(_("Sesi ini belum ditutup."))
    if _has_minutes(session):
        raise Conflict(_("Notula sesi ini sudah dibuat; lengkapi di halaman notula."))
    session.closed_at = None
    record(actor, Action.SESSION_REOPENED, at=at, meeting=session.meeting, target=session, target_name=session.title)
    db.session.flush()


def require_unclosed(session: Session) -> None:
    """Raise Conflict for a closed session, with what is possible instead: once it has minutes it is not opened again."""
    if session.closed_at is None:
        return
    if _has_minutes(session):
        raise Conflict(
            _(
                "Sesi sudah ditutup dan notulanya sudah dibuat, jadi data sesi tidak diubah lagi. Perbaiki catatannya pada notula sesi ini; yang sudah terbit dengan koreksi."
            )
        )
    raise Conflict(_("Sesi sudah ditutup. Buka kembali sesi ini untuk mengubahnya."))


def require_rundown(session: Session, at: datetime, *lines: Any) -> None:
    """Hold ``session`` and ``lines`` of it; raise WrongState when its rundown is settled: whoever changed it then would believe that the
    minutes follow. The record of what was said is corrected in the minutes."""
    hold(session, *lines)
    if session.closed_at is not None and _has_minutes(session):
        raise WrongState(
            _("Sesi ini sudah ditutup dan susunan acaranya sudah menjadi butir notula. Perbaiki catatannya pada notula sesi ini.")
        )
    if session.closed_at is not None:
        raise WrongState(_("Sesi ini sudah ditutup. Buka kembali sesi ini untuk mengubah susunan acaranya."))
    if session.ends_at <= at and _has_minutes(session):
        raise WrongState(
            _(
                "Sesi ini sudah berakhir dan susunan acaranya sudah menjadi butir notula. Perbaiki catatannya pada notula, atau ubah jam selesai sesi bila acaranya masih berlanjut."
            )
        )


def settled_rundowns(meeting: Meeting, sessions: Sequence[Session], at: datetime) -> dict[str, bool]:
    """The sessions whose rundown ``require_rundown`` refuses to change, by id, each with whether it has minutes; one statement."""
    drafted = set(db.session.scalars(sa.select(Minutes.session_id).where(Minutes.meeting_id == meeting.id)))
    return {
        session.id: session.id in drafted
        for session in sessions
        if session.closed_at is not None or (session.ends_at <= at and session.id in drafted)
    }


def _has_minutes(session: Session) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Minutes.session_id == session.id))))

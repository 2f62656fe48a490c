"""The end of a session: by hand, or by the clock when ``ends_at`` has come; what it does to the rundown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, facts_changed, require, touch_roster
from meetings.enums import MeetingState, MinutesState, Task
from meetings.errors import Conflict, WrongState
from meetings.extensions import db, nudges
from meetings.models import Meeting, Minutes, Session
from meetings.models.base import change_rows, hold


def close_session(session: Session, *, actor: Actor, at: datetime) -> bool:
    """Close a session that has begun; its minutes are drafted right after the commit. False when none will be: it wants
    none, or has some since its hour came.

    Raises WrongState before the meeting is open or before the session begins, Conflict when it is closed already
    (also when somebody else closes it at the same moment), or its minutes, which say when it ended, are more than a draft.
    """
    require(session.meeting, Activity.CHECKIN)
    if session.starts_at > at:
        raise WrongState(_("Sesi ini belum dimulai."))
    if _settled_minutes(session):
        raise Conflict(_("Notula sesi ini sudah diajukan atau terbit dengan jam selesainya, jadi sesinya tidak ditutup lagi."))
    closed = change_rows(
        sa.update(Session).where(Session.id == session.id, Session.closed_at.is_(None)).values(closed_at=at, updated_at=at)
    )
    if closed != 1:
        raise Conflict(_("Sesi ini sudah ditutup."))
    db.session.refresh(session, ["closed_at", "updated_at"])
    record(actor, Action.SESSION_CLOSED, at=at, meeting=session.meeting, target=session, target_name=session.title)
    touch_roster(session.meeting_id)  # who is added from now on is not called to it
    nudges.remember(db.session(), Task.DRAFT_DUE_MINUTES)
    facts_changed(session.meeting, [session.id], at)
    db.session.flush()
    return session.wants_minutes and not _has_minutes(session)


def reopen_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """Take the closing back while the meeting runs and its minutes, if there are any, are a first draft, which follows. Raises Conflict,
    WrongState otherwise.

    Whoever drafts or hands in the minutes holds the session, too: either they have done it before, or they find it open again.
    """
    hold(session.meeting, session)
    if session.meeting.state not in (MeetingState.OPEN, MeetingState.RUNNING):
        raise WrongState(_("Sesi hanya dapat dibuka kembali selama kegiatan berlangsung."))
    if session.closed_at is None:
        raise Conflict(_("Sesi ini belum ditutup."))
    if _settled_minutes(session):
        raise Conflict(
            _(
                "Notula sesi ini sudah diajukan, disetujui, atau terbit, jadi sesinya tidak dibuka kembali. Selama masih diajukan, pengajuannya dapat ditarik atau dikembalikan dahulu; yang sudah terbit diperbaiki dengan koreksi."
            )
        )
    session.closed_at = None
    touch_roster(session.meeting_id)
    record(actor, Action.SESSION_REOPENED, at=at, meeting=session.meeting, target=session, target_name=session.title)
    facts_changed(session.meeting, [session.id], at)
    db.session.flush()


def require_unclosed(session: Session) -> None:
    """Raise Conflict for a closed session, with what is possible instead: once its minutes are more than a draft it is not opened again."""
    if session.closed_at is None:
        return
    if _settled_minutes(session):
        raise Conflict(
            _(
                "Sesi sudah ditutup dan notulanya sudah diajukan atau terbit, jadi data sesi tidak diubah lagi. Perbaiki catatannya pada notula sesi ini; yang sudah terbit dengan koreksi."
            )
        )
    raise Conflict(_("Sesi sudah ditutup. Buka kembali sesi ini untuk mengubahnya."))


def require_rundown(session: Session, at: datetime, *lines: Any) -> None:
    """Hold ``session`` and ``lines`` of it; raise WrongState when its rundown is settled: whoever changed it then would believe that the
    minutes follow. The record of what was said is corrected in the minutes."""
    hold(session, *lines)
    if session.closed_at is not None and _settled_minutes(session):
        raise WrongState(
            _(
                "Sesi ini sudah ditutup dan susunan acaranya sudah menjadi butir notula yang diajukan atau terbit. Perbaiki catatannya pada notula sesi ini."
            )
        )
    if session.closed_at is not None:
        raise WrongState(_("Sesi ini sudah ditutup. Buka kembali sesi ini untuk mengubah susunan acaranya."))
    if session.ends_at <= at and _has_minutes(session):
        raise WrongState(
            _(
                "Sesi ini sudah berakhir dan susunan acaranya sudah menjadi butir notula. Perbaiki catatannya pada notula, atau ubah jam selesai sesi bila acaranya masih berlanjut."
            )
        )


@dataclass(frozen=True)
class Settled:
    """Why a rundown is not changed any more: its session has minutes (``drafted``); whether a closed one may be opened again, one that only
    its hours ended may be closed."""

    drafted: bool
    reopens: bool
    closes: bool


def settled_rundowns(meeting: Meeting, sessions: Sequence[Session], at: datetime) -> dict[str, Settled]:
    """The sessions whose rundown ``require_rundown`` refuses to change, by id; one statement."""
    rows = db.session.execute(sa.select(Minutes.session_id, _IS_SETTLED).where(Minutes.meeting_id == meeting.id)).all()
    drafted = {session_id for session_id, _settled in rows}
    beyond = {session_id for session_id, settled in rows if settled}
    return {
        session.id: Settled(
            session.id in drafted,
            reopens=session.closed_at is not None and session.id not in beyond,
            closes=session.closed_at is None and session.id not in beyond,
        )
        for session in sessions
        if session.closed_at is not None or (session.ends_at <= at and session.id in drafted)
    }


_IS_SETTLED = sa.or_(Minutes.state != MinutesState.DRAFT, Minutes.version > 1)


def _settled_minutes(session: Session) -> bool:
    """Minutes that do not follow the session any more: handed in, approved, published, or a correction."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Minutes.session_id == session.id, _IS_SETTLED))))


def _has_minutes(session: Session) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Minutes.session_id == session.id))))

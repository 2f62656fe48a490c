"""Screens of the hall: a projector or television that anybody may open who has its link, until it is revoked."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from meetings import passcode
from meetings.config import current_settings
from meetings.domain import code_keys
from meetings.domain.attendance.queries import list_sessions
from meetings.domain.audit import Action, Actor, record
from meetings.enums import ScreenKind
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import HallScreen, Meeting, Session
from meetings.passcode import new_id
from meetings.writing.reading import read_text

PURPOSE = "screen"
MOST = 50  # of a meeting


def create_screen(
    meeting: Meeting, kind: ScreenKind, name: str, session: Session | None, greeting: str, actor: Actor, at: datetime
) -> HallScreen:
    """A screen with a link of its own. ``session`` None: it follows the session that runs. Raises `InvalidInput` for an empty name, and
    above `MOST` that work."""
    name = read_text(name)
    if not name or len(name) > 300:
        raise InvalidInput(_("Isi nama layar, misalnya Aula utama."), field="name")
    if len(list_screens(meeting.id)) >= MOST:
        raise InvalidInput(_("Paling banyak %(most)d layar; cabut yang tidak dipakai.", most=MOST), field="name")
    screen_id = new_id()
    screen = HallScreen(
        id=screen_id,
        meeting=meeting,
        session=session,
        kind=kind,
        name=name,
        greeting=read_text(greeting)[:300],
        token_hash=_hash(_token(screen_id)),
        created_at=at,
    )
    db.session.add(screen)
    db.session.flush()
    record(actor, Action.SCREEN_CREATED, at=at, meeting=meeting, target=screen, target_name=name)
    return screen


def revoke_screen(screen: HallScreen, actor: Actor, at: datetime) -> None:
    """Its link and its QR open nothing any more; twice changes nothing."""
    if screen.revoked_at is not None:
        return
    screen.revoked_at = at
    record(actor, Action.SCREEN_REVOKED, at=at, meeting=screen.meeting, target=screen, target_name=screen.name)
    db.session.flush()


def list_screens(meeting_id: str) -> list[HallScreen]:
    """Those of the meeting that are not revoked, with their sessions."""
    working = sa.select(HallScreen).where(HallScreen.meeting_id == meeting_id, HallScreen.revoked_at.is_(None))
    ordered = working.options(joinedload(HallScreen.session)).order_by(HallScreen.created_at, HallScreen.id)
    return list(db.session.scalars(ordered.limit(MOST)))


def find_screen_of(meeting_id: str, screen_id: str) -> HallScreen | None:
    """A screen of this meeting, revoked or not."""
    return db.session.scalar(sa.select(HallScreen).where(HallScreen.id == screen_id, HallScreen.meeting_id == meeting_id))


def find_screen(text: str) -> HallScreen | None:
    """The screen whose link this token is, as somebody typed it, with meeting and organisation; None for any other and a revoked one."""
    token = passcode.read_token(text)
    return one_working(HallScreen.token_hash == _hash(token)) if token else None


def one_working(which: sa.ColumnElement[bool]) -> HallScreen | None:
    """The screen that fulfils ``which`` and is not revoked."""
    whose = joinedload(HallScreen.meeting).joinedload(Meeting.organisation), joinedload(HallScreen.session)
    return db.session.scalar(sa.select(HallScreen).where(which, HallScreen.revoked_at.is_(None)).options(*whose))


def screen_token(screen_id: str, kept: str | None = None) -> str:
    """The unguessable token of a screen; ``kept`` is its ``token_hash``."""
    return _token(screen_id, kept)


def screen_link(screen: HallScreen) -> str:
    """The absolute address that the computer at the projector opens."""
    return f"{current_settings().base_url}/layar/{screen_token(screen.id, screen.token_hash)}"


def sessions_of(screen: HallScreen) -> list[Session]:
    """The sessions that the screen may be about: its own, or all of the meeting in order."""
    return [screen.session] if screen.session is not None else list_sessions(screen.meeting_id)


def rehash_screens() -> int:
    """After ``token_key`` was rotated: find every screen under the newest key; how many were not."""
    return code_keys.rehash(HallScreen, HallScreen.token_hash, code_keys.token(PURPOSE))


def count_former_screens() -> int:
    """How many screens' links were made with a former ``token_key``."""
    return code_keys.count_former(HallScreen, HallScreen.token_hash, code_keys.token(PURPOSE))


def _token(screen_id: str, kept: str | None = None) -> str:
    return passcode.derived(current_settings().code_keys, lambda key: passcode.derive_token(key, PURPOSE, screen_id), kept)


def _hash(token: str) -> str:
    return passcode.lookup_hash(current_settings().code_key, token)

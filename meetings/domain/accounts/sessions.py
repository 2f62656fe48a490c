"""Sign-ins as rows: each browser has one, each can be ended from another."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from meetings import passcode
from meetings.config import current_settings
from meetings.domain import audit
from meetings.extensions import db
from meetings.models import User, UserSession
from meetings.models.base import change_rows

IDLE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)  # how often last_seen_at is written at most


def token_hash(token: str) -> str:
    """How a sign-in cookie's token (256 random bits, so no key is needed) is stored."""
    return passcode.lookup_hash(b"session", token)


def start_session(user: User, at: datetime, *, ip: str, user_agent: str) -> str:
    """Remember a sign-in; returns the token for the cookie."""
    token = passcode.new_secret()
    db.session.add(
        UserSession(
            user_id=user.id,
            token_hash=token_hash(token),
            created_at=at,
            last_seen_at=at,
            ip=ip[:64],
            user_agent=user_agent[:300],
        )
    )
    audit.record(audit.Actor("user", user.id, user.name), audit.Action.USER_SIGNED_IN, at=at, target=user)
    return token


def find_user(uniquifier: str, token: str, at: datetime) -> tuple[User, UserSession] | None:
    """The active user behind a cookie, if that sign-in has not ended. One statement."""
    found = db.session.scalar(_user_found(), {"token": token_hash(token), "uniquifier": uniquifier, **_since(at)})
    return (found.user, found) if found else None


@cache  # each page asks: making the statement takes longer than sending it
def _user_found() -> sa.Select[UserSession]:
    return (
        sa.select(UserSession)
        .join(UserSession.user)
        .options(contains_eager(UserSession.user))
        .where(
            UserSession.token_hash == sa.bindparam("token"),
            *OPEN,
            User.fs_uniquifier == sa.bindparam("uniquifier"),
            User.active,
        )
    )


# Not ended, used within 12 hours, and begun within the time that the operator has set, however much it is used: with `_since`.
OPEN = (
    UserSession.ended_at.is_(None),
    UserSession.last_seen_at > sa.bindparam("used_after"),
    UserSession.created_at > sa.bindparam("begun_after"),
)


def _since(at: datetime) -> dict[str, datetime]:
    return {"used_after": at - IDLE, "begun_after": at - timedelta(hours=current_settings().session_hours)}


def session_id(token: str) -> str | None:
    """The id of the sign-in that a cookie's token names."""
    return db.session.scalar(sa.select(UserSession.id).where(UserSession.token_hash == token_hash(token)))


def list_sessions(user_id: str, at: datetime) -> Sequence[UserSession]:
    """The open sign-ins of a user, newest use first (100 at most)."""
    return db.session.scalars(
        sa.select(UserSession).where(UserSession.user_id == user_id, *OPEN).order_by(UserSession.last_seen_at.desc()).limit(100),
        _since(at),
    ).all()


def end_session(actor: audit.Actor, user_id: str, session_id: str, at: datetime) -> bool:
    """End one sign-in of the user; False when it is not theirs or has ended."""
    row = db.session.scalar(
        sa.select(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    )
    if row is None:
        return False
    row.ended_at = at
    audit.record(actor, audit.Action.USER_SESSION_ENDED, at=at, target=row, target_name=describe_browser(row.user_agent))
    return True


def end_other_sessions(actor: audit.Actor, user_id: str, keep_id: str | None, at: datetime) -> int:
    """End every sign-in of the user but ``keep_id``; how many."""
    condition = [UserSession.user_id == user_id, UserSession.ended_at.is_(None)]
    if keep_id:
        condition.append(UserSession.id != keep_id)
    count = change_rows(
        sa.update(UserSession).where(*condition).values(ended_at=at).execution_options(synchronize_session="fetch")
    )
    if count:
        audit.record(actor, audit.Action.USER_SESSION_ENDED, at=at, target_name=str(count))
    return count


_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def describe_browser(user_agent: str) -> str:
    """«Chrome, Windows» out of a browser's own description; empty when it says nothing known."""
    parts = (next((name for mark, name in table if mark in user_agent), "") for table in (_BROWSERS, _SYSTEMS))
    return ", ".join(part for part in parts if part)

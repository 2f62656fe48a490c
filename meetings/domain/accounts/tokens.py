"""Personal tokens for the API: shown once, stored hashed, ended by their owner."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from meetings import passcode
from meetings.domain import audit
from meetings.extensions import db
from meetings.models import ApiToken, User

PREFIX = "rapat_"


def token_hash(token: str) -> str:
    """How a bearer token (256 random bits) is stored."""
    return passcode.lookup_hash(b"bearer", token)


def create_token(actor: audit.Actor, user: User, name: str, expires_at: datetime | None, at: datetime) -> str:
    """A new token that acts as ``user``; returns it, for the only time."""
    token = PREFIX + passcode.new_secret()
    row = ApiToken(user_id=user.id, name=name, token_hash=token_hash(token), created_at=at, expires_at=expires_at)
    db.session.add(row)
    db.session.flush()
    audit.record(actor, audit.Action.TOKEN_CREATED, at=at, target=row, target_name=name)
    return token


def list_tokens(user_id: str) -> Sequence[ApiToken]:
    """The user's tokens that are not revoked, newest first (100 at most)."""
    return db.session.scalars(
        sa.select(ApiToken)
        .where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.created_at.desc())
        .limit(100)
    ).all()


def revoke_token(actor: audit.Actor, user_id: str, token_id: str, at: datetime) -> bool:
    """End a token of the user; False when it is not theirs or has ended."""
    row = db.session.scalar(
        sa.select(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
    )
    if row is None:
        return False
    _revoke(actor, row, at)
    return True


def revoke_tokens(actor: audit.Actor, user_id: str, at: datetime) -> None:
    """End every token of the user."""
    for row in db.session.scalars(sa.select(ApiToken).where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))):
        _revoke(actor, row, at)


def _revoke(actor: audit.Actor, row: ApiToken, at: datetime) -> None:
    row.revoked_at = at
    audit.record(actor, audit.Action.TOKEN_REVOKED, at=at, target=row, target_name=row.name)

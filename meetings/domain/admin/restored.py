"""What must not come back with an old copy of the database: access that was taken away since it was made."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meetings.extensions import db
from meetings.models import ApiToken, Device, User, UserSession
from meetings.models.base import change_rows

Ended = Mapping[str, list[str]]
_CLOSED: dict[Any, Any] = {
    ApiToken: ApiToken.revoked_at.is_not(None),
    Device: Device.revoked_at.is_not(None),
    User: User.active.is_(False),
}


def ended_access() -> Ended:
    """Ids of the tokens and devices revoked and the accounts closed in the database as it is now, by table."""
    return {model.__tablename__: list(db.session.scalars(sa.select(model.id).where(closed))) for model, closed in _CLOSED.items()}


def keep_ended(ended: Ended, at: datetime) -> int:
    """End every sign-in of the restored database, and what ``ended`` names of it; how many of the latter were open again. Flushes.

    Who has signed out since the copy was made can not be known, so everybody signs in again.
    """
    _change(sa.update(UserSession).where(UserSession.ended_at.is_(None)).values(ended_at=at))
    opened = 0
    for model in (ApiToken, Device):
        again = model.id.in_(ended.get(model.__tablename__, [])), model.revoked_at.is_(None)
        opened += _change(sa.update(model).where(*again).values(revoked_at=at))
    users = User.id.in_(ended.get(User.__tablename__, [])), User.active
    return opened + _change(sa.update(User).where(*users).values(active=False))


def _change(statement: sa.Update) -> int:
    return change_rows(statement.execution_options(synchronize_session=False))

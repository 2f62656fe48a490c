"""Lock-out after repeated failures: five wrong answers close the account for a while, each further five for longer.

The count is one UPDATE, so parallel guesses cannot outrun it.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from meetings.domain import audit
from meetings.extensions import db
from meetings.models import User

FAILURES = 5
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)


def count_failure(user: User, at: datetime) -> bool:
    """Count a wrong password or code; True when this one locked the account."""
    counted = db.session.execute(
        sa.update(User)
        .where(User.id == user.id)
        .values(failed_logins=User.failed_logins + 1, updated_at=at)
        .returning(User.failed_logins)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    if counted % FAILURES:
        return False
    until = at + min(FIRST_LOCK * 2 ** (counted // FAILURES - 1), LONGEST_LOCK)
    db.session.execute(
        sa.update(User).where(User.id == user.id).values(locked_until=until).execution_options(synchronize_session=False)
    )
    db.session.expire(user, ["failed_logins", "locked_until"])
    audit.record(audit.SYSTEM, audit.Action.USER_LOCKED, at=at, target=user, target_name=user.name)
    return True


def forget_failures(user: User) -> None:
    """A right answer clears the count."""
    if user.failed_logins or user.locked_until:
        user.failed_logins, user.locked_until = 0, None


def unlock(actor: audit.Actor, user: User, at: datetime) -> None:
    """An administrator opens a locked account."""
    forget_failures(user)
    audit.record(actor, audit.Action.USER_ENABLED, at=at, target=user, target_name=user.name)

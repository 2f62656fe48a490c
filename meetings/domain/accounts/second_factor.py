"""The second factor: each code counts once; who lost it is helped."""

from datetime import datetime

import sqlalchemy as sa

from meetings.domain import audit
from meetings.domain.accounts.sessions import end_other_sessions
from meetings.enums import FactorChange
from meetings.models import User
from meetings.models.base import change_rows


def spend_code(user: User, counter: int) -> bool:
    """Take the code of one time step (half minutes since 1970); False when it, or a later one, was taken before.

    One UPDATE: of two requests with the same code the second waits for the first, and loses.
    """
    spent = sa.update(User).where(User.id == user.id, sa.or_(User.tf_counter.is_(None), User.tf_counter < counter))
    return change_rows(spent.values(tf_counter=counter).execution_options(synchronize_session=False)) == 1


def begin_codes(user: User, counter: int) -> None:
    """A new secret is proved by the code of this time step, which counts no more: the former secret's codes are of no matter."""
    user.tf_counter = counter


def note_factor(user: User, change: FactorChange, at: datetime) -> None:
    """The user has changed a second factor or passkey of their own."""
    actor = audit.Actor("user", user.id, user.name)
    audit.record(actor, audit.Action.USER_FACTOR_CHANGED, at=at, target=user, target_name=user.name, factor=change)


def reset_second_factor(actor: audit.Actor, user: User, at: datetime) -> None:
    """Remove every second factor and passkey of somebody who lost them; they sign in with the password alone."""
    user.tf_primary_method = user.tf_totp_secret = None
    user.mf_recovery_codes = []
    user.webauthn = []
    end_other_sessions(actor, user.id, None, at)
    audit.record(
        actor, audit.Action.USER_FACTOR_CHANGED, at=at, target=user, target_name=user.name, factor=FactorChange.ALL_REMOVED
    )

"""Lock-out after wrong passwords and codes, so that it stops who guesses and nobody else.

- Wrong passwords lock the pair of account and network address: a stranger's guesses never keep the owner out elsewhere.
- Guesses from many addresses are slowed for the account as a whole, for minutes at most; an address from which its user has signed
  in before is not concerned.
- The typed address is what counts, so an account that does not exist locks like any other and tells nobody that it is none.
- Codes of the second factor come after the right password, so they are counted for the user alone, wherever they come from.

A new password by mail or a passkey opens the first two at once; an administrator opens all.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from limits import parse_many

from meetings.domain import audit, limits
from meetings.extensions import db
from meetings.models import User, UserSession

FROM_ADDRESS = parse_many("5 per 15 minutes; 10 per hour; 20 per 6 hours")
FROM_STRANGERS = parse_many("10 per minute; 30 per 10 minutes")
CODES = parse_many("5 per 15 minutes; 20 per day")
LONGEST = timedelta(days=1)  # no count lasts longer


def password_free_at(email: str, user: User | None, address: str) -> datetime | None:
    """From when on a password for ``email`` is looked at again from that network address; None when it is now."""
    ends = [limits.free_at(FROM_ADDRESS, *_pair(email, address))]
    if not _is_known(email, user, address):
        ends.append(limits.free_at(FROM_STRANGERS, *_strangers(email)))
    return max((end for end in ends if end), default=None)


def count_wrong_password(email: str, user: User | None, address: str, at: datetime) -> datetime | None:
    """Count one; `password_free_at` from now on. A lock of an account that exists leaves its trace there: the caller commits."""
    limits.count(FROM_ADDRESS, *_pair(email, address))
    if not _is_known(email, user, address):
        limits.count(FROM_STRANGERS, *_strangers(email))
    return _noted(user, password_free_at(email, user, address), at)


def code_free_at(user: User) -> datetime | None:
    """From when on a code of the user's second factor is looked at again; None when it is now."""
    return limits.free_at(CODES, *_codes(user))


def count_wrong_code(user: User, at: datetime) -> datetime | None:
    """Count one; `code_free_at` from now on. A lock leaves its trace: the caller commits."""
    limits.count(CODES, *_codes(user))
    return _noted(user, code_free_at(user), at)


def forget_failures(user: User, address: str) -> None:
    """Who has signed in begins anew, from that network address."""
    limits.forget(FROM_ADDRESS, *_pair(user.email, address))
    limits.forget(CODES, *_codes(user))
    user.locked_until = None


def open_passwords(user: User, address: str) -> None:
    """The user has proved who they are by mail or passkey: no wrong password counts any more, and their address is known for a day."""
    limits.remember(_opened(user.email), 2 * LONGEST)
    limits.remember(_proved(user.email, address), LONGEST)
    user.locked_until = None


def unlock(actor: audit.Actor, user: User, at: datetime) -> None:
    """An administrator opens a locked account, for passwords and codes."""
    limits.remember(_opened(user.email), 2 * LONGEST)
    limits.forget(CODES, *_codes(user))
    user.locked_until = None
    audit.record(actor, audit.Action.USER_ENABLED, at=at, target=user, target_name=user.name)


def _noted(user: User | None, until: datetime | None, at: datetime) -> datetime | None:
    if user is not None and until is not None:
        user.locked_until = until
        audit.record(audit.SYSTEM, audit.Action.USER_LOCKED, at=at, target=user, target_name=user.name)
    return until


def _is_known(email: str, user: User | None, address: str) -> bool:
    if limits.remembered(_proved(email, address)):
        return True
    signed_in = sa.select(UserSession.id).where(UserSession.user_id == (user.id if user else ""), UserSession.ip == address)
    return db.session.scalar(signed_in.limit(1)) is not None


def _pair(email: str, address: str) -> tuple[str, ...]:
    return "password", email, str(_openings(email)), address


def _strangers(email: str) -> tuple[str, ...]:
    return "passwords", email, str(_openings(email))


def _openings(email: str) -> int:
    """How often the account was opened lately: part of what is counted under, so counts from before an opening are out of reach."""
    return limits.remembered(_opened(email))


def _opened(email: str) -> str:
    return f"opened/{email}"


def _proved(email: str, address: str) -> str:
    return f"proved/{email}/{address}"


def _codes(user: User) -> tuple[str, ...]:
    return "codes", user.id

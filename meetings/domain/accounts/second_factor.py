"""The second factor: each code counts once; who lost it is helped."""

from contextlib import suppress
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from flask_security import Totp
from passlib.exc import TokenError
from passlib.totp import TOTP, AppWallet

from meetings.domain import audit
from meetings.domain.accounts.sessions import end_other_sessions
from meetings.enums import FactorChange
from meetings.extensions import db, security
from meetings.models import User
from meetings.models.base import change_rows


class SpentTotp(Totp):
    """Flask-Security's TOTP: a code counts once, and may be one step (30 seconds) early or late.

    ``secrets`` are the keys under which the users' secrets are sealed, by a tag of their own, the newest first.
    """

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        """Seals with the newest key, opens with any."""
        self._totp = TOTP.using(issuer=issuer, wallet=AppWallet(secrets, default_tag=next(iter(secrets))))

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Whether the code belongs to the secret and was not taken before; it is taken now."""
        try:
            match = self._totp.verify(token, totp_secret, window=window)
        except TokenError:
            return False
        if totp_secret == user.tf_totp_secret:
            return spend_code(user, match.counter)
        user.tf_counter = match.counter  # a new secret, proved by a code that counts no more
        return True

    def reseal(self, totp_secret: str) -> str:
        """The same secret under the newest key. Raises KeyError or ValueError when no key opens it."""
        return str(self._totp.from_source(totp_secret).to_json(encrypt=True))


def reseal_factors() -> int:
    """Seal with the newest ``totp_key`` what a former one sealed; of how many users. What no key opens stays as it is."""
    totp: Any = security.totp_factory
    codes: Any = security.mf_recovery_codes_util.cryptor
    users = db.session.scalars(
        sa.select(User).where(sa.or_(User.tf_totp_secret.is_not(None), User.mf_recovery_codes.is_not(None)))
    )
    count = 0
    for user in users:
        with suppress(KeyError, ValueError, InvalidToken):
            if user.tf_totp_secret:
                user.tf_totp_secret = totp.reseal(user.tf_totp_secret)
            if user.mf_recovery_codes:
                user.mf_recovery_codes = [codes.rotate(code.encode()).decode() for code in user.mf_recovery_codes]
            count += 1
    db.session.flush()
    return count


def spend_code(user: User, counter: int) -> bool:
    """Take the code of one time step (half minutes since 1970); False when it, or a later one, was taken before.

    One UPDATE: of two requests with the same code the second waits for the first, and loses. A code that is known to be taken is
    refused without it, since on SQLite it would take the writers' turn from whoever counts the wrong try.
    """
    if user.tf_counter is not None and counter <= user.tf_counter:
        return False
    spent = sa.update(User).where(User.id == user.id, sa.or_(User.tf_counter.is_(None), User.tf_counter < counter))
    return change_rows(spent.values(tf_counter=counter).execution_options(synchronize_session=False)) == 1


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

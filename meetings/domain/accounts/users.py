"""Accounts."""

import secrets
from datetime import datetime

from flask_babel import gettext as _
from flask_security import hash_password
from sqlalchemy.exc import IntegrityError

from meetings.domain import audit
from meetings.domain.accounts.sessions import end_other_sessions
from meetings.domain.audit.changes import apply_changes
from meetings.errors import Conflict, WrongState
from meetings.extensions import db
from meetings.models import User


def create_user(
    actor: audit.Actor, *, email: str, name: str, at: datetime, position: str = "", password: str | None = None
) -> User:
    """A new account; without a password it is opened by a reset link. Raises Conflict when the address is taken."""
    user = User(
        email=email.strip().lower(),
        name=name,
        position=position,
        password=hash_password(password or secrets.token_urlsafe(32)),
        fs_uniquifier=secrets.token_hex(32),
        fs_webauthn_user_handle=secrets.token_hex(32),
        confirmed_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        raise Conflict(_("Alamat surel %(email)s sudah punya akun.", email=email), field="email") from None
    audit.record(actor, audit.Action.USER_CREATED, at=at, target=user, target_name=name)
    return user


def change_user(actor: audit.Actor, user: User, at: datetime, **values: str) -> None:
    """Change name, position, phone or locale; the audit entry keeps before and after."""
    changes = apply_changes(user, values)
    if changes:
        shown = {key: pair for key, pair in changes.items() if key != "phone"}
        audit.record(actor, audit.Action.USER_CHANGED, at=at, target=user, target_name=user.name, changes=shown)


def note_email(user: User, former: str, at: datetime) -> None:
    """The user has confirmed another address to sign in with."""
    actor, changes = audit.Actor("user", user.id, user.name), {"email": [former, user.email]}
    audit.record(actor, audit.Action.USER_CHANGED, at=at, target=user, target_name=user.name, changes=changes)


def set_active(actor: audit.Actor, user: User, active: bool, at: datetime) -> None:
    """Close or open an account. Closing ends every sign-in at once. Raises WrongState for one's own account."""
    if actor.id == user.id:
        raise WrongState(_("Anda tidak dapat menonaktifkan akun sendiri."))
    if user.active == active:
        return
    user.active = active
    if not active:
        end_other_sessions(actor, user.id, None, at)
    action = audit.Action.USER_ENABLED if active else audit.Action.USER_DISABLED
    audit.record(actor, action, at=at, target=user, target_name=user.name)

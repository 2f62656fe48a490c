"""Between the cookie and the user: every sign-in is a row that can be ended from elsewhere."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, g, request, session
from flask_limiter.util import get_remote_address
from flask_login import user_logged_in, user_logged_out
from flask_security import (
    change_email_confirmed,
    password_changed,
    password_reset,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    wan_deleted,
    wan_registered,
)
from flask_security.utils import send_mail, set_request_attr
from sqlalchemy.orm.attributes import set_committed_value

from meetings import clock
from meetings.domain import accounts
from meetings.domain.audit import Actor
from meetings.enums import FactorChange
from meetings.models import User, UserSession
from meetings.web.traces import leave_trace

KEY = "sign_in"
FACTORS = (
    (tf_profile_changed, FactorChange.APP_ADDED),
    (tf_disabled, FactorChange.APP_REMOVED),
    (wan_registered, FactorChange.PASSKEY_ADDED),
    (wan_deleted, FactorChange.PASSKEY_REMOVED),
)


def watch_sign_ins(app: Flask) -> None:
    """Start, check and end sign-ins; forget failures; note what people change about their own."""
    user_logged_in.connect(_started, app)
    user_logged_out.connect(_ended, app)
    user_authenticated.connect(_succeeded, app)
    password_changed.connect(_new_password, app)
    password_reset.connect(_reset, app)
    change_email_confirmed.connect(_new_email, app)
    for signal, change in FACTORS:
        signal.connect(partial(_factor, change), app, weak=False)
    app.login_manager.user_loader(load_user)  # type: ignore[attr-defined]  # -- stubs
    app.after_request(_keep_seen)


def load_user(uniquifier: str) -> User | None:
    """The user of this request, if the cookie names a sign-in that has not ended."""
    token = session.get(KEY)
    if not uniquifier or not token:
        return None
    at = clock.now()
    found = accounts.find_user(uniquifier, token, at)
    if found is None:
        return None
    user, sign_in = found
    g.sign_in_id = sign_in.id
    set_committed_value(user, "roles", [])  # Flask-Security asks in every request; its table stays empty
    if at - sign_in.last_seen_at > accounts.sessions.SEEN_EVERY:
        set_committed_value(sign_in, "last_seen_at", at)
        g.seen_at = at
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return user


def _keep_seen(response: Response) -> Response:
    """When this sign-in was used last, of a page that is only read, too. By itself: the user may be asked for in the midst of a view."""
    if "seen_at" in g:
        seen = sa.update(UserSession).where(UserSession.id == g.sign_in_id).values(last_seen_at=g.seen_at)
        leave_trace(response, seen)
    return response


def _started(_app: Flask, user: User, **_kw: Any) -> None:
    session.permanent = True
    session[KEY] = accounts.start_session(user, clock.now(), ip=request.remote_addr or "", user_agent=request.user_agent.string)


def _ended(_app: Flask, user: User, **_kw: Any) -> None:
    session.pop(KEY, None)
    if "sign_in_id" in g:
        accounts.end_session(Actor("user", user.id, user.name), user.id, g.sign_in_id, clock.now())


def _succeeded(_app: Flask, user: User, authn_via: Sequence[str] | None = None, **_kw: Any) -> None:
    accounts.forget_failures(user, get_remote_address())
    if authn_via and "webauthn" in authn_via:
        accounts.open_passwords(user, get_remote_address())


def _new_password(_app: Flask, user: User, **_kw: Any) -> None:
    here = session.get(KEY)
    keep_id = accounts.session_id(here) if here else None
    accounts.note_password(Actor("user", user.id, user.name), user, keep_id, clock.now(), keep_tokens=g.get("keep_tokens", False))


def _reset(app: Flask, user: User, **_kw: Any) -> None:
    _new_password(app, user)
    accounts.open_passwords(user, get_remote_address())


def _new_email(_app: Flask, user: User, old_email: str, **_kw: Any) -> None:
    accounts.note_email(user, old_email, clock.now())
    send_mail("", old_email, "security/email/change_email_notice", user=user)


def _factor(change: FactorChange, _app: Flask, user: User, **_kw: Any) -> None:
    accounts.note_factor(user, change, clock.now())

"""How the forms of the sign-in ask and tell the lock-out (``domain/accounts/lockout.py``), and how often one address may try."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Flask, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_security.recoverable import reset_password_token_status
from flask_wtf import FlaskForm
from limits import parse_many

from meetings import clock
from meetings.domain import accounts, limits
from meetings.extensions import db, limiter, security
from meetings.models import User
from meetings.web.limits import count_guess, count_or_refuse, in_words, seconds_until

# Wrong tries of one address, whichever accounts they are for: a whole office may share it, so what succeeds is not counted.
WRONG_TRIES = dict.fromkeys(
    ("login", "verify", "change_password", "two_factor_token_validation", "mf_recovery"), "30/minute; 300/hour"
)
# A passkey cannot be guessed; this only spares the service.
ALL_TRIES = dict.fromkeys(("wan_signin", "wan_signin_response"), "120/minute")
MAILS_TO_NEW_ADDRESSES = "10/hour"  # of one user: each is a mail to a typed address
ACCOUNTS_ASKED_FOR = parse_many("100 per hour")
ONCE = parse_many("1 per hour")
MAILS_OF_ONE = parse_many("3 per hour")


def limit_views(app: Flask) -> None:
    """Slow guessing down, per network address and over all accounts."""
    for endpoint, rate in (WRONG_TRIES | ALL_TRIES).items():
        only_wrong = _was_wrong if endpoint in WRONG_TRIES else None
        limited = limiter.limit(rate, methods=["POST"], deduct_when=only_wrong)(_view(app, endpoint))
        app.view_functions[f"security.{endpoint}"] = limited
    by_user = limiter.limit(MAILS_TO_NEW_ADDRESSES, key_func=lambda: current_user.get_id() or "nobody", methods=["POST"])
    app.view_functions["security.change_email"] = by_user(_view(app, "change_email"))
    app.view_functions["security.reset_password"] = _counting_guesses(_view(app, "reset_password"))


def _view(app: Flask, endpoint: str) -> Callable[..., Any]:
    return app.view_functions[f"security.{endpoint}"]


def _was_wrong(response: Response) -> bool:
    """Nothing is counted behind a database that is away: it would be waited for once more."""
    return "wrong_try" in g and response.status_code != 503


def _counting_guesses(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """A link that was mailed always opens; a token that nobody was sent counts like every other wrong link."""

    @wraps(view)
    def opened(token: str) -> ResponseReturnValue:
        expired, _invalid, user = reset_password_token_status(token)
        if user is None and not expired:
            count_guess()
        return view(token=token)

    return opened


def as_counted(email: str | None) -> str:
    """An address as it was typed, in the one spelling under which its account would be found."""
    typed = (email or "").strip()
    try:
        return str(security.mail_util.normalize(typed)).lower()
    except ValueError:
        return typed.lower()


def refuses_password(form: FlaskForm, email: str) -> bool:
    """Whether no password for the account is looked at now from this address; the form then says until when."""
    return _told(form, accounts.password_free_at(email, _find(email), get_remote_address()))


def note_wrong_password(form: FlaskForm, email: str) -> bool:
    """Count it, whatever becomes of the request; whether it was one too many, which the form then says."""
    g.wrong_try = True
    until = accounts.count_wrong_password(email, _find(email), get_remote_address(), clock.now())
    db.session.commit()
    return _told(form, until)


def refuses_code(form: FlaskForm, user: User) -> bool:
    """Whether no code of the user's second factor is looked at now; the form then says until when."""
    return _told_code(form, accounts.code_free_at(user))


def note_wrong_code(form: FlaskForm, user: User) -> None:
    """Count it, whatever becomes of the request; the form says when it was one too many."""
    g.wrong_try = True
    db.session.rollback()  # what a lost race for the same code has begun holds the writers' turn, which the count needs
    until = accounts.count_wrong_code(user, clock.now())
    db.session.commit()
    if _told_code(form, until):
        form["code"].errors = []


def count_asking(email: str) -> None:
    """Count an account for which this address asks a link, once an hour; raises TooManyRequests for very many accounts."""
    address = get_remote_address()
    if limiter.enabled and limits.free_at(ONCE, "asked", address, email) is None:
        count_or_refuse(ACCOUNTS_ASKED_FOR, "asking", address)
        limits.count(ONCE, "asked", address, email)


def has_mails_enough(user: User) -> bool:
    """Count a mail with a link to the user; whether they had enough in this hour."""
    return limits.count(MAILS_OF_ONE, "link", user.id) is not None


def _find(email: str) -> User | None:
    return db.session.scalar(db.select(User).where(User.email == email))


def _told(form: FlaskForm, until: datetime | None) -> bool:
    if until is None:
        return False
    text = _(
        "Terlalu sering gagal: masuk dengan alamat surel ini terkunci dari jaringan Anda. Coba lagi %(wait)s lagi. Tautan «Lupa kata "
        "sandi» atau kunci sandi membukanya saat ini juga.",
        wait=in_words(seconds_until(until.timestamp())),
    )
    form.form_errors.append(text)
    return True


def _told_code(form: FlaskForm, until: datetime | None) -> bool:
    if until is None:
        return False
    text = _(
        "Terlalu sering gagal: langkah kedua akun ini terkunci. Coba lagi %(wait)s lagi, masuk dengan kunci sandi, atau minta "
        "administrator instansi membukanya.",
        wait=in_words(seconds_until(until.timestamp())),
    )
    form.form_errors.append(text)
    return True

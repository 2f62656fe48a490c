"""My account: profile, security, sign-ins, API tokens."""

from datetime import timedelta

from flask import flash, g, jsonify, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_security.change_email import change_email_confirm
from flask_security.utils import url_for_security
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import IntegrityError

from meetings import clock
from meetings.blueprints.accounts import bp
from meetings.blueprints.accounts.forms import ProfileForm, TokenForm
from meetings.config import current_settings
from meetings.domain import accounts
from meetings.extensions import db
from meetings.web import current_actor
from meetings.web.held import account_mark
from meetings.web.locale import COOKIE
from meetings.web.saving import done
from meetings.web.tickets import creates


@bp.route("/", methods=["GET", "POST"])
def profile() -> ResponseReturnValue:
    """Name, position, phone and language."""
    form = ProfileForm(row=current_user._get_current_object())
    if form.validate_on_submit():
        values = {name: form[name].data or "" for name in ("name", "position", "phone", "locale")}
        accounts.change_user(current_actor(), current_user, clock.now(), **values)
        flash(_("Profil tersimpan."), "success")
        answer = redirect(url_for(".profile"))
        answer.delete_cookie(COOKIE)  # the choice now comes with the account
        return answer
    return render_template("accounts/profile.html", form=form), form.http_status


def email_link(token: str) -> str:
    """Where the link in the mail leads. The library's page would change the address at once, for a mail filter that looks, too."""
    return render_template("accounts/confirm_email.html", token=token)


@bp.post("/surel/<token>")
def confirm_email(token: str) -> ResponseReturnValue:
    """Sign in with the address that got the link from now on."""
    try:
        answer = make_response(change_email_confirm(token))
        db.session.flush()
    except IntegrityError:  # somebody else has just got an account with it
        db.session.rollback()
        flash(_("Alamat itu baru saja dipakai akun lain."), "danger")
        return redirect(url_for_security("change_email"))
    return answer


@bp.get("/sesi.json")
def standing() -> ResponseReturnValue:
    """Who is signed in with this browser, and the CSRF token of their forms: a page that stood open asks before it sends."""
    return jsonify(account=account_mark(), csrf=generate_csrf())


@bp.get("/masuk-lagi")
def back_again() -> str:
    """Where a sign-in in a second tab ends: the page that waits is in the first."""
    return render_template("accounts/back_again.html")


@bp.get("/keamanan")
def safety() -> str:
    """Password, second factor, recovery codes, passkeys and open sign-ins."""
    return render_template(
        "accounts/safety.html",
        sign_ins=accounts.list_sessions(current_user.id, clock.now()),
        describe=accounts.sessions.describe_browser,
        here=g.sign_in_id,
        session_hours=current_settings().session_hours,
        recovery_codes=len(current_user.mf_recovery_codes or []),
    )


@bp.post("/sesi/<session_id>/akhiri")
def end_session(session_id: str) -> ResponseReturnValue:
    """Sign one browser out."""
    if accounts.end_session(current_actor(), current_user.id, session_id, clock.now()):
        flash(_("Sesi masuk itu telah diakhiri."), "success")
    return redirect(url_for(".safety"))


@bp.post("/sesi/akhiri-lain")
def end_other_sessions() -> ResponseReturnValue:
    """Sign every other browser out."""
    count = accounts.end_other_sessions(current_actor(), current_user.id, g.sign_in_id, clock.now())
    return done(_("%(count)d sesi masuk lain diakhiri.", count=count), ".safety")


@bp.route("/token", methods=["GET", "POST"])
@creates
def tokens() -> ResponseReturnValue:
    """Personal API tokens; a new one is shown once."""
    form = TokenForm()
    if form.validate_on_submit():
        at = clock.now()
        expires = at + timedelta(days=int(form.days.data))
        token = accounts.create_token(current_actor(), current_user, form.name.data or "", expires, at)
        return render_template(
            "accounts/tokens.html", form=TokenForm(formdata=None), new_token=token, tokens=accounts.list_tokens(current_user.id)
        )
    page = render_template("accounts/tokens.html", form=form, tokens=accounts.list_tokens(current_user.id))
    return page, form.http_status


@bp.post("/token/<token_id>/cabut")
def revoke_token(token_id: str) -> ResponseReturnValue:
    """End a token at once."""
    if accounts.revoke_token(current_actor(), current_user.id, token_id, clock.now()):
        flash(_("Token dicabut."), "success")
    return redirect(url_for(".tokens"))

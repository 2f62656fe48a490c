"""The language of the page: what was chosen here, the account's, what the browser speaks, else Indonesian."""

from flask import Flask, current_app, has_request_context, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from meetings.web.links import safe_next

COOKIE = "lang"
INDONESIAN = {"id", "in", "ms", "jv", "su"}  # «in» is its old code; whoever speaks the others reads it


def init_app(app: Flask) -> None:
    """Offer ``/bahasa/<code>``: remembers the language in a cookie and goes back."""
    app.add_url_rule("/bahasa/<code>", "set_language", set_language)


def select_locale() -> str:
    """``id`` or ``en``; an unknown choice counts as none."""
    if not has_request_context():  # jobs and operator commands
        return "id"
    chosen = request.cookies.get(COOKIE, "")
    if chosen not in current_app.config["LANGUAGES"] and "_user_id" in session:
        chosen = str(getattr(current_user, "locale", ""))
    return chosen if chosen in current_app.config["LANGUAGES"] else _spoken()


def _spoken() -> str:
    """Of somebody who has chosen nothing: Indonesian wherever their browser takes it, since many a phone in Indonesia speaks English
    first; English to whom Indonesian is foreign."""
    languages = {code.lower().partition("-")[0] for code, quality in request.accept_languages if quality > 0}
    return "en" if "en" in languages and not languages & INDONESIAN else "id"


def set_language(code: str) -> ResponseReturnValue:
    """Keep the language for a year and return to ``next`` (a path of this site)."""
    answer = redirect(safe_next(request.args.get("next")))
    if code in current_app.config["LANGUAGES"]:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(COOKIE, code, max_age=31_536_000, secure=secure, httponly=True, samesite="Lax")
    return answer

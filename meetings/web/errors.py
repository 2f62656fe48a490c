"""Errors as pages for people and problem JSON (RFC 9457) for programs."""

import contextlib
import functools
from collections.abc import Callable
from typing import Annotated, Any, NotRequired, TypedDict

import msgspec
import structlog
from flask import Flask, Response, current_app, g, json, make_response, render_template, request
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, SQLAlchemyError
from werkzeug.exceptions import BadRequest, HTTPException

from meetings.domain.permissions import Permission
from meetings.errors import MeetingsError, OtherAccount, SignedOut
from meetings.extensions import db, limiter
from meetings.outages import RETRY_AFTER, is_news, is_outage, untold, waited_in_vain
from meetings.web import held
from meetings.web.limits import in_words, seconds_until
from meetings.web.rights import ROUTES
from meetings.web.rights.kinds import Open

log = structlog.get_logger("meetings.web")
PAGES = {400, 401, 403, 404, 409, 413, 429, 500, 503}
SENT_AGAIN = {400, 401, 403, 429, 500, 503}  # what was typed may well be taken when it is sent once more
Answer = tuple[str, int] | tuple[str, int, dict[str, str]] | Response | HTTPException
KEPT = ("Retry-After", "Allow", "WWW-Authenticate")  # headers of an error that our own page or document keeps


class Problem(TypedDict):
    """Why a call failed (RFC 9457)."""

    type: str
    title: str
    status: int
    code: Annotated[str, msgspec.Meta(description="Stable, for programs.")]
    detail: Annotated[str, msgspec.Meta(description="For people, in their language.")]
    field: NotRequired[Annotated[str, msgspec.Meta(description="The input that is wrong.")]]


def init_app(app: Flask) -> None:
    """One handler each for our rules, HTTP errors and the unforeseen."""
    handlers: list[tuple[type[Exception], Callable[[Any], Answer]]] = [
        (MeetingsError, _rule_said_no),
        (CSRFError, _csrf),
        (HTTPException, _http_error),
        (DataError, _cannot_be_kept),
        (OverflowError, _cannot_be_kept),
        (Exception, _unforeseen),
    ]
    for kind, handler in handlers:
        app.register_error_handler(kind, _or_away(handler))


def _or_away(handler: Callable[[Any], Answer]) -> Callable[[Any], Answer]:
    """The page of an error asks who is signed in; where the database is away by then, it is that which is told."""

    @functools.wraps(handler)
    def handled(error: Any) -> Answer:
        try:
            return handler(error)
        except Exception as second:
            if not is_outage(second):
                raise
            return _database_away(second)

    return handled


def problem(status: int, code: str, detail: str, field: str | None = None) -> Response:
    """A `Problem` as the answer with that HTTP status; ``field`` names the input that is wrong, if one is."""
    body: Problem = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": detail}
    if field:
        body["field"] = field
    return Response(json.dumps(body), status=status, mimetype="application/problem+json")


def _wants_problem() -> bool:
    return request.path.startswith("/api/")


def _route() -> str:
    """Which route was asked, for the log: an address may hold a token, and those are in no log."""
    return request.url_rule.rule if request.url_rule else "-"


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json" or "HX-Request" in request.headers


def _rule_said_no(error: MeetingsError) -> Answer:
    db.session.rollback()
    if isinstance(error, SignedOut) and request.method == "GET" and not _by_script():
        return make_response(current_app.login_manager.unauthorized())  # type: ignore[attr-defined]  # -- stubs
    if error.status >= 500:  # ours to mend: a stored file that is gone
        log.error(error.code, route=_route(), method=request.method)
    if _wants_problem() or _by_script():
        return problem(error.status, error.code, error.message, error.field)
    return _page(error.status, error.message, reason=error.code)


def _csrf(_error: CSRFError) -> Answer:
    """The token in the form is of a sign-in that has ended, or of none; who has nothing to sign in for only sends it again."""
    right = ROUTES.get(request.endpoint or "")
    if held.of_another():
        return _rule_said_no(OtherAccount(_("Formulir ini diisi dengan akun lain, jadi tidak disimpan atas nama Anda.")))
    if not current_user.is_authenticated and (isinstance(right, Permission) or right is Open.SIGNED_IN):
        return _rule_said_no(SignedOut(_("Anda sudah keluar atau masa masuk Anda berakhir.")))
    message = _("Halaman ini terbuka sejak lama, jadi isiannya belum disimpan.")
    return problem(400, "csrf", message) if _by_script() else _page(400, message, reason="csrf")


def _cannot_be_kept(error: DataError | OverflowError) -> Answer:
    """No database holds what was sent, a NUL in a search or page 10³⁰ for instance: no fault of the service."""
    log.warning("cannot_be_kept", route=_route(), method=request.method, error=type(error).__name__)
    return _http_error(BadRequest())


def _http_error(error: HTTPException) -> Answer:
    db.session.rollback()
    if error.code is None or error.code < 400 or error.response is not None:
        return error
    if isinstance(error, RateLimitExceeded):
        error.retry_after = seconds_until(max(limit.window[0] for limit in limiter.current_limits if limit.breached))
    headers = {name: value for name, value in error.get_headers() if name in KEPT}
    wait = in_words(int(headers["Retry-After"])) if error.code == 429 else ""
    if _wants_problem() or _by_script():
        detail = _("Terlalu banyak percobaan. Coba lagi %(wait)s lagi.", wait=wait) if wait else _in_words(error)
        answer = problem(error.code, error.name.lower().replace(" ", "_"), detail)
        answer.headers.update(headers)
        return answer
    page, status = _page(error.code, None, wait)
    return page, status, headers


def _database_away(error: Exception) -> Answer:
    """503 with the time to come back. Nobody is signed in on this page: who it is stands in the database."""
    with contextlib.suppress(SQLAlchemyError):
        db.session.rollback()
    if is_news(error):
        kind = type(getattr(error, "orig", error)).__name__
        log.warning("database_away", route=_route(), method=request.method, error=kind, untold=untold())
    waited_in_vain()
    headers = {"Retry-After": str(RETRY_AFTER)}
    if _wants_problem() or _by_script():
        words = _("Basis data sedang tidak dapat dipakai. Kirim lagi sebentar lagi.")
        answer = problem(503, "database_unavailable", words)
        answer.headers.update(headers)
        return answer
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]  # -- stubs
    return *_page(503, None), headers


def _unforeseen(error: Exception) -> Answer:
    if is_outage(error):
        return _database_away(error)
    db.session.rollback()
    log.error("unforeseen", route=_route(), method=request.method, exc_info=error)
    if _wants_problem():
        return problem(500, "internal_error", _("Terjadi kesalahan di peladen; permintaan tidak mengubah apa pun."))
    return _page(500, None)


def _in_words(error: HTTPException) -> str:
    """For a script's page: what happened and what to do, in the person's language. (Werkzeug speaks English, about HTTP.)"""
    return {
        403: _("Anda tidak lagi berhak atas halaman ini. Hubungi administrator instansi atau ketua panitia."),
        404: _("Yang dimaksud tidak ada lagi, atau Anda tidak terdaftar di sana."),
        413: _("Isian atau berkasnya terlalu besar. Perkecil atau bagi dahulu, lalu simpan lagi."),
    }.get(error.code or 0, error.description or error.name)


def _page(status: int, message: str | None, wait: str = "", reason: str = "") -> tuple[str, int]:
    """The page of an error: what happened, what to do, the way back, and what was typed where it can be sent again."""
    name = status if status in PAGES else (400 if status < 500 else 500)
    again = held.held_form() if status in SENT_AGAIN or reason == "other_account" else None
    back = held.way_back()
    words = {"message": message, "status": status, "wait": wait, "reason": reason, "retry_after": RETRY_AFTER}
    page = render_template(f"errors/{name}.html", held=again, back=back, **words)
    return page, status

"""The check before every request, and ``may`` for views and templates.

It loads the meeting (``<meeting_id>``) or organisation (``<organisation_id>``) named in the address and asks for the permission
there; to somebody without any role there it does not exist (404). Without either, the permission must be held somewhere, and the view shows only what ``visible_meetings`` /
``visible_organisations`` let through. Where a token is the right it loads what the token opens, or answers 404 and counts a guess.
"""

import re
from functools import cache
from typing import Any

from flask import Flask, abort, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from meetings.domain.permissions import OF_OPERATORS, Permission, permissions_in
from meetings.errors import OtherAccount, SignedOut
from meetings.extensions import db
from meetings.models import Meeting, Organisation
from meetings.web.held import of_another
from meetings.web.limits import count_guess
from meetings.web.rights import ROUTES, Open, TokenRight
from meetings.web.rights.kinds import Right

_AROUND = re.compile(r"[^\w/]+$|/+$|[^\w/]+/+$")  # what a sentence or a person adds at the end of an address
_BEHIND_TOKEN = re.compile(r"\s.*|[&?].*|[^\w-]+$")
_SCOPES = {"meeting_id", "organisation_id"}


def init_app(app: Flask) -> None:
    """Check every request against the table, and give templates ``may``."""
    app.before_request(check_access)
    app.jinja_env.globals["may"] = may


def check_access() -> ResponseReturnValue | None:
    """The sign-in page for strangers, 403 without the right, 404 for a meeting, organisation or token that is unknown or foreign."""
    if request.endpoint is None:
        return _as_meant()
    rule = ROUTES.get(request.endpoint)
    if rule is Open.PUBLIC or rule is Open.BEARER:
        _tidy_token()
        return None
    if rule is None:
        abort(403)
    if isinstance(rule, TokenRight):
        return _open(rule)
    if not current_user.is_authenticated:
        raise SignedOut(_("Anda sudah keluar atau masa masuk Anda berakhir."))
    if of_another():
        raise OtherAccount(_("Formulir ini diisi dengan akun lain, jadi tidak disimpan atas nama Anda."))
    if rule is Open.SIGNED_IN:
        return None
    arguments = request.view_args or {}
    if rule not in _held(arguments.get("meeting_id"), arguments.get("organisation_id")):
        abort(403)
    return None


def _as_meant() -> ResponseReturnValue | None:
    """The way to a page behind a token from an address that names none: in capitals, with two slashes, one at the end, a full stop."""
    typed = request.path
    meant = re.sub(r"/{2,}", "/", _AROUND.sub("", typed)).lower()
    if request.method not in ("GET", "HEAD") or meant == typed or len(typed) > 500:
        return None
    try:
        endpoint, _values = current_app.create_url_adapter(request).match(meant, "GET")  # type: ignore[union-attr]  # -- stubs
    except (HTTPException, RequestRedirect):
        return None
    if not isinstance(ROUTES.get(endpoint), TokenRight):
        return None
    query = request.query_string.decode(errors="replace")
    return redirect(meant + (f"?{query}" if query else ""))


def _tidy_token() -> None:
    """A link to an account out of a mail, without what a sentence or a mail program left behind it."""
    arguments = request.view_args or {}
    if "token" in arguments:
        arguments["token"] = _BEHIND_TOKEN.sub("", arguments["token"])


def _open(right: TokenRight[Any]) -> ResponseReturnValue | None:
    """A known token is let in, whoever else guesses from the same address: a whole hall may share one."""
    typed = (request.view_args or {})[right.argument]
    row = right.find(typed)
    if row is None:
        if right.replaced is not None and (former := right.replaced(typed)) is not None:
            return render_template(right.replaced_page, replaced=former), 410
        count_guess()
        return render_template(right.unknown, message=None, status=404), 404
    right.hold(row)
    return None


def _held(meeting_id: str | None, organisation_id: str | None) -> frozenset[Permission]:
    if meeting_id is not None:
        g.meeting = db.session.scalar(_meeting_found(), {"meeting": meeting_id}) or abort(404)
        g.permissions = permissions_in(current_user.id, meeting=g.meeting) or abort(404)
    elif organisation_id is not None:
        g.organisation = db.session.get(Organisation, organisation_id) or abort(404)
        g.permissions = permissions_in(current_user.id, organisation=g.organisation) or abort(404)
    else:
        g.permissions = _anywhere()
    return g.permissions


@cache  # each page asks: making the statement takes longer than sending it
def _meeting_found() -> Select[Meeting]:
    return select(Meeting).where(Meeting.id == bindparam("meeting")).options(joinedload(Meeting.organisation))


def _anywhere() -> frozenset[Permission]:
    if "permissions_anywhere" not in g:
        of_operators = OF_OPERATORS if current_user.is_operator else frozenset()
        g.permissions_anywhere = permissions_in(current_user.id) | of_operators
    return g.permissions_anywhere


def may(what: str | Permission) -> bool:
    """For templates and views: may the current user use this endpoint, or hold this permission?

    An endpoint about a meeting or organisation, and a bare permission, are judged in the one this request is about;
    every other endpoint over all roles that the user holds. False for an endpoint that does not exist.
    """
    if isinstance(what, Permission):
        rule: Right = what
        scoped = True
    elif what in current_app.view_functions and what in ROUTES:
        rule = ROUTES[what]
        scoped = any(_SCOPES & url_rule.arguments for url_rule in current_app.url_map.iter_rules(what))
    else:
        return False
    if rule is Open.PUBLIC or isinstance(rule, TokenRight):
        return True
    if not current_user.is_authenticated:
        return False
    if isinstance(rule, Open):
        return True
    here = g.get("permissions")
    return rule in (here if scoped and here is not None else _anywhere())

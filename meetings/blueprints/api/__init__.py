"""``/api/v1``: pairing, roster and scans for programs, described at ``/api/v1/openapi.json``; errors are problem JSON."""

from collections import deque
from collections.abc import Callable
from typing import Any

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_smorest import Api

from meetings.blueprints.api import besides, views  # noqa: F401 -- registers
from meetings.blueprints.api.calls import bp
from meetings.blueprints.api.specification import OPTIONS, OTHER, add_components, reference
from meetings.extensions import csrf
from meetings.web.errors import Problem

URL_PREFIX = "/api/v1"


class Specification(Api):
    """flask-smorest for the description only: errors are answered by `meetings.web.errors`, for pages and programs alike."""

    DEFAULT_ERROR_RESPONSE_NAME = OTHER
    ERROR_SCHEMA = reference(Problem)

    def _register_error_handlers(self) -> None:
        """Leave the app's own handlers in place."""

    def _register_pagination_header(self) -> None:
        """Describe no pages: no call has any."""


class CookieSessions(SecureCookieSessionInterface):
    """Sessions for browsers only: a call of a program neither reads nor sets cookies, and a scan is urgent."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session in the cookie; an empty one that cannot be written for programs."""
        if request.path.startswith(f"{URL_PREFIX}/"):
            return self.make_null_session(app)
        return super().open_session(app, request)


def init_app(app: Flask) -> None:
    """Register the calls and their description. Bearer tokens need no CSRF protection: browsers never send them by themselves."""
    app.config.from_mapping(OPENAPI_URL_PREFIX=URL_PREFIX, OPENAPI_JSON_PATH="openapi.json")
    app.session_interface = CookieSessions()
    api = Specification()
    api.init_app(app, spec_kwargs=OPTIONS)
    add_components(api.spec)
    csrf.exempt(bp)
    api.register_blueprint(bp, url_prefix=URL_PREFIX)
    _skip_sign_in(app)


def described() -> Flask:
    """These calls alone, for ``flask --app meetings.blueprints.api:described openapi write``: no secrets, no database, nothing made."""
    app = Flask("meetings")
    init_app(app)
    return app


def _skip_sign_in(app: Flask) -> None:
    """Keep Flask-Security from looking for a signed-in user in these calls: they carry a token of ours, and a scan is urgent."""
    security = app.extensions.get("security")
    if security is None:
        return

    def unless_ours(load: Callable[[], Any]) -> Callable[[], Any]:
        return lambda: None if request.blueprint == bp.name else load()

    security.principal.identity_loaders = deque(unless_ours(load) for load in security.principal.identity_loaders)

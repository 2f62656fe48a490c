"""A test client whose requests share nothing with the test but the database, as in a real service."""

import contextvars
import time
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from meetings import clock
from meetings.domain.accounts import sessions
from meetings.extensions import db
from meetings.models import User, UserSession
from meetings.passcode import new_secret
from tests.support.described import assert_described


def signed_in(app: Flask, user: User) -> FlaskClient:
    """A new client with ``user`` signed in just now. Needs an app context; commits what it was given."""
    token, at = new_secret(), clock.now()
    db.session.add(UserSession(user_id=user.id, token_hash=sessions.token_hash(token), created_at=at, last_seen_at=at))
    db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=user.fs_uniquifier, _fresh=True, fs_cc="set", fs_paa=time.time(), sign_in=token)
    return client


class IsolatedClient(FlaskClient):
    """Each request gets an app context of its own.

    Otherwise the test's context would be reused, and with it the signed-in user, ``g`` and the database session. What the
    test has prepared is committed before the request; its objects are read anew afterwards. An answer is read whole in its request's context. What the API answers must be as its document says.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send one request."""
        if has_app_context():
            db.session.commit()
        kwargs.setdefault("buffered", True)  # to the end, as a server sends it: traces are left after that
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        assert_described(self.application, answer)
        return answer

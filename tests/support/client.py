"""A test client whose requests share nothing with the test but the database, as in a real service."""

import contextvars
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from meetings.extensions import db


class IsolatedClient(FlaskClient):
    """Each request gets an app context of its own.

    Otherwise the test's context would be reused, and with it the signed-in user, ``g`` and the database session. What the
    test has prepared is committed before the request; its objects are read anew afterwards.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send one request."""
        if has_app_context():
            db.session.commit()
        return contextvars.Context().run(super().open, *args, **kwargs)

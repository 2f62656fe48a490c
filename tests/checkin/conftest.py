"""The door fixture, and who looks after it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.enums import Role
from tests.checkin.door import Door, Enter, staff


@pytest.fixture
def door(app: Flask) -> Door:
    """A meeting of today with a running session and one device."""
    return Door(app)


@pytest.fixture
def committee(door: Door, sign_in: Enter) -> FlaskClient:
    """Somebody of the committee, signed in."""
    return sign_in(staff(door, Role.COMMITTEE))

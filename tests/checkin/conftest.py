"""The door fixture."""

import pytest
from flask import Flask

from tests.checkin.door import Door


@pytest.fixture
def door(app: Flask) -> Door:
    """A meeting of today with a running session and one device."""
    return Door(app)

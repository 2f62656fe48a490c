"""Rules that are functions of their arguments: no test here has an app, a database or a request."""

import pytest


@pytest.fixture
def app() -> None:
    """In the way of the suite's own: whoever asks for it here is in the wrong folder."""
    pytest.fail("a test in tests/pure needs no app")

"""The door, whose scans become attendance."""

from tests.checkin.conftest import door

__all__ = ["door"]

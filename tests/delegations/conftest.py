"""A meeting with a session, and an institution's link with three places."""

from typing import Any

import pytest
from flask import Flask

from meetings import clock
from meetings.domain import passes
from meetings.domain.audit import SYSTEM
from meetings.domain.delegations import DelegationDetails, create_delegation
from meetings.extensions import db
from meetings.models import Delegation, Meeting
from tests.factories import make_meeting, make_session

SHORT = "Dinas Kesehatan"


def make_delegation(meeting: Meeting, **values: Any) -> Delegation:
    """A link for three people of the health department, unless told."""
    details: dict[str, Any] = {"institution": SHORT, "contact_name": "Rina Wati", "quota": 3, **values}
    row = create_delegation(meeting, DelegationDetails(**details), SYSTEM, clock.now())
    db.session.commit()
    return row


def address_of(delegation: Delegation) -> str:
    """The page's path."""
    return passes.institution_link(delegation).removeprefix("http://localhost")


@pytest.fixture
def delegation(app: Flask) -> Delegation:
    meeting = make_meeting()
    make_session(meeting)
    return make_delegation(meeting)


@pytest.fixture
def address(delegation: Delegation) -> str:
    return address_of(delegation)

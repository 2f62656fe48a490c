"""What is handed in for approval."""

from datetime import timedelta

import pytest

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.minutes import draft_minutes
from meetings.domain.minutes.approval import submit_minutes
from meetings.enums import MinutesState
from meetings.errors import WrongState
from tests.factories.minutes import make_ended_session

pytestmark = pytest.mark.usefixtures("app")


def test_minutes_of_a_session_that_is_not_over_are_not_handed_in() -> None:
    """Else a paper would tell how a session was closed that has not begun."""
    session = make_ended_session()
    minutes = draft_minutes(session.id, SYSTEM, clock.now())
    assert minutes is not None
    session.ends_at, session.closed_at = clock.now() + timedelta(hours=1), None

    with pytest.raises(WrongState, match="belum berakhir"):
        submit_minutes(minutes, SYSTEM, clock.now(), reasons={})

    assert minutes.state is MinutesState.DRAFT

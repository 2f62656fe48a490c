"""What an institution's link takes, and what its page says of it."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from meetings import clock
from meetings.domain.delegations import state_of, why_closed
from meetings.enums import DelegationState, MeetingState

LINKS: list[tuple[dict[str, Any], DelegationState]] = [
    ({}, DelegationState.OPEN),
    ({"deadline": timedelta(hours=1)}, DelegationState.OPEN),
    ({"deadline": -timedelta(hours=1)}, DelegationState.OVER),
    ({"meeting_deadline": -timedelta(hours=1)}, DelegationState.OVER),
    ({"deadline": timedelta(hours=1), "meeting_deadline": -timedelta(hours=1)}, DelegationState.OPEN),
    ({"closed": True}, DelegationState.CLOSED),
    ({"state": MeetingState.CANCELLED}, DelegationState.OFF),
    ({"state": MeetingState.FINISHED}, DelegationState.OFF),
]


def test_every_state_of_an_institutions_link_has_its_scene() -> None:
    assert {state for _facts, state in LINKS} == set(DelegationState)


@pytest.mark.parametrize(("scene", "state"), LINKS)
def test_what_a_link_takes_is_what_it_says(app: Flask, scene: dict[str, Any], state: DelegationState) -> None:
    now = clock.now()
    deadline, meetings = (now + scene[name] if name in scene else None for name in ("deadline", "meeting_deadline"))
    meeting = SimpleNamespace(answer_deadline=meetings, state=scene.get("state", MeetingState.OPEN))
    row: Any = SimpleNamespace(meeting=meeting, deadline=deadline, closed_at=now if scene.get("closed") else None)

    assert state_of(row, now) is state
    assert bool(why_closed(row, now)) is (state is not DelegationState.OPEN)

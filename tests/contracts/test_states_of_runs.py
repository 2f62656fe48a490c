"""Where a run of letters or mails stands: every outcome that a screen shows, and every state of a run, has its scene."""

from types import SimpleNamespace
from typing import Any

import pytest

from meetings import clock
from meetings.domain.invitations.states import OVER, outcome
from meetings.enums import DeliveryState, RunOutcome, TaskState

D = DeliveryState

RUNS: list[tuple[TaskState, int, dict[DeliveryState, int], int, RunOutcome]] = [
    (TaskState.QUEUED, 24, {}, 0, RunOutcome.WAITING),
    (TaskState.RUNNING, 0, {}, 0, RunOutcome.WAITING),
    (TaskState.RUNNING, 24, {D.SENT: 3}, 0, RunOutcome.PREPARING),
    (TaskState.FAILED, 24, {D.SENT: 24}, 0, RunOutcome.BROKEN),
    (TaskState.DONE, 24, {D.SENT: 20, D.QUEUED: 4}, 0, RunOutcome.SENDING),
    (TaskState.DONE, 24, {D.SENDING: 1}, 0, RunOutcome.SENDING),
    (TaskState.DONE, 24, {D.TRANSMITTING: 1}, 0, RunOutcome.SENDING),
    (TaskState.DONE, 24, {D.SENT: 23, D.FAILED: 1}, 0, RunOutcome.TROUBLED),
    (TaskState.DONE, 24, {D.SENT: 23, D.UNCERTAIN: 1}, 0, RunOutcome.TROUBLED),
    (TaskState.DONE, 24, {D.SENT: 23}, 1, RunOutcome.TROUBLED),
    (TaskState.DONE, 80, {D.SENT: 2, D.OUTBOX: 78}, 0, RunOutcome.KEPT),
    (TaskState.DONE, 24, {}, 0, RunOutcome.PRINTED),
    (TaskState.DONE, 24, {D.CANCELLED: 24}, 0, RunOutcome.PRINTED),
    (TaskState.DONE, 24, {D.SENT: 24}, 0, RunOutcome.DONE),
    (TaskState.CANCELLED, 24, {D.SENT: 3, D.CANCELLED: 21}, 0, RunOutcome.CANCELLED),
]


UNSIGNED: list[tuple[dict[DeliveryState, int], int, RunOutcome]] = [
    ({}, 0, RunOutcome.SIGNING),
    ({D.SENT: 3}, 0, RunOutcome.SIGNING),
    ({D.OUTBOX: 3}, 0, RunOutcome.SIGNING),
    ({D.QUEUED: 1}, 0, RunOutcome.SENDING),
    ({D.SENT: 3}, 1, RunOutcome.TROUBLED),
]


@pytest.mark.parametrize(("mails", "failed", "said"), UNSIGNED)
def test_where_a_run_stands_whose_letters_wait_for_a_signature(mails: dict[Any, int], failed: int, said: RunOutcome) -> None:
    run: Any = SimpleNamespace(state=TaskState.DONE, total=24, failed=failed, held_at=None)

    assert outcome(run, mails, unsigned=20) is said


@pytest.mark.parametrize(("state", "total", "mails", "failed", "said"), RUNS)
def test_where_a_run_stands(state: TaskState, total: int, mails: dict[Any, int], failed: int, said: RunOutcome) -> None:
    run: Any = SimpleNamespace(state=state, total=total, failed=failed, held_at=None)

    assert outcome(run, mails) is said
    ended = state in (TaskState.DONE, TaskState.FAILED, TaskState.CANCELLED)
    assert (said in OVER) is (ended and said is not RunOutcome.SENDING)


HELD: list[tuple[TaskState, dict[DeliveryState, int], RunOutcome]] = [
    (TaskState.RUNNING, {}, RunOutcome.PAUSED),
    (TaskState.DONE, {D.SENT: 20, D.QUEUED: 4}, RunOutcome.PAUSED),
    (TaskState.DONE, {D.SENT: 24}, RunOutcome.DONE),  # the last one was under way when it was held
    (TaskState.CANCELLED, {D.SENT: 20, D.CANCELLED: 4}, RunOutcome.CANCELLED),
]


@pytest.mark.parametrize(("state", "mails", "said"), HELD)
def test_where_a_run_stands_that_was_held(state: TaskState, mails: dict[Any, int], said: RunOutcome) -> None:
    run: Any = SimpleNamespace(state=state, total=24, failed=0, held_at=clock.now())

    assert outcome(run, mails) is said and (said in OVER) is (said is not RunOutcome.PAUSED)


def test_every_outcome_and_every_state_of_a_run_has_its_scene() -> None:
    assert {scene[-1] for scene in (*RUNS, *HELD, *UNSIGNED)} == set(RunOutcome)
    assert {scene[0] for scene in RUNS} == set(TaskState)

"""A run is held by one worker at a time, and a dead worker's run goes on elsewhere."""

from datetime import timedelta

import pytest

from meetings import clock
from meetings.domain import tasks
from meetings.domain.audit import SYSTEM
from meetings.enums import RunKind, TaskState
from meetings.extensions import db
from meetings.models import TaskRun

pytestmark = pytest.mark.usefixtures("app")
STALE = timedelta(minutes=2)
KIND = RunKind.SEND_INVITATIONS


def _start(total: int = 2) -> str:
    return tasks.start_run(KIND, "Uji", {}, SYSTEM, clock.now(), total=total)


def _run(run_id: str) -> TaskRun:
    return db.session.get_one(TaskRun, run_id, populate_existing=True)


def _claim(run_id: str) -> str:
    claim, ids = tasks.claim_task(clock.now(), (KIND,))
    assert ids == [run_id]
    return claim


def test_only_one_worker_gets_a_run():
    run_id = _start()
    assert tasks.claim_task(clock.now(), ()).ids == []
    claim = _claim(run_id)
    assert tasks.claim_task(clock.now(), (KIND,)).ids == []
    tasks.finish_task(run_id, claim, clock.now())

    assert _run(run_id).state is TaskState.DONE


def test_a_worker_that_lost_its_run_is_told():
    run_id = _start()
    _claim(run_id)
    for act in (
        lambda: tasks.finish_task(run_id, "dua", clock.now()),
        lambda: tasks.fail_task(run_id, "dua", "rusak", clock.now()),
    ):
        with pytest.raises(tasks.TaskLost):
            act()
    assert _run(run_id).state is TaskState.RUNNING


def test_a_dead_or_silent_workers_run_is_queued_again():
    run_id = _start()
    _claim(run_id)
    assert tasks.release_stale_tasks(clock.now(), STALE) == 0
    assert tasks.release_stale_tasks(clock.now() + timedelta(minutes=3), STALE) == 1
    assert _run(run_id).state is TaskState.QUEUED


def test_a_settled_run_ends_with_its_last_item_and_is_never_taken_back():
    run_id = _start()
    claim = _claim(run_id)
    tasks.settle_run(run_id, claim, clock.now())
    tasks.finish_task(run_id, claim, clock.now())  # whoever wrote the rows is done; the run is not
    assert tasks.release_stale_tasks(clock.now() + timedelta(days=1), STALE) == 0

    tasks.count_settled(run_id, clock.now(), done=1)
    assert _run(run_id).state is TaskState.RUNNING
    tasks.count_settled(run_id, clock.now(), problem={"row": "Budi", "message": "gagal"})

    run = _run(run_id)
    assert (run.state, run.done, run.failed) == (TaskState.DONE, 1, 1) and run.finished_at is not None
    assert run.problems == [{"row": "Budi", "message": "gagal"}]


def test_an_empty_run_ends_at_once():
    run_id = _start(0)
    tasks.settle_run(run_id, _claim(run_id), clock.now())
    assert _run(run_id).state is TaskState.DONE


def test_what_is_counted_while_it_is_prepared_ends_nothing_before_the_rest_is_there():
    run_id = _start(5)
    claim = _claim(run_id)
    tasks.count_prepared(_run(run_id), claim, clock.now(), 3, done=1, dropped=1)
    tasks.count_settled(run_id, clock.now(), done=1)
    tasks.count_prepared(_run(run_id), claim, clock.now(), 2, done=0, dropped=2)
    run = _run(run_id)
    assert (run.state, run.total, run.position, run.done) == (TaskState.RUNNING, 2, 5, 2)

    tasks.settle_run(run_id, claim, clock.now())

    assert _run(run_id).state is TaskState.DONE


def test_a_worker_that_lost_its_run_prepares_no_further():
    run_id = _start()
    _claim(run_id)
    for act in (
        lambda: tasks.count_prepared(_run(run_id), "dua", clock.now(), 1, done=0, dropped=0),
        lambda: tasks.settle_run(run_id, "dua", clock.now()),
    ):
        with pytest.raises(tasks.TaskLost):
            act()
    assert _run(run_id).position == 0

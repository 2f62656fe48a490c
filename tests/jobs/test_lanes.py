"""Lanes: a hundred hurry-ups are one run, an error ends one run only, and nobody waits for a hung neighbour."""

import sqlite3
import threading
import time
from datetime import timedelta

import psycopg
import pytest
import sqlalchemy.exc
from flask import Flask

from meetings import clock, outages
from meetings.domain import tasks
from meetings.domain.audit import SYSTEM
from meetings.enums import RunKind, Task, TaskState
from meetings.extensions import db
from meetings.jobs import tasks as jobs
from meetings.jobs.lanes import Lane, asked_now, stopping
from meetings.models import TaskRun


class Work:
    """A task that counts its runs and can be held."""

    def __init__(self) -> None:
        self.runs = 0
        self.hold = threading.Event()
        self.hold.set()
        self.inside = threading.Event()

    def __call__(self) -> None:
        self.runs += 1
        self.inside.set()
        self.hold.wait(240)


def test_what_was_asked_before_the_last_run_is_done_already(app: Flask) -> None:
    work = Work()
    lane = Lane(app, Task.RUN_TASKS, work)
    asked = [asked_now() for _ in range(100)]

    for moment in asked:
        lane.run(moment)

    assert work.runs == 1
    lane.run(asked_now())
    assert work.runs == 2


def test_what_another_machine_asks_for_is_done_whatever_its_clock_says(app: Flask) -> None:
    work = Work()
    lane = Lane(app, Task.RUN_TASKS, work)

    lane.run(asked_now())
    lane.run(("another boot", 1.0))

    assert work.runs == 2


def test_a_clock_set_back_stops_no_lane(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work()
    lane = Lane(app, Task.RUN_TASKS, work)
    lane.run(asked_now())
    past = clock.now() - timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: past)
    monkeypatch.setattr(time, "time", past.timestamp)

    lane.run(asked_now())

    assert work.runs == 2


def test_what_a_broken_run_held_is_given_back_at_once(app: Flask) -> None:
    run_id = tasks.start_run(RunKind.SEND_INVITATIONS, "Uji", {}, SYSTEM, clock.now(), total=1)
    db.session.commit()

    def claim_and_break() -> None:
        tasks.claim_task(clock.now(), (RunKind.SEND_INVITATIONS,))
        db.session.commit()
        raise sqlalchemy.exc.OperationalError("", None, sqlite3.OperationalError("gone in the midst of it"))

    Lane(app, Task.RUN_TASKS, claim_and_break).run(asked_now())
    db.session.rollback()
    assert db.session.get_one(TaskRun, run_id, populate_existing=True).state is TaskState.RUNNING

    jobs.release_stale_work()
    assert db.session.get_one(TaskRun, run_id, populate_existing=True).state is TaskState.QUEUED


def test_a_database_that_is_away_is_told_once_a_minute(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def find_nothing() -> None:
        raise sqlalchemy.exc.OperationalError("", None, psycopg.OperationalError("server closed the connection"))

    monkeypatch.setattr(outages._Said, "at", float("-inf"))
    for _ in range(5):
        Lane(app, Task.RUN_TASKS, find_nothing).run(asked_now())

    told = capsys.readouterr().out
    assert told.count("database_away") == 1 and "Traceback" not in told


def test_what_is_asked_during_a_run_makes_one_more(app: Flask) -> None:
    work = Work()
    lane = Lane(app, Task.RUN_TASKS, work)
    work.hold.clear()
    first = threading.Thread(target=lane.run, args=(asked_now(),))
    first.start()
    work.inside.wait(240)

    for _ in range(50):
        lane.run(asked_now())
    assert work.runs == 1
    work.hold.set()
    first.join(240)

    assert work.runs == 2


def test_what_is_asked_as_a_run_ends_is_not_lost(app: Flask) -> None:
    work = Work()
    lane = Lane(app, Task.RUN_TASKS, work)
    real = threading.Lock()

    class Intruder:
        """Asks once more the moment that the run has had its last look."""

        def __enter__(self) -> None:
            real.acquire()

        def __exit__(self, *_: object) -> None:
            real.release()
            if work.runs == 1 and not asked:
                asked.append(True)
                lane.run(asked_now())

    asked: list[bool] = []
    lane._lock = Intruder()
    lane.run(asked_now())

    assert asked and work.runs == 2


def test_an_error_ends_that_run_only(app: Flask) -> None:
    runs = []

    def broken() -> None:
        runs.append(1)
        raise RuntimeError("rusak")

    lane = Lane(app, Task.RUN_TASKS, broken)
    lane.run(asked_now())
    lane.run(asked_now())

    assert len(runs) == 2


def test_nothing_begins_once_the_process_ends(app: Flask) -> None:
    work = Work()
    stopping.set()
    try:
        Lane(app, Task.RUN_TASKS, work).run(asked_now())
    finally:
        stopping.clear()

    assert work.runs == 0


def start(title: str = "Uji") -> TaskRun:
    run_id = tasks.start_run(RunKind.SEND_INVITATIONS, title, {}, SYSTEM, clock.now(), total=3)
    db.session.commit()
    return db.session.get_one(TaskRun, run_id)


def test_a_task_run_goes_through_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    monkeypatch.setitem(jobs.RUNNERS, RunKind.SEND_INVITATIONS, lambda run, claim: seen.append(run.id))
    run = start()
    jobs.run_tasks()
    jobs.run_tasks()
    db.session.refresh(run)

    assert seen == [run.id]
    assert run.state is TaskState.DONE


def test_a_broken_run_is_marked_and_the_next_goes_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(run: TaskRun, claim: str) -> None:
        if run.title == "Rusak":
            raise RuntimeError("rusak")

    monkeypatch.setitem(jobs.RUNNERS, RunKind.SEND_INVITATIONS, broken)
    first, second = start("Rusak"), start()
    jobs.run_tasks()
    db.session.expire_all()

    assert (first.state, first.error) == (TaskState.FAILED, "RuntimeError: rusak")
    assert second.state is TaskState.DONE


def test_a_run_taken_over_by_another_worker_stops_silently(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(run: TaskRun, claim: str) -> None:
        db.session.execute(db.update(TaskRun).values(claimed_by="lain"))
        db.session.commit()

    monkeypatch.setitem(jobs.RUNNERS, RunKind.SEND_INVITATIONS, slow)
    run = start()
    jobs.run_tasks()
    db.session.refresh(run)

    assert (run.state, run.claimed_by) == (TaskState.RUNNING, "lain")

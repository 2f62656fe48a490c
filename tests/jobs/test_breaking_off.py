"""A task that breaks off gives back at once what it holds, although its process lives on; every task has somebody who does it."""

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock, jobs
from meetings.domain import invitations
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import printing
from meetings.enums import DocumentState, RunKind, Task, TaskState
from meetings.extensions import db, nudges
from meetings.jobs.tasks import release_stale_work, render_letters, run_tasks
from meetings.models import Document, TaskRun
from tests.factories import make_letter, make_meeting, make_participant, make_session

NAMES = ("Ani", "Budi", "Citra")


@pytest.fixture
def run_id(app: Flask) -> str:
    """A run whose three letters wait to be printed."""
    meeting = make_meeting()
    make_session(meeting)
    for name in NAMES:
        make_participant(meeting, name)
    run_id = invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    return run_id


def _break_at(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    finish = printing.finish_letter

    def broken(printed: printing.Print, pdf: bytes, at: object) -> bool:
        if printed.recipient == name:
            raise OSError("penyimpanan mati")
        return finish(printed, pdf, at)

    monkeypatch.setattr(printing, "finish_letter", broken)


def _states() -> list[DocumentState]:
    return sorted(db.session.scalars(sa.select(Document.state)))


def _print_once() -> None:
    db.session.execute(sa.update(Document).where(Document.state == DocumentState.QUEUED).values(updated_at=clock.now()))
    try:
        render_letters()
    except OSError:
        assert DocumentState.RENDERING not in _states()


def test_letters_of_a_group_that_breaks_off_are_printed_by_the_next(run_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as now:
        _break_at(now, "Ani")
        with pytest.raises(OSError, match="penyimpanan mati"):
            render_letters()
    assert DocumentState.QUEUED in _states() and DocumentState.RENDERING not in _states()
    assert "penyimpanan mati" in db.session.scalar(sa.select(Document.error).where(Document.state == DocumentState.QUEUED))

    _print_once()

    assert _states() == [DocumentState.PUBLISHED] * 3
    run = db.session.get_one(TaskRun, run_id, populate_existing=True)
    assert (run.state, run.done, run.failed) == (TaskState.DONE, 3, 0)


def test_one_letter_that_always_breaks_is_given_up_alone(run_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _break_at(monkeypatch, "Budi")

    for _tick in range(12):
        _print_once()
    release_stale_work()

    assert _states() == [DocumentState.FAILED, DocumentState.PUBLISHED, DocumentState.PUBLISHED]
    run = db.session.get_one(TaskRun, run_id, populate_existing=True)
    assert (run.state, run.done, run.failed) == (TaskState.DONE, 2, 1)


@pytest.mark.parametrize("table", ["TASKS", "TICKS", "RUNNERS"])
def test_nothing_starts_while_a_task_has_nobody_who_does_it(app: Flask, monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    served = dict(getattr(jobs, table))
    name, _function = served.popitem()
    monkeypatch.setattr(jobs, table, served)

    with pytest.raises(LookupError, match=name):
        jobs.init_app(app)


def test_every_task_can_be_hurried(app: Flask) -> None:
    assert set(nudges.tasks) == set(Task)
    assert set(jobs.RUNNERS) == set(RunKind)

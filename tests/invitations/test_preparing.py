"""The rows of a sending are written step by step: what breaks off goes on behind the last step, nothing is there twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import invitations, tasks
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import sending
from meetings.enums import ParticipantStatus, RunKind, TaskState
from meetings.extensions import db
from meetings.jobs.tasks import release_stale_work, render_letters, run_tasks
from meetings.models import Delivery, Document, Invitation, Participant, Pass, TaskRun
from tests.factories import make_letter, make_meeting, make_participants, make_session
from tests.support.queries import count_queries

pytestmark = pytest.mark.usefixtures("app")
PEOPLE = 5
ROWS = (Invitation, Pass, Document, Delivery)


@pytest.fixture
def run_id(monkeypatch: pytest.MonkeyPatch) -> str:
    """A run over five people in steps of two."""
    monkeypatch.setattr(sending, "CHUNK", 2)
    meeting = make_meeting()
    make_session(meeting)
    make_participants(meeting, PEOPLE, email="tujuan@example.go.id")
    started = invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now())
    db.session.commit()
    return started


def _run(run_id: str) -> TaskRun:
    return db.session.get_one(TaskRun, run_id, populate_existing=True)


def _counts() -> list[int]:
    return [db.session.scalar(sa.select(sa.func.count(model.id))) or 0 for model in ROWS]


def _step(run: TaskRun) -> bool:
    more = invitations.prepare_next(run, run.claimed_by, clock.now())
    db.session.commit()
    return more


def _claimed(run_id: str) -> TaskRun:
    tasks.claim_task(clock.now(), (RunKind.SEND_INVITATIONS,))
    db.session.commit()
    return _run(run_id)


def test_a_killed_worker_s_run_goes_on_behind_its_last_step(run_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    issue, calls = sending.issue_passes, []

    def killed_at_the_second(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        issue(*arguments)

    monkeypatch.setattr(sending, "issue_passes", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run_tasks()
    db.session.rollback()
    assert (_run(run_id).position, _counts()) == (2, [2, 2, 2, 0])

    _run(run_id).claimed_at = clock.now() - timedelta(days=1)
    db.session.commit()
    release_stale_work()
    run_tasks()
    render_letters()

    run = _run(run_id)
    assert (run.state, run.total, run.done, run.position) == (TaskState.DONE, PEOPLE, PEOPLE, PEOPLE)
    assert _counts() == [PEOPLE] * len(ROWS)
    assert len(calls) == 4  # the step that broke off was taken again, the one before it was not


def test_what_is_printed_while_others_are_prepared_is_counted_once(run_id: str) -> None:
    run = _claimed(run_id)
    assert _step(run)
    render_letters()
    db.session.refresh(run)
    assert (run.state, run.done, run.total) == (TaskState.RUNNING, 2, PEOPLE)

    while _step(run):
        render_letters()

    run = _run(run_id)
    assert (run.state, run.total, run.done) == (TaskState.DONE, PEOPLE, PEOPLE)


def test_who_has_left_meanwhile_is_not_waited_for(run_id: str) -> None:
    run = _claimed(run_id)
    _step(run)
    left = db.session.scalars(sa.select(Participant).where(Participant.id == run.arguments["participants"][2])).one()
    left.status = ParticipantStatus.WITHDRAWN
    while _step(run):
        pass
    render_letters()

    run = _run(run_id)
    assert (run.state, run.total, run.done) == (TaskState.DONE, PEOPLE - 1, PEOPLE - 1)


def test_no_step_asks_for_more_than_the_one_before(run_id: str) -> None:
    """Nor about other rows: each statement after the first names at most the step's own."""
    run, sent = _claimed(run_id), []
    _step(run)
    for _ in range(2):
        with count_queries() as statements:
            _step(run)
        sent.append(statements)

    assert len(sent[0]) == len(sent[1])
    about_letters = [each for each in sent[1] if "FROM invitation" in each or "UPDATE document" in each]
    assert about_letters
    assert [each for each in about_letters if " IN (SELECT" in each and "WHERE invitation.id IN (" not in each] == []

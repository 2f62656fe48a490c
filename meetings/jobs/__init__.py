"""Background work: APScheduler says when, huey does it, the database row decides whether it is still to be done.

``timetable.py`` lists the ticks, ``tasks.py`` the tasks. Every task is safe to run twice and on two machines at once:
it claims its rows with a conditional UPDATE and commits one item at a time.
"""

from flask import Flask

from meetings.extensions import nudges
from meetings.jobs.engine import make_huey
from meetings.jobs.tasks import TASKS


def init_app(app: Flask) -> None:
    """Bind the queue to the app, so that web processes can hurry a task after their commit."""
    huey = make_huey(app)
    app.extensions["huey"] = huey
    for task in TASKS:
        nudges.tasks[task.__name__] = huey.task(name=task.__name__)(_in_context(app, task))


def _in_context(app: Flask, task):  # type: ignore[no-untyped-def]
    def run() -> None:
        with app.app_context():
            task()

    run.__name__ = task.__name__
    return run


def run(app: Flask) -> None:
    """Work until told to stop (SIGTERM, SIGINT): the scheduler's clock and the queue's workers in one process."""
    from meetings.jobs.engine import run_consumer
    from meetings.jobs.timetable import start_clock

    clock = start_clock(app)
    try:
        run_consumer(app)
    finally:
        clock.shutdown(wait=False)

"""Background work: APScheduler says when, huey does it, the database row decides whether it is still to be done.

``timetable.py`` lists the ticks, ``tasks.py`` the tasks. Every task is safe to run twice and on two machines at once:
it claims its rows with a conditional UPDATE and commits one item at a time. Each has a lane of its own (``lanes.py``).
"""

import functools
import gc
from collections.abc import Callable

from flask import Flask
from huey import Huey

from meetings.documents.pdf.child import GC_THRESHOLD
from meetings.enums import RunKind, Task
from meetings.extensions import nudges
from meetings.jobs.engine import make_huey, run_consumer, with_tables
from meetings.jobs.lanes import Lane, asked_now, stopping
from meetings.jobs.tasks import RUNNERS, TASKS, WIDTHS
from meetings.jobs.timetable import TICKS, start_clock, tick_now
from meetings.jobs.watch import ClockWatch


def init_app(app: Flask) -> None:
    """Bind the queue to the app, so that web processes can hurry a task after their commit. Raises LookupError when a task or a kind
    of run has no function, or a task no tick."""
    for names, served in ((Task, TASKS), (Task, TICKS), (RunKind, RUNNERS)):
        if unserved := set(names) - set(served):
            raise LookupError(f"nobody serves {sorted(unserved)}")
    huey = make_huey(app)
    app.extensions["huey"] = huey
    app.extensions["lanes"] = lanes = {}
    for task, do in TASKS.items():
        lane = lanes[task] = Lane(app, task, do, WIDTHS.get(task, 1))
        nudges.tasks[task] = _hurry(huey, lane)


def _hurry(huey: Huey, lane: Lane) -> Callable[[], None]:
    enqueue = huey.task(name=lane.task.value)(lane.run)

    def hurry() -> None:
        with_tables(huey, functools.partial(enqueue, asked_now()))

    return hurry


def run(app: Flask) -> None:
    """Work until told to stop (SIGTERM, SIGINT): the scheduler's clock and the queue's workers in one process."""
    stopping.clear()
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)  # a page makes thousands of objects that die with it: a fifth of its time otherwise
    timetable = start_clock(app)
    watch = ClockWatch(app, lambda: tick_now(timetable))
    watch.start()
    try:
        run_consumer(app, len(TASKS))
    finally:
        stopping.set()
        timetable.shutdown(wait=False)

"""When things happen. Ticks run on every node; what they start claims its work in the database."""

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from meetings import clock
from meetings.enums import Task
from meetings.extensions import nudges
from meetings.jobs.lanes import asked_now
from meetings.outages import is_news, is_outage

log = structlog.get_logger("meetings.jobs")

TICKS: dict[Task, int] = {  # seconds between ticks
    Task.DRAFT_DUE_MINUTES: 10,
    Task.RENDER_DOCUMENTS: 5,
    Task.RENDER_LETTERS: 10,
    Task.SEND_DELIVERIES: 15,
    Task.SEND_KEPT: 3600,  # what matters is the first tick: a mail server is set with a start
    Task.READ_RETURNED: 120,
    Task.RUN_TASKS: 15,
    Task.RELEASE_STALE_WORK: 15,
    Task.CLEAR_UPLOADS: 3600,
    Task.SEAL_RECORDS: 20,
    Task.FOLLOW_ANSWERS: 5,
}


def start_clock(app: Flask) -> BackgroundScheduler:
    """Start the scheduler; the first tick of each task comes at once, so a restart picks up what was left."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for task, seconds in TICKS.items():
        _tick(app, task)
        scheduler.add_job(
            _tick, "interval", args=[app, task], seconds=seconds, id=task, coalesce=True, max_instances=1, misfire_grace_time=None
        )
    scheduler.start()
    return scheduler


def tick_now(scheduler: BackgroundScheduler) -> None:
    """Every task at once, and from then on in its interval: the scheduler waits for moments of the clock, which was set back."""
    for job in scheduler.get_jobs():
        job.modify(next_run_time=clock.now())


def _tick(app: Flask, task: Task) -> None:
    """Put the task on the queue; with a broken queue do it here and now: the queue is only a hurry-up."""
    try:
        nudges.tasks[task]()
    except Exception as error:
        if is_news(error):
            log.error("queue_failed", task=task, exc_info=None if is_outage(error) else error)
        app.extensions["lanes"][task].run(asked_now())

"""When things happen. Ticks run on every node; what they start claims its work in the database."""

import time

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from meetings.extensions import nudges

log = structlog.get_logger("meetings.jobs")

# task, seconds between ticks
TICKS: tuple[tuple[str, int], ...] = (
    ("draft_due_minutes", 10),
    ("render_documents", 5),
    ("render_letters", 10),
    ("send_deliveries", 15),
    ("run_tasks", 15),
    ("release_stale_work", 15),
    ("clear_uploads", 3600),
)


def start_clock(app: Flask) -> BackgroundScheduler:
    """Start the scheduler; the first tick of each task comes at once, so a restart picks up what was left."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for task, seconds in TICKS:
        _tick(app, task)
        scheduler.add_job(
            _tick, "interval", args=[app, task], seconds=seconds, id=task, coalesce=True, max_instances=1, misfire_grace_time=None
        )
    scheduler.start()
    return scheduler


def _tick(app: Flask, task: str) -> None:
    """Put the task on the queue; with a broken queue do it here and now: the queue is only a hurry-up."""
    hurry = nudges.tasks.get(task)
    if hurry is None:
        return
    try:
        hurry()
    except Exception as error:
        log.error("queue_failed", task=task, exc_info=error)
        app.extensions["lanes"][task].run(time.time())

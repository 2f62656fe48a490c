"""When things happen. Ticks run on every node; what they start claims its work in the database."""

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from meetings.extensions import nudges

# task, seconds between ticks
TICKS: tuple[tuple[str, int], ...] = (
    ("draft_due_minutes", 10),
    ("render_documents", 15),
    ("send_deliveries", 15),
    ("run_tasks", 15),
    ("release_stale_work", 30),
)


def start_clock(app: Flask) -> BackgroundScheduler:
    """Start the scheduler; the first tick of each task comes at once, so a restart picks up what was left."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for task, seconds in TICKS:
        nudges.send(task)
        scheduler.add_job(
            nudges.send, "interval", args=[task], seconds=seconds, id=task, coalesce=True, max_instances=1
        )
    scheduler.start()
    return scheduler

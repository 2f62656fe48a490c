"""The queue: huey on SQLite beside the database, or on PostgreSQL when several machines share one."""

from typing import Any

from flask import Flask
from huey import Huey


def make_huey(app: Flask) -> Huey:
    """The queue that ``MEETINGS_QUEUE_URL`` names; by default PostgreSQL where the database is, else a SQLite file."""
    settings = app.config["SETTINGS"]
    options: dict[str, Any] = {"results": False, "immediate": False}
    if app.testing:
        from huey import MemoryHuey

        return MemoryHuey("meetings", **options)
    if settings.queue_url.startswith("postgres") or (not settings.queue_url and not settings.sqlite):
        from huey import PostgresHuey

        url = settings.queue_url or settings.database_url.replace("postgresql+psycopg://", "postgresql://")
        return PostgresHuey("meetings", dsn=url, **options)
    from huey import SqliteHuey

    return SqliteHuey("meetings", filename=str(settings.instance_path / "queue.sqlite3"), **options)


def run_consumer(app: Flask) -> None:
    """Run the queue's workers in this process until it is told to stop."""
    workers = app.config["SETTINGS"].job_workers
    consumer = app.extensions["huey"].create_consumer(workers=workers, periodic=False, initial_delay=0.1, max_delay=1.0)
    consumer.run()

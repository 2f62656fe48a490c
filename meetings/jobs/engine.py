"""The queue: huey on SQLite beside the database, or on PostgreSQL when several machines share one."""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask
from huey import Huey
from huey.consumer import Consumer

from meetings.jobs.lanes import stopping
from meetings.outages import RETRY_AFTER, is_news, is_outage

GRACE = 20  # seconds for the items at hand when told to end; the parent kills after 25


def make_huey(app: Flask) -> Huey:
    """The queue that ``MEETINGS_QUEUE_URL`` names; by default PostgreSQL where the database is, else a SQLite file.

    Nothing is connected or made here: the parent of the processes makes the app, and the database may come up later.
    """
    settings = app.config["SETTINGS"]
    options: dict[str, Any] = {"results": False, "immediate": False}
    if app.testing:
        from huey import MemoryHuey

        return MemoryHuey("meetings", **options)
    options["create_tables"] = False
    if settings.queue_url.startswith("postgres") or (not settings.queue_url and not settings.sqlite):
        from huey import PostgresHuey

        url = settings.queue_url or settings.database_url
        return PostgresHuey("meetings", dsn=url.replace("postgresql+psycopg://", "postgresql://"), **options)
    from huey import SqliteHuey

    path = settings.queue_url.removeprefix("sqlite:///") or str(settings.instance_path / "queue.sqlite3")
    return SqliteHuey("meetings", filename=path, **options)


def with_tables(huey: Huey, put: Callable[[], object]) -> None:
    """Call ``put``; when the queue's tables are not there yet, make them and call it again."""
    try:
        put()
    except Exception:
        if not hasattr(huey.storage, "initialize_schema"):
            raise
        huey.storage.initialize_schema()
        put()


class Workers(Consumer):
    """huey's worker threads, ended in order by SIGTERM, SIGINT and SIGHUP alike; the parent decides about restarts."""

    _signal_actions: dict[int, tuple[bool, bool]]

    def __init__(self, huey: Huey, workers: int) -> None:
        super().__init__(huey, workers=workers, periodic=False, initial_delay=0.1, max_delay=1.0, shutdown_timeout=GRACE)
        self._signal_actions = dict.fromkeys(self._signal_actions, (False, True))

    def stop(self, graceful: bool = False) -> None:
        """Let running tasks end after the item they are at."""
        stopping.set()
        super().stop(graceful)


class OutagesInShort(logging.Filter):
    """huey's threads ask the queue every second: while its database is away they say so once a minute, in one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is told."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None or not is_outage(error):
            return True
        record.exc_info = None
        return is_news(error)


def make_tables(huey: Huey) -> None:
    """The queue's tables; a database that does not answer yet is waited for, and that is said once a minute."""
    while not stopping.is_set():
        try:
            huey.storage.initialize_schema()
            return
        except Exception as error:
            if not is_outage(error):
                raise
            if is_news(error):
                logging.getLogger("meetings.jobs").warning("queue_away error=%s", type(error).__name__)
            stopping.wait(RETRY_AFTER)


def run_consumer(app: Flask, lanes: int) -> None:
    """Run the queue's workers in this process until it is told to stop: one thread a lane, and those of the settings."""
    huey = app.extensions["huey"]
    if hasattr(huey.storage, "initialize_schema"):
        make_tables(huey)
    in_short = OutagesInShort()
    for part in ("Worker", "Scheduler"):
        logging.getLogger(f"huey.consumer.{part}").addFilter(in_short)
    Workers(huey, workers=lanes + app.config["SETTINGS"].job_workers).run()

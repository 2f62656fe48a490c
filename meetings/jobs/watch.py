"""The clock is corrected now and then, by hours on a laptop whose battery was empty. Work goes on as if it had not been."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from flask import Flask

from meetings import clock
from meetings.domain import machines
from meetings.extensions import db
from meetings.jobs.lanes import stopping
from meetings.outages import is_news

log = structlog.get_logger("meetings.jobs")

LOOK = 1.0  # seconds between two looks at the clock
JUMP = timedelta(seconds=2)  # what moves further within one look was set, not slewed
NOTE = 60.0  # seconds between two notes of the time, by which a start sees that the clock went back while nothing ran


class ClockWatch(threading.Thread):
    """Compares the clock with the machine's ticks. After a jump the work that waits is let go on, and ``wake`` is called."""

    def __init__(self, app: Flask, wake: Callable[[], None]) -> None:
        super().__init__(name="clock-watch", daemon=True)
        self._app, self._wake = app, wake
        self._seen = clock.now(), clock.ticks()
        self._noted = float("-inf")  # ticks
        self._jump = timedelta()  # not dealt with yet

    def run(self) -> None:
        """Look until the process ends. A database that does not answer is asked again at the next look."""
        while not stopping.wait(LOOK):
            try:
                self.look()
            except Exception as error:
                if is_news(error):
                    log.warning("clock_watch_failed", error=type(error).__name__)

    def look(self) -> None:
        """One look: deal with a jump, note the time now and then."""
        now, ticks = clock.now(), clock.ticks()
        jump = now - self._seen[0] - timedelta(seconds=ticks - self._seen[1])
        self._seen = now, ticks
        if abs(jump) > JUMP:
            self._jump += jump
        first = self._noted == float("-inf")
        if self._jump or ticks - self._noted > NOTE:
            self._note(now, first)
            self._noted, self._jump = ticks, timedelta()

    def _note(self, now: datetime, first: bool) -> None:
        jump = self._jump
        with self._app.app_context():
            if first and not jump:
                jump = machines.went_back(now)
            machines.note_clock(now, jump)
            db.session.commit()
        if jump:
            log.warning("clock_jumped", seconds=round(jump.total_seconds()))
            self._wake()

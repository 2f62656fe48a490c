"""One lane per task: a hung or long task holds up its own lane only, and a hundred hurry-ups make one run.

A hurry-up carries the moment it was asked for, in ticks of its machine: the clock may be set back at any time. A run that began
later has seen what it was about, so it is dropped; one that finds the lane full makes the lane run once more.
"""

import threading
from collections.abc import Callable

import structlog
from flask import Flask

from meetings import clock, worker
from meetings.enums import Task
from meetings.extensions import nudges
from meetings.outages import is_news, is_outage

log = structlog.get_logger("meetings.jobs")

Asked = tuple[str, float]  # ``clock.boot()`` and ``clock.ticks()``

stopping = threading.Event()  # set when the process is told to end: loops stop after the item at hand


def asked_now() -> Asked:
    """The present moment, for a hurry-up."""
    return clock.boot(), clock.ticks()


class Lane:
    """Runs ``do`` in an app context, at most ``width`` times at once in this process. An error ends that run only."""

    def __init__(self, app: Flask, task: Task, do: Callable[[], None], width: int = 1) -> None:
        self.task = task
        self._app, self._do, self._width = app, do, width
        self._lock = threading.Lock()
        self._running = 0
        self._began = float("-inf")  # ticks
        self._again = False

    def run(self, asked: Asked) -> None:
        """Do what was asked for, unless it has been done since. What another machine asks for is done: its ticks say nothing here."""
        with self._lock:
            if asked[0] == clock.boot() and asked[1] < self._began:
                return
            if self._running >= self._width:
                self._again = True
                return
            self._running += 1
            self._began = clock.ticks()
        while True:
            if not stopping.is_set():
                self._run_once()
            with self._lock:  # the last look and the leaving are one: nobody finds the lane full who is not seen any more
                if stopping.is_set() or not self._again:
                    self._running -= 1
                    return
                self._again = False
                self._began = clock.ticks()

    def _run_once(self) -> None:
        try:
            with self._app.app_context(), worker.piece_of_work():
                self._do()
        except Exception as error:
            if not is_outage(error):
                log.error("task_failed", task=self.task, exc_info=error)
            elif is_news(error):
                log.warning("database_away", task=self.task, error=type(getattr(error, "orig", error)).__name__)
            if self.task is not Task.RELEASE_STALE_WORK:
                nudges.send(Task.RELEASE_STALE_WORK)  # gives back what it held

"""The queue's own tables, when its database comes up after the service."""

import psycopg
import pytest

from meetings.jobs import engine


class Queue:
    """A queue whose database answers at the third time."""

    def __init__(self, error: Exception) -> None:
        self.storage, self.asked, self.error = self, 0, error

    def initialize_schema(self) -> None:
        self.asked += 1
        if self.asked < 3:
            raise self.error


def test_a_database_that_comes_later_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "RETRY_AFTER", 0.01)
    queue = Queue(psycopg.OperationalError("connection refused"))

    engine.make_tables(queue)

    assert queue.asked == 3


def test_what_is_wrong_otherwise_is_raised_at_once() -> None:
    with pytest.raises(psycopg.ProgrammingError):
        engine.make_tables(Queue(psycopg.ProgrammingError("no such role")))

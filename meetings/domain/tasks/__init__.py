"""Work that a person started and watches."""

from meetings.domain.tasks.runs import (
    TaskLost,
    claim_task,
    count_prepared,
    count_settled,
    fail_task,
    finish_task,
    release_stale_tasks,
    settle_run,
    start_run,
)

__all__ = [
    "TaskLost",
    "claim_task",
    "count_prepared",
    "count_settled",
    "fail_task",
    "finish_task",
    "release_stale_tasks",
    "settle_run",
    "start_run",
]

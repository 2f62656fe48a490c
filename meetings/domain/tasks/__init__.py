"""Work that a person started and watches."""

from meetings.domain.tasks.runs import (
    MOST_PROBLEMS,
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
    "MOST_PROBLEMS",
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

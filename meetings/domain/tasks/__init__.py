"""Work that a person started and watches."""

from meetings.domain.tasks.runs import (
    MOST_PROBLEMS,
    TaskLost,
    cancel_run,
    claim_task,
    count_prepared,
    count_settled,
    fail_task,
    finish_task,
    goes_on,
    hold_run,
    release_stale_tasks,
    resume_run,
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
    "goes_on",
    "release_stale_tasks",
    "settle_run",
    "resume_run",
    "hold_run",
    "cancel_run",
    "start_run",
]

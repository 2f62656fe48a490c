"""What administrators look at, each in their own organisations, and operators, who see nothing of it."""

from meetings.domain.admin.queries import count_work, entries_of, list_users, roles_of, work_of
from meetings.domain.admin.roots import list_roots, open_root
from meetings.domain.admin.state import list_runs, measure_room, oldest_waiting

__all__ = [
    "count_work",
    "entries_of",
    "list_roots",
    "list_runs",
    "list_users",
    "measure_room",
    "oldest_waiting",
    "open_root",
    "roles_of",
    "work_of",
]

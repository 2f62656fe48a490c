"""What administrators look at, each in their own organisations, and operators, who see nothing of it.

``roots`` is asked for by its name: it brings what prints letterheads, and the console must start where that is missing.
"""

from meetings.domain.admin.queries import count_work, entries_of, list_users, roles_of, work_of
from meetings.domain.admin.state import list_runs, measure_room, oldest_waiting

__all__ = [
    "count_work",
    "entries_of",
    "list_runs",
    "list_users",
    "measure_room",
    "oldest_waiting",
    "roles_of",
    "work_of",
]

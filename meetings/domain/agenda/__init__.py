"""Sessions of a meeting and the items of their rundown."""

from meetings.domain.agenda.closing import close_session, reopen_session, settled_rundowns
from meetings.domain.agenda.conflicts import beyond_the_end, conflicts_now, end_told, find_conflicts
from meetings.domain.agenda.defaults import add_default_rundown, default_length
from meetings.domain.agenda.items import add_item, change_item, move_item, remove_item, reorder_items
from meetings.domain.agenda.papers import render_rundown
from meetings.domain.agenda.queries import get_item, get_session, list_sessions
from meetings.domain.agenda.sessions import change_session, create_session, remove_session
from meetings.domain.agenda.timing import TimedItem, timed_items

__all__ = [
    "TimedItem",
    "add_default_rundown",
    "add_item",
    "beyond_the_end",
    "change_item",
    "change_session",
    "close_session",
    "create_session",
    "default_length",
    "end_told",
    "conflicts_now",
    "find_conflicts",
    "get_item",
    "get_session",
    "list_sessions",
    "move_item",
    "remove_item",
    "remove_session",
    "render_rundown",
    "reopen_session",
    "reorder_items",
    "settled_rundowns",
    "timed_items",
]

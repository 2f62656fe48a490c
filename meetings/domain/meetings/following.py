"""What papers in the making say of a meeting follows it: whoever changes a fact tells those who wrote it down."""

from collections.abc import Callable, Collection
from datetime import datetime

from meetings.models import Meeting

Follower = Callable[[Meeting, Collection[str] | None, datetime], None]
_FOLLOWERS: list[Follower] = []


def follows_facts(follow: Follower) -> Follower:
    """Registers what rooms above do when a fact has changed: called with the meeting and the ids of the sessions (None: all of them)."""
    _FOLLOWERS.append(follow)
    return follow


def facts_changed(meeting: Meeting, sessions: Collection[str] | None, at: datetime) -> None:
    """Tell the followers that something papers say of these sessions (None: of the whole meeting) is another now."""
    for follow in _FOLLOWERS:
        follow(meeting, sessions, at)

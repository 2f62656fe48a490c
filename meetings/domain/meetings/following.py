"""What papers in the making say of a meeting follows it: whoever changes a fact tells those who wrote it down."""

from collections.abc import Callable, Collection
from datetime import datetime

from meetings.extensions import db
from meetings.models import Meeting

Follower = Callable[[Meeting, Collection[str] | None, datetime], None]
_FOLLOWERS: list[Follower] = []


def follows_facts(follow: Follower) -> Follower:
    """Registers what rooms above do when a fact has changed: called with the meeting and the ids of the sessions (None: all of them;
    empty: a fact that no session tells)."""
    _FOLLOWERS.append(follow)
    return follow


def facts_changed(meeting: Meeting, sessions: Collection[str] | None, at: datetime) -> None:
    """Tell the followers that something papers say of these sessions (None: of the whole meeting; none: of the meeting alone) is another
    now."""
    for follow in _FOLLOWERS:
        follow(meeting, sessions, at)


CalledFollower = Callable[[Collection[str], datetime], None]
_OF_CALLS: list[CalledFollower] = []


def follows_calls(follow: CalledFollower) -> CalledFollower:
    """Registers what follows when participants, by their ids, are called to other sessions, or theirs have another name, hour or room."""
    _OF_CALLS.append(follow)
    return follow


def called_otherwise(participant_ids: Collection[str], at: datetime) -> None:
    """Tell the followers that what these participants are called to is another now; what changed is flushed before."""
    if participant_ids:
        db.session.flush()
        for follow in _OF_CALLS:
            follow(participant_ids, at)

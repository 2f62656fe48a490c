"""What rooms above have to do when somebody is named to come in another's place, gets another address, or is released again."""

from collections.abc import Callable
from datetime import datetime

from meetings.models import Representation

Follower = Callable[[Representation, datetime], None]
NAMED: list[Follower] = []
RELEASED: list[Follower] = []


def follows_naming(follow: Follower) -> Follower:
    """Registers what follows when a representative is named, by whomever, or can be reached at another address."""
    NAMED.append(follow)
    return follow


def follows_release(follow: Follower) -> Follower:
    """Registers what follows when a representation has ended."""
    RELEASED.append(follow)
    return follow

"""What rooms above have to do when somebody is named to come in another's place, gets another address, is released again, or cannot come;
and when somebody's name or office is corrected."""

from collections.abc import Callable, Collection
from datetime import datetime

from meetings.domain.audit import Actor
from meetings.models import Meeting, Representation

Follower = Callable[[Representation, datetime], None]
NAMED: list[Follower] = []
RELEASED: list[Follower] = []
TURNED_DOWN: list[Follower] = []
CORRECTED: list[Callable[[Collection[str], datetime], None]] = []
SEATED: list[Callable[[Meeting, str, str | None, Actor, datetime], str]] = []
ADDRESSED = frozenset({"name", "title_front", "title_back", "position", "institution"})  # what a letter says of whom it is for


def follows_naming(follow: Follower) -> Follower:
    """Registers what follows when a representative is named, by whomever, or can be reached at another address."""
    NAMED.append(follow)
    return follow


def follows_release(follow: Follower) -> Follower:
    """Registers what follows when a representation has ended."""
    RELEASED.append(follow)
    return follow


def follows_turning_down(follow: Follower) -> Follower:
    """Registers what follows when a guest is to name somebody else: the committee says that whom they named cannot come for them."""
    TURNED_DOWN.append(follow)
    return follow


def follows_correction(
    follow: Callable[[Collection[str], datetime], None],
) -> Callable[[Collection[str], datetime], None]:
    """Registers what follows when names or offices (`ADDRESSED`) of participants, by their ids, were corrected."""
    CORRECTED.append(follow)
    return follow


def follows_typed_seat(
    settle: Callable[[Meeting, str, str | None, Actor, datetime], str],
) -> Callable[[Meeting, str, str | None, Actor, datetime], str]:
    """Registers who knows the seats: gets the one that is typed for a participant (by id; None for a new one), and returns it as it is written."""
    SEATED.append(settle)
    return settle

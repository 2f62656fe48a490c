"""Who is placed where: people in protocol order, seats in theirs. A pure function; nothing here reads a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from meetings.domain.seating.layout import Block, by_precedence


class Guest(NamedTuple):
    """Somebody who is to have a seat. ``rank``: their place in the protocol order, smallest first; ``heirs``: the seat of whom they come
    for, where it goes over to them."""

    id: str
    rank: tuple[Any, ...]
    category: str | None = None
    seat: str = ""
    held: bool = False
    heirs: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What filling the hall does: who gets a seat, who another one, who loses theirs, and who has none since none is left."""

    placed: int = 0
    moved: int = 0
    freed: int = 0
    without: int = 0


def count_changes(guests: Sequence[Guest], seats: Mapping[str, str], gone: int) -> Filled:
    """What it does to give the guests these seats (by id); ``gone``: people who have a seat and are no guests."""
    changed = [(guest.seat, seats[guest.id]) for guest in guests if seats[guest.id] != guest.seat]
    return Filled(
        placed=sum(not before for before, _seat in changed),
        moved=sum(bool(before and seat) for before, seat in changed),
        freed=gone + sum(not seat for _before, seat in changed),
        without=sum(not seat for seat in seats.values()),
    )


def fill(blocks: Sequence[Block], guests: Sequence[Guest], *, anew: bool) -> dict[str, str]:
    """The seat of each guest by id, empty for whom none is left.

    Who was placed by hand stays, beside the plan also together. ``anew``: everybody else is placed again; else only who has no seat of this plan is, so an answer that
    changes moves nobody besides.
    """
    queue = sorted(guests, key=lambda guest: guest.rank)
    free = {n: by_precedence(block) for n, block in enumerate(blocks)}
    known = {code for seats in free.values() for code in seats}
    placed: dict[str, str] = {}
    taken: set[str] = set()
    for guest in sorted(queue, key=lambda guest: not guest.held):  # by hand first, in their order
        if guest.held and guest.seat and guest.seat not in known:
            placed[guest.id] = guest.seat
        elif guest.seat in known and guest.seat not in taken and (guest.held or not anew):
            placed[guest.id] = guest.seat
            taken.add(guest.seat)
    waiting = [guest for guest in queue if guest.id not in placed]
    for guest in waiting:
        if guest.heirs in known and guest.heirs not in taken:
            placed[guest.id] = guest.heirs
            taken.add(guest.heirs)
    full: set[str | None] = set()  # categories for which no seat is left; none comes back
    left = {n: iter([code for code in seats if code not in taken]) for n, seats in free.items()}
    for guest in waiting:
        if guest.id not in placed and guest.category in full:
            placed[guest.id] = ""
        elif guest.id not in placed:
            open_to = (left[n] for own in (True, False) for n, block in enumerate(blocks) if _lets_in(block, guest, own=own))
            placed[guest.id] = next((code for seats in open_to for code in seats), "")
            if not placed[guest.id]:
                full.add(guest.category)
    return placed


def _lets_in(block: Block, guest: Guest, *, own: bool) -> bool:
    """Whether the block is the guest's own part of the hall, or (not ``own``) everybody's."""
    return guest.category in block.categories if own else not block.categories

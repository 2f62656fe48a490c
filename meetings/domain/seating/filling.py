"""Who is placed where: people in protocol order, seats in theirs. A pure function; nothing here reads a database."""

from bisect import bisect_left, bisect_right
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


def fill(blocks: Sequence[Block], guests: Sequence[Guest], *, anew: bool, by_itself: bool = False) -> dict[str, str]:
    """The seat of each guest by id, empty for whom none is left.

    Who was placed by hand stays, beside the plan also together, and without a seat. ``anew``: everybody else is placed again; else only who
    has no seat of this plan is, so an answer that changes moves nobody besides. Of the free seats they get the first behind everybody of a
    higher rank, so that a seat of honour which was released does not go to whoever comes last; where none is left behind, the
    farthest, but for what happens ``by_itself``: a person says whether a lower rank sits before a higher one.
    """
    queue = sorted(guests, key=lambda guest: guest.rank)
    order = [by_precedence(block) for block in blocks]
    known = {code for seats in order for code in seats}
    placed: dict[str, str] = {}
    taken: set[str] = set()
    for guest in sorted(queue, key=lambda guest: not guest.held):  # by hand first, in their order
        if guest.held and guest.seat not in known:
            placed[guest.id] = guest.seat
        elif guest.seat in known and guest.seat not in taken and (guest.held or not anew):
            placed[guest.id] = guest.seat
            taken.add(guest.seat)
    for guest in queue:
        if guest.id not in placed and guest.heirs in known and guest.heirs not in taken:
            placed[guest.id] = guest.heirs
            taken.add(guest.heirs)
    where = {code: (n, place) for n, seats in enumerate(order) for place, code in enumerate(seats)}
    free = [[place for place, code in enumerate(seats) if code not in taken] for seats in order]
    reached = [-1] * len(
        order
    )  # of each block the farthest seat of whom the rules placed so far, all of a higher rank than who is next
    for guest in queue:
        if guest.id not in placed:
            parts = ([n for n, block in enumerate(blocks) if _lets_in(block, guest, own=own)] for own in (True, False))
            n, place = next((found for some in parts if (found := _free_for(free, reached, some, by_itself))), (0, -1))
            placed[guest.id] = order[n][place] if place >= 0 else ""
            if place >= 0:
                free[n].pop(bisect_left(free[n], place))
        if not guest.held and placed[guest.id] in where:
            n, place = where[placed[guest.id]]
            reached[n] = max(reached[n], place)
    return placed


def _free_for(
    free: Sequence[Sequence[int]], reached: Sequence[int], parts: Sequence[int], behind: bool
) -> tuple[int, int] | None:
    """The part (of these) and place of the first free seat behind all that are reached, else (not ``behind``) of the farthest free one; None
    without any."""
    last = max((at for at, n in enumerate(parts) if reached[n] >= 0), default=0)
    for n in parts[last:]:
        if (start := bisect_right(free[n], reached[n])) < len(free[n]):
            return n, free[n][start]
    return None if behind else next(((n, free[n][-1]) for n in reversed(parts) if free[n]), None)


class Offer(NamedTuple):
    """A seat that is free before somebody whom it would be due to: they sit farther back, and nobody of a higher rank does."""

    seat: str
    guest: str
    sits: str


def offers(blocks: Sequence[Block], guests: Sequence[Guest]) -> list[Offer]:
    """Of each block the first free seat that is due to somebody who sits behind it; nobody is moved by it, and nobody who was placed by hand is meant."""
    order = [by_precedence(block) for block in blocks]
    taken = {guest.seat for guest in guests if guest.seat}
    where = {code: (n, place) for n, seats in enumerate(order) for place, code in enumerate(seats)}
    found = []
    ranked = [guest for guest in sorted(guests, key=lambda guest: guest.rank) if not guest.held and guest.seat in where]
    for n, block in enumerate(blocks):
        gap = next((place for place, code in enumerate(order[n]) if code not in taken), None)
        if gap is None:
            continue
        for guest in ranked:
            if any(_lets_in(block, guest, own=own) for own in (True, False)) and where[guest.seat] > (n, gap):
                home = blocks[where[guest.seat][0]]
                if _lets_in(block, guest, own=True) or not _lets_in(home, guest, own=True):
                    found.append(Offer(order[n][gap], guest.id, guest.seat))
                    break
    return found


def _lets_in(block: Block, guest: Guest, *, own: bool) -> bool:
    """Whether the block is the guest's own part of the hall, or (not ``own``) everybody's."""
    return guest.category in block.categories if own else not block.categories

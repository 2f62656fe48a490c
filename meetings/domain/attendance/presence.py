"""From what the doors saw to one person's attendance of one session: first in, last out, minutes in between."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Sighting:
    """An accepted scan (or a repeated one: it too says where the person was). ``direction`` is ``in`` or ``out``."""

    at: datetime
    direction: str
    scan_id: str
    gate: str
    by: str
    method: str


@dataclass(frozen=True, slots=True)
class Stay:
    """A session's attendance: ``minutes`` counts closed stays only, ``first`` is the sighting that came first."""

    first: Sighting
    last_out: datetime | None
    inside: bool
    minutes: int


def stay_of(sightings: Iterable[Sighting]) -> Stay | None:
    """The attendance that the sightings tell, in whatever order they arrived; None while nobody was seen coming in.

    ``out`` closes the stay, a later ``in`` opens another; ``in`` while inside and ``out`` while outside change nothing.
    """
    first: Sighting | None = None
    entered: datetime | None = None
    last_out: datetime | None = None
    inside_for = timedelta()
    for seen in sorted(sightings, key=lambda s: (s.at, s.direction != "in")):
        if seen.direction == "in":
            first = first or seen
            entered = entered or seen.at
        elif entered is not None:
            inside_for += seen.at - entered
            entered, last_out = None, seen.at
    if first is None:
        return None
    return Stay(first, last_out, entered is not None, round(inside_for.total_seconds() / 60))


def inside_at(sightings: Iterable[Sighting], moment: datetime) -> bool:
    """Whether the person was inside at that moment, as far as the sightings tell."""
    stay = stay_of(seen for seen in sightings if seen.at <= moment)
    return stay is not None and stay.inside

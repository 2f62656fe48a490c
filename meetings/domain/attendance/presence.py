"""From what the doors saw to one person's attendance of one session: first in, last out, minutes in between."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


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
    entered: datetime | None
    minutes: int

    @property
    def inside(self) -> bool:
        """Whether the last stay is open: nobody was seen going out."""
        return self.entered is not None

    @property
    def returned(self) -> datetime | None:
        """Since when the last stay is open, where it is not the first."""
        return self.entered if self.last_out is not None else None


class Recorded(Protocol):
    """What `stayed` needs of an attendance row."""

    @property
    def first_in_at(self) -> datetime | None: ...
    @property
    def last_out_at(self) -> datetime | None: ...
    @property
    def inside(self) -> bool | None: ...
    @property
    def returned_at(self) -> datetime | None: ...
    @property
    def minutes_present(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Stayed:
    """How long somebody was there. ``left`` None: still inside, or never was; ``by_end``: nobody saw them leave, the session ended."""

    left: datetime | None
    by_end: bool
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
    return Stay(first, last_out, entered, _minutes(inside_for))


def stayed(row: Recorded, over_from: datetime | None) -> Stayed:
    """What is told of an attendance; ``over_from``: since when the session is over, None while it goes on. Its end ends every stay."""
    minutes = row.minutes_present or 0
    if not row.inside:
        return Stayed(row.last_out_at, False, minutes)
    entered = row.returned_at or row.first_in_at
    if over_from is None or entered is None:
        return Stayed(None, False, minutes)
    if entered >= over_from:  # came only then
        return Stayed(row.last_out_at, False, minutes)
    return Stayed(over_from, True, minutes + _minutes(over_from - entered))


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


def inside_at(sightings: Iterable[Sighting], moment: datetime) -> bool:
    """Whether the person was inside at that moment, as far as the sightings tell."""
    stay = stay_of(seen for seen in sightings if seen.at <= moment)
    return stay is not None and stay.inside

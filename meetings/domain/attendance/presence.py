"""From what the doors saw to one person's attendance of one session: first in, last out, minutes in between."""

from collections.abc import Iterable, Sequence
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
    closed, last = _spans(sightings)
    first = closed[0][0] if closed else last
    if first is None:
        return None
    inside_for = sum((left - came.at for came, left in closed), timedelta())
    return Stay(first, closed[-1][1] if closed else None, last.at if last else None, _minutes(inside_for))


def _spans(sightings: Iterable[Sighting]) -> tuple[list[tuple[Sighting, datetime]], Sighting | None]:
    """Each stay that was closed, from coming in to going out, and the coming in of the one that is open."""
    closed: list[tuple[Sighting, datetime]] = []
    entered: Sighting | None = None
    for seen in sorted(sightings, key=lambda s: (s.at, s.direction != "in")):
        if seen.direction == "in":
            entered = entered or seen
        elif entered is not None:
            closed.append((entered, seen.at))
            entered = None
    return closed, entered


def stayed(row: Recorded, begins: datetime, over_from: datetime | None, seen: Sequence[Sighting] = ()) -> Stayed:
    """What is told of an attendance; ``begins``: of the session; ``over_from``: since when it is over, None while it goes on. Its end ends
    every stay, and only minutes within its hours count. ``seen``: what the doors saw of them, where `in_pieces` asks for it."""
    minutes = _closed_minutes(row, begins, over_from, seen)
    if not row.inside:
        return Stayed(row.last_out_at, False, minutes)
    entered = row.returned_at or row.first_in_at
    if over_from is None or entered is None:
        return Stayed(None, False, minutes)
    if entered >= over_from:  # came only then
        return Stayed(row.last_out_at, False, minutes)
    return Stayed(over_from, True, minutes + _minutes(max(over_from - max(entered, begins), timedelta())))


def in_pieces(row: Recorded, begins: datetime, over_from: datetime | None) -> bool:
    """Whether an attendance has several closed stays that reach over the session's hours: which of its minutes lie within them is
    known by what the doors saw only."""
    first, last = row.first_in_at, row.last_out_at
    if not row.minutes_present or first is None or last is None or _within(first, last, begins, over_from) == last - first:
        return False
    return row.minutes_present != _minutes(last - first)


def _closed_minutes(row: Recorded, begins: datetime, over_from: datetime | None, seen: Sequence[Sighting]) -> int:
    first, last, minutes = row.first_in_at, row.last_out_at, row.minutes_present or 0
    if first is None or last is None:
        return minutes
    spans = [(came.at, left) for came, left in _spans(seen)[0]] or [(first, last)]
    return min(minutes, _minutes(sum((_within(*span, begins, over_from) for span in spans), timedelta())))


def _within(came: datetime, left: datetime, begins: datetime, over_from: datetime | None) -> timedelta:
    return max(min(left, over_from or left) - max(came, begins), timedelta())


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


def entered_at(sightings: Iterable[Sighting], moment: datetime) -> Sighting | None:
    """By which entry the person was inside at that moment, as far as the sightings tell; None for somebody outside."""
    return _spans(seen for seen in sightings if seen.at <= moment)[1]

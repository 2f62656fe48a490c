"""When each line of a rundown is: one after the other from the session's start, unless an item has its own time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings.models import AgendaItem, Session


@dataclass(frozen=True)
class TimedItem:
    """An item with its moments (UTC); ``fixed`` when it has a time of its own."""

    item: AgendaItem
    starts_at: datetime
    ends_at: datetime
    fixed: bool


def timed_items(session: Session, items: Sequence[AgendaItem] | None = None) -> list[TimedItem]:
    """The session's items in order with their times (needs ``items`` loaded)."""
    at = session.starts_at
    timed = []
    for item in session.items if items is None else items:
        start = item.starts_at or at
        at = start + timedelta(minutes=item.minutes)
        timed.append(TimedItem(item=item, starts_at=start, ends_at=at, fixed=item.starts_at is not None))
    return timed

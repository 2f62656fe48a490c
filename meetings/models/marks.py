"""What a process may keep of a meeting's people: as long as the marks stay, nothing of it has changed.

Triggers of the database move the marks with every change of participants, passes, representations, attendance, sessions, categories and
of the meeting, in the transaction that makes it (`RosterChange`): no writer can forget to. Marks are read *before* the rows; what changes
in between is then kept under marks that nobody finds again, so it is made anew, rather than never.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from meetings.extensions import db
from meetings.models.checkin import RosterChange

Marks = tuple[Any, ...]
_marks = RosterChange.__table__.c
MARKS = sa.select(_marks.change).where(_marks.meeting_id == sa.bindparam("meeting")).order_by(_marks.number)
# Another server's, or a restored one's, numbers of transactions begin anew; and a transaction marks what it does only once.
PG_MARKS = MARKS.add_columns(sa.func.pg_postmaster_start_time(), sa.cast(sa.func.pg_current_xact_id_if_assigned(), sa.Text))
Made = TypeVar("Made")


class Kept(Generic[Made]):
    """What this process made of meetings and may show again while their marks are the same; ``most`` of it, those used last."""

    def __init__(self, most: int) -> None:
        self.most, self._access = most, threading.Lock()
        self._made: OrderedDict[Hashable, tuple[Marks, Made]] = OrderedDict()

    def get(self, meeting_id: str, make: Callable[[], Made], *which: Hashable) -> Made:
        """What ``make`` made of the meeting, by ``which`` else it depends on, made anew after any change. One statement, and those of ``make``."""
        key, marks = (meeting_id, *which), marks_of(meeting_id)
        with self._access:
            kept = self._made.get(key)
            if kept is not None and kept[0] == marks:
                self._made.move_to_end(key)
                return kept[1]
        made = make()
        if marks is not None:
            with self._access:
                self._made[key] = marks, made
                while len(self._made) > self.most:
                    self._made.popitem(last=False)
        return made


def marks_of(meeting_id: str) -> Marks | None:
    """The meeting's marks, to be compared with others; one statement. None: this transaction has written itself, and what it reads may change
    under the same marks, so nothing is to be kept."""
    statement = PG_MARKS if db.session.get_bind().dialect.name == "postgresql" else MARKS
    rows = db.session.execute(statement, {"meeting": meeting_id}).all()
    if any(own is not None for row in rows for own in row[2:]):
        return None
    return tuple(tuple(row[:2]) for row in rows)

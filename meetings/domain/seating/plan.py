"""The plans of a meeting's halls, read: which there are, for which sessions, and their parts.

Most meetings have one plan, which all sessions share. A hall with a plan of its own takes its sessions out of it; who sits there is told by
`SeatInHall`, and `Plan` is where the two are told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from meetings.domain.seating.layout import Block
from meetings.extensions import db
from meetings.models import Meeting, Participant, SeatBlock, SeatHall, SeatInHall, Session
from meetings.models.agenda import SESSION_ORDER
from meetings.models.base import change_rows
from meetings.models.paging import among


@dataclass(frozen=True)
class Plan:
    """The plan of a hall, or (None) the one that all other sessions share."""

    meeting: Meeting
    hall: SeatHall | None = None

    @property
    def hall_id(self) -> str | None:
        """None for the plan that is no hall's."""
        return self.hall.id if self.hall else None

    @property
    def about_id(self) -> str:
        """What its papers are about."""
        return self.hall.id if self.hall else self.meeting.id

    @property
    def name(self) -> str:
        """The hall's; empty for the plan that is no hall's."""
        return self.hall.name if self.hall else ""

    @property
    def told(self) -> str:
        """What tells it from the meeting's other plans, on paper: the hall's name, or the titles of the sessions left to it; empty for the only one."""
        if self.hall or self.sessions is None:
            return self.name
        left = sa.select(Session.title).where(Session.id.in_(sorted(self.sessions))).order_by(*SESSION_ORDER)
        return ", ".join(db.session.scalars(left))

    @cached_property
    def sessions(self) -> frozenset[str] | None:
        """Ids of its sessions; None for all of the meeting's. A plan that no session is left to is for all, so that nobody loses a seat by it."""
        rows = db.session.execute(sa.select(Session.id, Session.hall_id).where(Session.meeting_id == self.meeting.id)).all()
        mine = frozenset(row.id for row in rows if row.hall_id == self.hall_id)
        return mine if len(mine) < len(rows) and (mine or self.hall) else None

    @property
    def seat(self) -> Any:
        """By SQL the seat of a participant, in a statement that `seats` has joined; empty for none."""
        return sa.func.coalesce(SeatInHall.seat, "") if self.hall else Participant.seat

    @property
    def held(self) -> Any:
        """By SQL whether a person put them there, or said that they have none."""
        return sa.func.coalesce(SeatInHall.held, sa.false()) if self.hall else Participant.seat_held

    def seats(self, statement: Any) -> Any:
        """A SELECT over participants with their seats in it."""
        if self.hall is None:
            return statement
        theirs = SeatInHall.participant_id == Participant.id, SeatInHall.hall_id == self.hall.id
        return statement.outerjoin(SeatInHall, sa.and_(*theirs))

    @property
    def has_seat(self) -> tuple[sa.ColumnElement[bool], ...]:
        """WHERE clauses on participants joined with `seats`: of the meeting, and has a seat. Of the meeting's own plan once in the words of
        the index that holds no others, once as SQLite looks it up."""
        mine = Participant.meeting_id == self.meeting.id
        if self.hall:
            return mine, SeatInHall.seat != ""
        none: Any = sa.literal_column("''")
        return mine, Participant.seat != none, Participant.seat > none

    def write(self, seats: Mapping[str, str], at: datetime, *, held: bool | None = None) -> None:
        """Give people, by id, these seats; doors and passes learn of it. ``held`` None: by hand or not, as it was."""
        if not seats:
            return
        table = Participant.__table__
        values: dict[str, Any] = {"updated_at": at}
        if self.hall is None:
            values |= {"seat": sa.bindparam("new_seat")} | ({} if held is None else {"seat_held": held})
        rows = [{"row_id": row_id, "new_seat": seat} for row_id, seat in seats.items()]
        statement = sa.update(table).where(table.c.id == sa.bindparam("row_id")).values(values)
        db.session.connection().execute(statement, rows)
        if self.hall is not None:
            self._write_in_hall(self.hall, seats, held)
        db.session.expire_all()

    def _write_in_hall(self, hall: SeatHall, seats: Mapping[str, str], held: bool | None) -> None:
        theirs = sa.and_(SeatInHall.hall_id == hall.id, among(SeatInHall.participant_id, list(seats)))
        before: Any = sa.select(SeatInHall.participant_id, SeatInHall.held).where(theirs)
        was = dict(db.session.execute(before).all()) if held is None else {}
        change_rows(sa.delete(SeatInHall).where(theirs).execution_options(synchronize_session=False))
        rows = [
            {"meeting_id": self.meeting.id, "hall_id": hall.id, "participant_id": id, "seat": seat, "held": kept}
            for id, seat in seats.items()
            for kept in [was.get(id, False) if held is None else held]
            if seat or kept
        ]
        if rows:
            db.session.execute(sa.insert(SeatInHall.__table__), rows)


def halls_of(meeting_id: str) -> Sequence[SeatHall]:
    """The halls that have a plan of their own, by name."""
    mine = sa.select(SeatHall).where(SeatHall.meeting_id == meeting_id)
    return db.session.scalars(mine.order_by(SeatHall.name, SeatHall.id)).all()


def plan_for(session: Session) -> Plan:
    """The plan that tells the seats of a session."""
    return Plan(session.meeting, db.session.get(SeatHall, session.hall_id) if session.hall_id else None)


def sessions_by_hall(meeting_id: str) -> dict[str | None, list[Session]]:
    """The sessions of the meeting by the id of their hall, None for the plan that is no hall's, in their order."""
    found: dict[str | None, list[Session]] = {None: []}
    for session in db.session.scalars(sa.select(Session).where(Session.meeting_id == meeting_id).order_by(*SESSION_ORDER)):
        found.setdefault(session.hall_id, []).append(session)
    return found


def plans_of(meeting: Meeting) -> list[Plan]:
    """All plans of the meeting, the one that is no hall's first."""
    return [Plan(meeting), *(Plan(meeting, hall) for hall in halls_of(meeting.id))]


def blocks_of(plan: Plan) -> Sequence[SeatBlock]:
    """The parts of the hall with their categories, in the order in which they are filled."""
    mine = SeatBlock.meeting_id == plan.meeting.id, SeatBlock.hall_id == plan.hall_id
    return db.session.scalars(sa.select(SeatBlock).where(*mine).order_by(SeatBlock.position, SeatBlock.id)).all()


def as_laid_out(block: SeatBlock) -> Block:
    """A part of the hall as `layout` reads it."""
    return Block(
        block.shape,
        block.lines,
        block.seats,
        block.prefix,
        block.from_centre,
        frozenset(block.reserved.splitlines()),
        frozenset(category.id for category in block.categories),
        block.id,
    )

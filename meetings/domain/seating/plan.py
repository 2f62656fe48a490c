"""The plan of the hall, read: its parts."""

from collections.abc import Sequence

import sqlalchemy as sa

from meetings.domain.seating.layout import Block
from meetings.extensions import db
from meetings.models import SeatBlock


def blocks_of(meeting_id: str) -> Sequence[SeatBlock]:
    """The parts of the hall with their categories, in the order in which they are filled."""
    order = SeatBlock.position, SeatBlock.id
    return db.session.scalars(sa.select(SeatBlock).where(SeatBlock.meeting_id == meeting_id).order_by(*order)).all()


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

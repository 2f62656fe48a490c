"""What filling the hall would do now, and where it has too few seats; a read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.seating.filling import Filled, count_changes, fill
from meetings.domain.seating.plan import as_laid_out
from meetings.domain.seating.seated import Summary, guests_of
from meetings.extensions import db
from meetings.models import Category, Meeting, SeatBlock


@dataclass(frozen=True, slots=True)
class Short:
    """So many of a category get no seat; ``parts``: the parts of the hall that they may sit in, all full; none where no part takes them."""

    category: str
    number: int
    parts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many would be placed, moved or freed, and who would be left over; ``anew``: what it would do to place all again."""

    changes: int
    anew: Filled
    short: Sequence[Short] = ()


def outlook_of(meeting: Meeting, blocks: Sequence[SeatBlock], summary: Summary) -> Outlook:
    """Two statements, and one more where seats are short."""
    if not blocks:
        return Outlook(0, Filled())
    laid_out = [as_laid_out(block) for block in blocks]
    guests = guests_of(meeting)
    anew = count_changes(guests, fill(laid_out, guests, anew=True), summary.gone)
    if not summary.to_do:
        return Outlook(0, anew)
    seats = fill(laid_out, guests, anew=False)
    changes = sum(seats[guest.id] != guest.seat for guest in guests) + summary.gone
    left = Counter(guest.category for guest in guests if not seats[guest.id])
    if not left:
        return Outlook(changes, anew)
    named = sa.select(Category.id, Category.name).where(Category.meeting_id == meeting.id)
    names = {row.id: row.name for row in db.session.execute(named.order_by(Category.protocol_order, Category.name))}
    short = []
    for category in [*names, None]:
        if number := left[category]:
            open_to = [
                block.name
                for block, each in zip(blocks, laid_out, strict=True)
                if not each.categories or category in each.categories
            ]
            short.append(Short(names[category] if category else _("Tanpa kategori"), number, open_to))
    return Outlook(changes, anew, short)

"""What filling the hall would do now, and where it has too few seats; a read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.seating.filling import Offer, fill, offers
from meetings.domain.seating.plan import Plan, as_laid_out, blocks_of
from meetings.domain.seating.seated import Seated, Summary, guests_of, people_on
from meetings.enums import MeetingMode
from meetings.extensions import db
from meetings.models import Attendance, Category, Meeting, Participant, SeatBlock, Session
from meetings.models.agenda import session_over
from meetings.models.paging import among


@dataclass(frozen=True, slots=True)
class Short:
    """So many of a category get no seat; ``parts``: the parts of the hall that they may sit in, all full; none where no part takes them."""

    category: str
    number: int
    parts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Offered:
    """A free ``seat`` that is due to somebody who sits farther back."""

    seat: str
    person: Seated


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many would be placed or freed, who would be left over, and which free seats are due to whom."""

    changes: int = 0
    short: Sequence[Short] = ()
    offered: Sequence[Offered] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody whom placing all anew gives another seat, or (empty) none."""

    person: Seated
    seat: str


def outlook_of(plan: Plan, blocks: Sequence[SeatBlock], summary: Summary) -> Outlook:
    """Two statements beside those of the rules, and one more each where seats are short or due to somebody."""
    if not blocks:
        return Outlook()
    laid_out, guests = [as_laid_out(block) for block in blocks], guests_of(plan)
    due = offers(laid_out, guests) if summary.seated else []
    offered = _offered(plan, due)
    if not summary.to_do:
        return Outlook(offered=offered)
    seats = fill(laid_out, guests, anew=False)
    changes = sum(seats[guest.id] != guest.seat for guest in guests) + summary.gone
    left = Counter(guest.category for guest in guests if not seats[guest.id] and not guest.held)
    return Outlook(changes, _short(plan.meeting, blocks, left) if left else (), offered)


def moved_anew(plan: Plan) -> list[Moved]:
    """Whom placing all again would move, in protocol order; who has a seat and does not come loses it anyhow."""
    laid_out, guests = [as_laid_out(block) for block in blocks_of(plan)], guests_of(plan)
    seats = fill(laid_out, guests, anew=True)
    wanted = {guest.id: seats[guest.id] for guest in guests if seats[guest.id] != guest.seat}
    return [Moved(each, wanted[each.id]) for each in people_on(plan, among(Participant.id, list(wanted)))] if wanted else []


def already_in(plan: Plan, moved: Sequence[Moved], at: datetime) -> int:
    """How many of them are in the hall now, at a session that holds by the plan; one statement."""
    here = sa.select(sa.func.count(Attendance.participant_id.distinct())).join(Session, Session.id == Attendance.session_id)
    ours = Session.meeting_id == plan.meeting.id, Session.hall_id.is_not_distinct_from(plan.hall_id), sa.not_(session_over(at))
    mine = (
        Attendance.inside,
        Attendance.mode != MeetingMode.ONLINE,
        among(Attendance.participant_id, [each.person.id for each in moved]),
    )
    return db.session.scalar(here.where(*ours, *mine)) or 0


def _offered(plan: Plan, due: Sequence[Offer]) -> list[Offered]:
    people = {each.id: each for each in people_on(plan, Participant.id.in_([each.guest for each in due]))} if due else {}
    return [Offered(each.seat, people[each.guest]) for each in due]


def _short(meeting: Meeting, blocks: Sequence[SeatBlock], left: Counter[str | None]) -> list[Short]:
    named = sa.select(Category.id, Category.name).where(Category.meeting_id == meeting.id)
    names = {row.id: row.name for row in db.session.execute(named.order_by(Category.protocol_order, Category.name))}
    short = []
    for category in [*names, None]:
        if number := left[category]:
            allowed = [(block.name, {each.id for each in block.categories}) for block in blocks]
            open_to = [name for name, ids in allowed if not ids or category in ids]
            short.append(Short(names[category] if category else _("Tanpa kategori"), number, open_to))
    return short

"""Who is to have a seat, who has which, and whom the plan has not placed: reads."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from meetings.domain.seating.filling import Guest
from meetings.domain.seating.layout import codes_of
from meetings.domain.seating.plan import Plan, as_laid_out, blocks_of
from meetings.domain.seating.rules import rules_of
from meetings.enums import DeputySeat, MeetingMode
from meetings.extensions import db
from meetings.models import Category, Participant, Representation, SeatBlock, SeatInHall, standing
from meetings.models.paging import Page, page_of, unhurried
from meetings.models.participant import PROTOCOL
from meetings.models.search import words_in
from meetings.writing.names import full_name, stood_for, with_position

Boss = aliased(Participant)


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody as plan and papers show them; ``comes``: they are to have a seat."""

    id: str
    name: str
    position: str
    institution: str
    category: str
    colour: str
    representing: str
    seat: str
    held: bool
    comes: bool
    order: int

    @property
    def office(self) -> str:
        """Position and institution."""
        return with_position(self.position, self.institution)


@dataclass(frozen=True, slots=True)
class Summary:
    """Numbers of the hall: its seats, who is to have one, who has one of the plan to themselves, who was typed ``beside`` it, ``apart``: who
    was left without one by hand; what is to be done: ``astray`` sit where the plan has no seat and nobody put them by hand, ``double`` where
    somebody else sits, ``reserved`` where nobody is placed by itself, ``gone`` have a seat and do not come, ``without`` have none."""

    seats: int
    guests: int
    seated: int
    beside: int
    apart: int
    without: int
    gone: int
    astray: int
    double: int
    reserved: int

    @property
    def to_do(self) -> int:
        """How many would be placed or freed."""
        return self.without + self.gone + self.astray + self.double + self.reserved


def wants_seat(plan: Plan) -> sa.ColumnElement[bool]:
    """WHERE clause on participants: came to one of the plan's sessions in person, whatever they had answered, or comes to one so, as far as is
    known, and so is to have a seat."""
    _deputies, answered_only = rules_of(plan.meeting)
    coming, sessions = standing.COMES if answered_only else standing.EXPECTED, plan.sessions
    awaited = sa.and_(coming.where(), sa.not_(Participant.comes_online), sa.not_(standing.away_throughout(Participant, sessions)))
    if sessions is not None:
        awaited = sa.and_(awaited, standing.admitted_to_any(sessions))
    mixed = plan.meeting.mode is not MeetingMode.IN_PERSON
    return sa.or_(awaited, sa.and_(standing.LISTED.where(), standing.present_anywhere(Participant, sessions, in_person=mixed)))


def guests_of(plan: Plan) -> list[Guest]:
    """Everybody who is to have a seat, with their rank; two statements beside those of the rules: who comes for somebody is few, and looked
    up besides."""
    deputies, _answered_only = rules_of(plan.meeting)
    meeting_id, p = plan.meeting.id, Participant
    heirs: dict[Any, Any] = {}
    if deputies is DeputySeat.REPRESENTED:
        left = SeatInHall.seat if plan.hall else Boss.seat
        boss = Boss.category_order, Boss.protocol_order, Boss.sort_name, sa.func.coalesce(left, "")
        current = Representation.meeting_id == meeting_id, Representation.ended_at.is_(None)
        theirs = sa.select(Representation.representative_id, *boss).join(Boss, Boss.id == Representation.represented_id)
        if plan.hall:
            seat_of_boss = SeatInHall.participant_id == Boss.id, SeatInHall.hall_id == plan.hall_id
            theirs = theirs.outerjoin(SeatInHall, sa.and_(*seat_of_boss))
        heirs = {row[0]: row[1:] for row in db.session.execute(theirs.where(*current))}
    own = p.id, p.category_order, p.protocol_order, p.sort_name, p.category_id, plan.seat, plan.held
    statement = plan.seats(sa.select(*own).select_from(p)).where(p.meeting_id == meeting_id, wants_seat(plan))
    guests = []
    rows: Any = db.session.execute(statement)
    for id, order, position, name, category, seat, held in rows:
        *rank, theirs_before = heirs.get(id, (order, position, name, ""))
        guests.append(Guest(id, (*rank, id), category, seat, held, theirs_before))
    return guests


def holders_without_claim(plan: Plan) -> Sequence[str]:
    """Ids of who has a seat and is not to have one: they declined, are represented, withdrawn, come online, or told that they cannot come."""
    having = plan.seats(sa.select(Participant.id).select_from(Participant))
    return db.session.scalars(having.where(*plan.has_seat, sa.not_(wants_seat(plan)))).all()


def summary_of(plan: Plan, blocks: Sequence[SeatBlock]) -> Summary:
    """The numbers; two statements beside those of the rules."""
    laid_out = [as_laid_out(block) for block in blocks]
    codes = {code for block in laid_out for code in codes_of(block)}
    kept_free = {code for block in laid_out for code in block.reserved}
    wants = wants_seat(plan)
    taken = sa.select(plan.seat, plan.held, sa.case((wants, True), else_=False)).select_from(Participant)
    rows: Any = db.session.execute(plan.seats(taken).where(*plan.has_seat)).all()
    here = Participant.meeting_id == plan.meeting.id, wants
    apart = sa.func.count().filter(sa.and_(plan.held, plan.seat == ""))
    counted = plan.seats(sa.select(sa.func.count(), apart).select_from(Participant)).where(*here)
    numbers: Any = db.session.execute(counted).one()
    guests, aside = numbers
    having = [(seat, held) for seat, held, comes in rows if comes]
    beside = sum(seat not in codes and held for seat, held in having)
    astray = sum(seat not in codes and not held for seat, held in having)
    on_plan = [seat for seat, _held in having if seat in codes]
    double = len(on_plan) - len(set(on_plan))
    reserved = sum(seat in kept_free and not held for seat, held in having)
    seated, without = len(on_plan) - double, guests - len(having) - aside
    gone = len(rows) - len(having)
    return Summary(len(codes), guests, seated, beside, aside, without, gone, astray, double, reserved)


def seated_on(plan: Plan, codes: Collection[str]) -> dict[str, Seated]:
    """Who sits on these seats of the plan, by seat; of two on one the first in protocol order."""
    found = people_on(plan, *plan.has_seat, plan.seat.in_(list(codes))) if codes else []
    return {each.seat: each for each in reversed(found)}


def seated_beside(plan: Plan, codes: Collection[str]) -> list[Seated]:
    """Who comes and sits where the plan has no seat, in protocol order."""
    return [each for each in people_on(plan, *plan.has_seat, plan.seat.not_in(list(codes))) if each.comes]


def people_on(plan: Plan, *where: sa.ColumnElement[bool]) -> list[Seated]:
    """Participants of the meeting in protocol order; one statement beside those of the rules."""
    p = Participant
    statement = (
        sa.select(
            *(p.id, p.title_front, p.name, p.title_back, p.position, p.institution, p.protocol_order),
            *(plan.seat.label("seat"), plan.held.label("seat_held")),
            *(Category.name.label("category"), Category.colour),
            *(Boss.id.label("boss"), Boss.title_front.label("b1"), Boss.name.label("b2"), Boss.title_back.label("b3")),
            *(Boss.position.label("b4"), Boss.institution.label("b5")),
            sa.case((wants_seat(plan), True), else_=False).label("comes"),
        )
        .select_from(p)
        .outerjoin(Category, Category.id == p.category_id)
        .outerjoin(Representation, sa.and_(Representation.representative_id == p.id, Representation.ended_at.is_(None)))
        .outerjoin(Boss, Boss.id == Representation.represented_id)
        .where(unhurried(p.meeting_id) == plan.meeting.id, *where)  # found by what else is asked
        .order_by(unhurried(PROTOCOL[0]), *PROTOCOL[1:])  # few of all: by the order's index everybody would be read to find them
    )
    return [_seated(row) for row in db.session.execute(plan.seats(statement))]


def _seated(row: Any) -> Seated:
    boss = stood_for(full_name(row.b1, row.b2, row.b3), row.b4, row.b5, row.institution) if row.boss else ""
    return Seated(
        row.id,
        full_name(row.title_front, row.name, row.title_back),
        row.position,
        row.institution,
        row.category or "",
        row.colour or "",
        boss,
        row.seat,
        row.seat_held,
        row.comes,
        row.protocol_order,
    )


def without_seat(plan: Plan, text: str, page: int, per_page: int, number: int | None = None) -> Page:
    """A page of who is to have a seat and has none, in protocol order; ``number``: how many there are, whatever the text."""
    ids = plan.seats(sa.select(Participant.id).select_from(Participant)).where(
        Participant.meeting_id == plan.meeting.id, plan.seat == "", wants_seat(plan), *words_in(text, Participant.search_text)
    )
    return page_of(
        ids.order_by(*PROTOCOL),
        lambda some: people_on(plan, Participant.id.in_(some)),
        page,
        per_page,
        number=None if text else number,
    )


def in_seat_order(plan: Plan) -> list[tuple[str, Seated]]:
    """Everybody who has a seat and comes, with the part of the hall, as one walks through it; beside the plan last."""
    places: dict[str, tuple[int, int]] = {}
    names = []
    for number, block in enumerate(blocks_of(plan)):
        names.append(block.name)
        places |= {code: (number, n) for n, code in enumerate(codes_of(as_laid_out(block)))}
    people = [each for each in people_on(plan, *plan.has_seat) if each.comes]
    beside = len(names), 0
    ordered = sorted(people, key=lambda each: (places.get(each.seat, beside), each.seat))
    return [(names[places[each.seat][0]] if each.seat in places else "", each) for each in ordered]

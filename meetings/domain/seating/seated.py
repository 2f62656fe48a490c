"""Who is to have a seat, who has which, and whom the plan has not placed: reads."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from meetings.domain.seating.filling import Guest
from meetings.domain.seating.layout import codes_of
from meetings.domain.seating.plan import as_laid_out, blocks_of
from meetings.domain.seating.rules import rules_of
from meetings.enums import DeputySeat
from meetings.extensions import db
from meetings.models import Category, Meeting, Participant, Representation, SeatBlock, standing
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
    """Numbers of the hall: its seats, who is to have one, who has one to themselves; what is to be done: ``astray`` sit where the plan has no
    seat and nobody put them by hand, ``double`` where somebody else sits, ``reserved`` where
    nobody is placed by itself, ``gone`` have a seat and do not come, ``without`` have none."""

    seats: int
    guests: int
    seated: int
    without: int
    gone: int
    astray: int
    double: int
    reserved: int

    @property
    def to_do(self) -> int:
        """How many would be placed or freed."""
        return self.without + self.gone + self.astray + self.double + self.reserved


def wants_seat(*, answered_only: bool) -> sa.ColumnElement[bool]:
    """WHERE clause on participants: came, whatever they had answered, or comes in person, as far as is known, and so is to have a seat."""
    coming = standing.COMES if answered_only else standing.EXPECTED
    awaited = sa.and_(coming.where(), sa.not_(Participant.comes_online), sa.not_(standing.away_throughout()))
    return sa.or_(awaited, sa.and_(standing.LISTED.where(), standing.present_anywhere()))


def guests_of(meeting: Meeting) -> list[Guest]:
    """Everybody who is to have a seat, with their rank; two statements beside the rules': who comes for somebody is few, and looked up besides."""
    deputies, answered_only = rules_of(meeting)
    p, heirs = Participant, {}
    if deputies is DeputySeat.REPRESENTED:
        boss = Boss.category_order, Boss.protocol_order, Boss.sort_name, Boss.seat
        current = Representation.meeting_id == meeting.id, Representation.ended_at.is_(None)
        theirs = sa.select(Representation.representative_id, *boss).join(Boss, Boss.id == Representation.represented_id)
        heirs = {row[0]: row[1:] for row in db.session.execute(theirs.where(*current))}
    own = p.id, p.category_order, p.protocol_order, p.sort_name, p.category_id, p.seat, p.seat_held
    statement = sa.select(*own).where(p.meeting_id == meeting.id, wants_seat(answered_only=answered_only))
    guests = []
    for id, order, position, name, category, seat, held in db.session.execute(statement):
        *rank, left = heirs.get(id, (order, position, name, ""))
        guests.append(Guest(id, (*rank, id), category, seat, held, left))
    return guests


def has_seat(meeting: Meeting) -> tuple[sa.ColumnElement[bool], ...]:
    """WHERE clauses on participants: of the meeting, and has a seat. Once in the words of the index that holds no others, once as SQLite looks it up."""
    none: Any = sa.literal_column("''")
    return Participant.meeting_id == meeting.id, Participant.seat != none, Participant.seat > none


def holders_without_claim(meeting: Meeting) -> Sequence[str]:
    """Ids of who has a seat and is not to have one: they declined, are represented, withdrawn, come online, or told that they cannot come."""
    _deputies, answered_only = rules_of(meeting)
    gone = sa.not_(wants_seat(answered_only=answered_only))
    return db.session.scalars(sa.select(Participant.id).where(*has_seat(meeting), gone)).all()


def summary_of(meeting: Meeting, blocks: Sequence[SeatBlock]) -> Summary:
    """The numbers; two statements beside the rules'."""
    _deputies, answered_only = rules_of(meeting)
    laid_out = [as_laid_out(block) for block in blocks]
    codes = {code for block in laid_out for code in codes_of(block)}
    kept_free = {code for block in laid_out for code in block.reserved}
    wants = sa.case((wants_seat(answered_only=answered_only), True), else_=False)
    taken = sa.select(Participant.seat, Participant.seat_held, wants).where(*has_seat(meeting))
    rows = db.session.execute(taken).all()
    counted = sa.select(sa.func.count()).where(Participant.meeting_id == meeting.id, wants_seat(answered_only=answered_only))
    guests = db.session.scalar(counted) or 0
    having = [(seat, held) for seat, held, comes in rows if comes]
    astray = sum(seat not in codes and not held for seat, held in having)
    on_plan = [seat for seat, _held in having if seat in codes]
    double = len(on_plan) - len(set(on_plan))
    reserved = sum(seat in kept_free and not held for seat, held in having)
    seated = len(having) - astray - double
    return Summary(len(codes), guests, seated, guests - len(having), len(rows) - len(having), astray, double, reserved)


def seated_on(meeting: Meeting, codes: Collection[str]) -> dict[str, Seated]:
    """Who sits on these seats of the plan, by seat; of two on one the first in protocol order."""
    found = people_on(meeting, *has_seat(meeting), Participant.seat.in_(list(codes))) if codes else []
    return {each.seat: each for each in reversed(found)}


def people_on(meeting: Meeting, *where: sa.ColumnElement[bool]) -> list[Seated]:
    """Participants of the meeting in protocol order; one statement beside the rules'."""
    _deputies, answered_only = rules_of(meeting)
    p = Participant
    statement = (
        sa.select(
            *(p.id, p.title_front, p.name, p.title_back, p.position, p.institution, p.seat, p.seat_held, p.protocol_order),
            *(Category.name.label("category"), Category.colour),
            *(Boss.id.label("boss"), Boss.title_front.label("b1"), Boss.name.label("b2"), Boss.title_back.label("b3")),
            *(Boss.position.label("b4"), Boss.institution.label("b5")),
            sa.case((wants_seat(answered_only=answered_only), True), else_=False).label("comes"),
        )
        .outerjoin(Category, Category.id == p.category_id)
        .outerjoin(Representation, sa.and_(Representation.representative_id == p.id, Representation.ended_at.is_(None)))
        .outerjoin(Boss, Boss.id == Representation.represented_id)
        .where(unhurried(p.meeting_id) == meeting.id, *where)  # found by what else is asked
        .order_by(unhurried(PROTOCOL[0]), *PROTOCOL[1:])  # few of all: by the order's index everybody would be read to find them
    )
    return [_seated(row) for row in db.session.execute(statement)]


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


def without_seat(meeting: Meeting, text: str, page: int, per_page: int, number: int | None = None) -> Page:
    """A page of who is to have a seat and has none, in protocol order; ``number``: how many there are, whatever the text."""
    _deputies, answered_only = rules_of(meeting)
    ids = sa.select(Participant.id).where(
        Participant.meeting_id == meeting.id,
        Participant.seat == "",
        wants_seat(answered_only=answered_only),
        *words_in(text, Participant.search_text),
    )
    return page_of(
        ids.order_by(*PROTOCOL),
        lambda some: people_on(meeting, Participant.id.in_(some)),
        page,
        per_page,
        number=None if text else number,
    )


def in_seat_order(meeting: Meeting) -> list[tuple[str, Seated]]:
    """Everybody who has a seat and comes, with the part of the hall, as one walks through it; beside the plan last."""
    places: dict[str, tuple[int, int]] = {}
    names = []
    for number, block in enumerate(blocks_of(meeting.id)):
        names.append(block.name)
        places |= {code: (number, n) for n, code in enumerate(codes_of(as_laid_out(block)))}
    people = [each for each in people_on(meeting, *has_seat(meeting)) if each.comes]
    beside = len(names), 0
    ordered = sorted(people, key=lambda each: (places.get(each.seat, beside), each.seat))
    return [(names[places[each.seat][0]] if each.seat in places else "", each) for each in ordered]

"""Placing people: all by the rules, or one by hand. Doors and pass pages learn of it by the participant's row, whose time moves."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require
from meetings.domain.participants.following import follows_typed_seat
from meetings.domain.seating.filling import Filled, count_changes, fill
from meetings.domain.seating.layout import codes_of, find_code
from meetings.domain.seating.plan import Plan, as_laid_out, blocks_of
from meetings.domain.seating.seated import guests_of, holders_without_claim, people_on
from meetings.errors import Conflict, InvalidInput, Overtaken
from meetings.extensions import db
from meetings.models import Meeting, Participant
from meetings.models.base import lock

NOBODY = "-"
EXAMPLES = 4  # parts of the hall whose numbers a refusal shows


def fill_seats(plan: Plan, actor: Actor, at: datetime, *, anew: bool, by_itself: bool = False) -> Filled:
    """Place everybody who is to have a seat and has none of the plan's, and free the seats of who does not come; ``anew``: place all again
    but who was placed by hand; ``by_itself``: nobody asked for it. Raises `Conflict` without a plan, `WrongState`."""
    meeting = plan.meeting
    require(meeting, Activity.PARTICIPANTS)
    lock(meeting)  # of two at once the second finds what the first has done
    blocks = [as_laid_out(block) for block in blocks_of(plan)]
    if not blocks:
        raise Conflict(_("Denah belum mempunyai kursi. Tambahkan bagian dahulu."))
    guests = guests_of(plan)
    seats = fill(blocks, guests, anew=anew, by_itself=by_itself)
    gone = holders_without_claim(plan)
    changed = {guest.id: seats[guest.id] for guest in guests if seats[guest.id] != guest.seat}
    plan.write(changed, at)
    plan.write(dict.fromkeys(gone, ""), at, held=False)
    filled = count_changes(guests, seats, len(gone))
    if changed or gone:
        name = meeting.title
        record(
            actor,
            Action.SEATS_FILLED,
            at=at,
            meeting=meeting,
            target=meeting,
            target_name=name,
            placed=filled.placed + filled.moved,
            freed=filled.freed,
        )
    db.session.flush()
    return filled


def place(
    plan: Plan, participant: Participant, seat: str, seen: str, actor: Actor, at: datetime, *, held: bool = True
) -> Participant | None:
    """Put somebody on a seat by hand, where they stay; who sits there gets theirs in exchange, stays there as well, and is returned. ``seen``:
    the id of who was there when the mover looked, or `NOBODY`; ``held`` False: they take the seat that the rules offer them, and stay in the
    rules. Raises `InvalidInput` for a seat that the plan has not, `Overtaken` when somebody else sits there now, `WrongState`."""
    require(plan.meeting, Activity.PARTICIPANTS)
    lock(plan.meeting)
    if seat not in {code for block in blocks_of(plan) for code in codes_of(as_laid_out(block))}:
        raise InvalidInput(_("Kursi itu tidak ada di denah ini."), field="to")
    before, was_held = seat_of(plan, participant)
    if before == seat:
        if held and not was_held:
            plan.write({participant.id: seat}, at, held=True)
        return None
    there = [each.id for each in people_on(plan, *plan.has_seat, plan.seat == seat)]
    if set(there) - {seen} or (seen != NOBODY and not there):
        raise Overtaken(_("Kursi %(seat)s baru saja berganti. Lihat dahulu denahnya.", seat=seat))
    others = [db.session.get_one(Participant, each) for each in there]
    for other in others:
        _set(plan, other, before, bool(before), actor, at, was=seat)
    _set(plan, participant, seat, held, actor, at, was=before)
    return others[0] if others else None


def seat_of(plan: Plan, participant: Participant) -> tuple[str, bool]:
    """Somebody's seat of the plan, and whether it is by hand, as stored."""
    theirs = plan.seats(sa.select(plan.seat, plan.held).select_from(Participant)).where(Participant.id == participant.id)
    row: Any = db.session.execute(theirs).one()
    return row[0], bool(row[1])


@follows_typed_seat
def take_typed(meeting: Meeting, typed: str, besides: str | None, actor: Actor, at: datetime) -> str:
    """A seat that is typed for somebody (``besides``: the id of who is known already), as the plan writes it; who does not come loses it to
    them. Without a plan any words will do. Raises `InvalidInput` for a seat that the plan has not, `Conflict` where somebody sits."""
    lock(meeting)
    plan = Plan(meeting)
    blocks = [(block.name, codes_of(as_laid_out(block))) for block in blocks_of(plan)]
    if not blocks:
        return typed
    seat = find_code((code for _name, codes in blocks for code in codes), typed)
    if not seat:
        examples = ", ".join(f"{codes[0]} ({name})" for name, codes in blocks[:EXAMPLES])
        told = _("Kursi %(seat)s tidak ada di denah. Nomornya berbunyi seperti %(examples)s.", seat=typed, examples=examples)
        raise InvalidInput(told, field="seat")
    for other in people_on(plan, *plan.has_seat, plan.seat == seat, Participant.id != (besides or "")):
        if other.comes:
            raise Conflict(_("Kursi %(seat)s sudah ditempati %(name)s.", seat=seat, name=other.name), field="seat")
        _set(plan, db.session.get_one(Participant, other.id), "", False, actor, at, was=seat)
    return seat


def free_seat(plan: Plan, participant: Participant, actor: Actor, at: datetime) -> None:
    """Take somebody's seat from them by hand: they have none until a person gives them one, or lets the rules do it (`hold_seat`). Raises
    `WrongState`."""
    require(plan.meeting, Activity.PARTICIPANTS)
    lock(plan.meeting)
    seat, _held = seat_of(plan, participant)
    if seat:
        _set(plan, participant, "", True, actor, at, was=seat)


def hold_seat(plan: Plan, participant: Participant, held: bool, actor: Actor, at: datetime) -> None:
    """Say that somebody's seat stays, or may be given again when the hall is filled. Raises `Conflict` without a seat, `WrongState`."""
    require(plan.meeting, Activity.PARTICIPANTS)
    lock(plan.meeting)
    seat, was_held = seat_of(plan, participant)
    if held and not seat:
        raise Conflict(_("%(name)s belum mempunyai kursi.", name=participant.full_name))
    if was_held is held:
        return
    plan.write({participant.id: seat}, at, held=held)
    action = Action.SEAT_HELD if held else Action.SEAT_RELEASED
    record(actor, action, at=at, meeting=plan.meeting, target=participant, target_name=participant.full_name)
    db.session.flush()


def _set(plan: Plan, participant: Participant, seat: str, held: bool, actor: Actor, at: datetime, *, was: str) -> None:
    plan.write({participant.id: seat}, at, held=held)
    record(
        actor,
        Action.SEAT_MOVED,
        at=at,
        meeting=plan.meeting,
        target=participant,
        target_name=participant.full_name,
        before=was or _("tanpa kursi"),
        after=seat or _("tanpa kursi"),
    )
    db.session.flush()

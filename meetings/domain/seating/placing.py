"""Placing people: all by the rules, or one by hand. Doors and pass pages learn of it by the participant's row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require
from meetings.domain.participants.following import follows_typed_seat
from meetings.domain.seating.filling import Filled, count_changes, fill
from meetings.domain.seating.layout import codes_of, find_code
from meetings.domain.seating.plan import as_laid_out, blocks_of
from meetings.domain.seating.seated import guests_of, has_seat, holders_without_claim, people_on
from meetings.errors import Conflict, InvalidInput, Overtaken
from meetings.extensions import db
from meetings.models import Meeting, Participant
from meetings.models.base import lock

NOBODY = "-"
EXAMPLES = 4  # parts of the hall whose numbers a refusal shows


def fill_seats(meeting: Meeting, actor: Actor, at: datetime, *, anew: bool) -> Filled:
    """Place everybody who is to have a seat and has none of the plan's, and free the seats of who does not come; ``anew``: place all again
    but who was placed by hand. Raises `Conflict` without a plan, `WrongState`."""
    require(meeting, Activity.PARTICIPANTS)
    lock(meeting)  # of two at once the second finds what the first has done
    blocks = [as_laid_out(block) for block in blocks_of(meeting.id)]
    if not blocks:
        raise Conflict(_("Denah belum mempunyai kursi. Tambahkan bagian dahulu."))
    guests = guests_of(meeting)
    seats = fill(blocks, guests, anew=anew)
    gone = holders_without_claim(meeting)
    changed = {guest.id: seats[guest.id] for guest in guests if seats[guest.id] != guest.seat}
    write_seats(changed, at)
    write_seats(dict.fromkeys(gone, ""), at, held=False)
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


def write_seats(seats: Mapping[str, str], at: datetime, **more: Any) -> None:
    """Give people, by id, these seats; doors and passes learn of it. ``held=False``: also take back that they were placed by hand."""
    if not seats:
        return
    table = Participant.__table__
    values = {"seat": sa.bindparam("new_seat"), "updated_at": at} | ({"seat_held": False} if more else {})
    statement = sa.update(table).where(table.c.id == sa.bindparam("row_id")).values(values)
    rows = [{"row_id": row_id, "new_seat": seat} for row_id, seat in seats.items()]
    db.session.connection().execute(statement, rows)
    db.session.expire_all()


def place(meeting: Meeting, participant: Participant, seat: str, seen: str, actor: Actor, at: datetime) -> Participant | None:
    """Put somebody on a seat by hand, where they stay; who sits there gets theirs in exchange, stays there as well, and is returned. ``seen``: the id of who was
    there when the mover looked, or `NOBODY`. Raises `InvalidInput` for a seat that the plan has not, `Overtaken` when somebody else sits
    there now, `WrongState`."""
    require(meeting, Activity.PARTICIPANTS)
    lock(meeting)
    db.session.refresh(participant)
    if seat not in {code for block in blocks_of(meeting.id) for code in codes_of(as_laid_out(block))}:
        raise InvalidInput(_("Kursi itu tidak ada di denah ini."), field="to")
    if participant.seat == seat:
        participant.seat_held = True
        db.session.flush()
        return None
    there = db.session.scalars(sa.select(Participant).where(Participant.meeting_id == meeting.id, Participant.seat == seat)).all()
    if {each.id for each in there} - {seen} or (seen != NOBODY and not there):
        raise Overtaken(_("Kursi %(seat)s baru saja berganti. Lihat dahulu denahnya.", seat=seat))
    before = participant.seat
    for other in there:
        _set(other, before, bool(before), actor, at)
    _set(participant, seat, True, actor, at)
    db.session.flush()
    return there[0] if there else None


@follows_typed_seat
def take_typed(meeting: Meeting, typed: str, besides: str | None, actor: Actor, at: datetime) -> str:
    """A seat that is typed for somebody (``besides``: the id of who is known already), as the plan writes it; who does not come loses it to
    them. Without a plan any words will do. Raises `InvalidInput` for a seat that the plan has not, `Conflict` where somebody sits."""
    lock(meeting)
    blocks = [(block.name, codes_of(as_laid_out(block))) for block in blocks_of(meeting.id)]
    if not blocks:
        return typed
    seat = find_code((code for _name, codes in blocks for code in codes), typed)
    if not seat:
        examples = ", ".join(f"{codes[0]} ({name})" for name, codes in blocks[:EXAMPLES])
        told = _("Kursi %(seat)s tidak ada di denah. Nomornya berbunyi seperti %(examples)s.", seat=typed, examples=examples)
        raise InvalidInput(told, field="seat")
    for other in people_on(meeting, *has_seat(meeting), Participant.seat == seat, Participant.id != (besides or "")):
        if other.comes:
            raise Conflict(_("Kursi %(seat)s sudah ditempati %(name)s.", seat=seat, name=other.name), field="seat")
        _set(db.session.get_one(Participant, other.id), "", False, actor, at)
    return seat


def free_seat(participant: Participant, actor: Actor, at: datetime) -> None:
    """Take somebody's seat from them by hand. Raises `WrongState`."""
    meeting = participant.meeting
    require(meeting, Activity.PARTICIPANTS)
    lock(meeting)
    db.session.refresh(participant)
    if participant.seat:
        _set(participant, "", False, actor, at)
    db.session.flush()


def hold_seat(participant: Participant, held: bool, actor: Actor, at: datetime) -> None:
    """Say that somebody's seat stays, or may be given again when the hall is filled. Raises `Conflict` without a seat, `WrongState`."""
    require(participant.meeting, Activity.PARTICIPANTS)
    lock(participant)
    db.session.refresh(participant)
    if held and not participant.seat:
        raise Conflict(_("%(name)s belum mempunyai kursi.", name=participant.full_name))
    if participant.seat_held is held:
        return
    participant.seat_held = held
    action = Action.SEAT_HELD if held else Action.SEAT_RELEASED
    record(actor, action, at=at, meeting=participant.meeting, target=participant, target_name=participant.full_name)
    db.session.flush()


def _set(participant: Participant, seat: str, held: bool, actor: Actor, at: datetime) -> None:
    before = participant.seat
    participant.seat, participant.seat_held, participant.updated_at = seat, held, at
    record(
        actor,
        Action.SEAT_MOVED,
        at=at,
        meeting=participant.meeting,
        target=participant,
        target_name=participant.full_name,
        before=before or _("tanpa kursi"),
        after=seat or _("tanpa kursi"),
    )

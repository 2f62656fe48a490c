"""The parts of the hall, changed; and what becomes of who sits there."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require
from meetings.domain.seating.layout import MOST_BLOCKS, MOST_IN_BLOCK, Block, carried, codes_of, find_code
from meetings.domain.seating.plan import Plan, as_laid_out, blocks_of
from meetings.domain.seating.seated import people_on
from meetings.enums import SeatShape
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db
from meetings.models import Category, SeatBlock, SeatPlan
from meetings.models.base import insert_new, lock
from meetings.passcode import new_id
from meetings.writing.reading import read_text

FIELDS = ("position", "name", "prefix", "shape", "lines", "seats", "from_centre", "reserved")
FORMULA = "=+-@"  # how a cell begins that a spreadsheet would work out
JOINED = "-/."  # behind any other sign at the end of a prefix stands a blank


class SeatsLost(Conflict):
    """People sit on seats that would be gone: their ``names``, and the ``mark`` with which it is agreed that these people lose their seats."""

    code = "seats_lost"

    def __init__(self, names: Sequence[str], mark: str) -> None:
        """Says how many."""
        number = len(names)
        told = ngettext(
            "%(num)s orang duduk di kursi yang akan hilang.", "%(num)s orang duduk di kursi yang akan hilang.", number
        )
        super().__init__(told)
        self.names, self.mark = names, mark


@dataclass(frozen=True, slots=True)
class Wording:
    """A part of the hall as typed; ``reserved`` with commas or a line each, ``categories`` ids (none: everybody's)."""

    name: str
    shape: SeatShape
    lines: int
    seats: int
    prefix: str = ""
    from_centre: bool = True
    reserved: str = ""
    categories: Collection[str] = ()
    position: int = 1


def save_block(
    plan: Plan, block: SeatBlock | None, wording: Wording, actor: Actor, at: datetime, *, agreed: str = ""
) -> SeatBlock:
    """Add a part of the hall (None: a new one) or change one; who sits there keeps their seat, behind another prefix its number, and has
    none where it is gone, which must be ``agreed`` to with the mark of `SeatsLost`.

    Raises `InvalidInput` for too many seats, a name, numbers or a place in the order that another part has, a prefix that begins a formula, or a
    seat to be kept free that is none of them; `SeatsLost`; `Conflict` for too many parts; `WrongState`."""
    meeting = plan.meeting
    require(meeting, Activity.PARTICIPANTS)
    lock(meeting)
    others = [each for each in blocks_of(plan) if block is None or each.id != block.id]
    if len(others) >= MOST_BLOCKS:
        raise Conflict(_("Paling banyak %(max)d bagian dalam satu denah.", max=MOST_BLOCKS))
    name = read_text(wording.name)
    if not name:
        raise InvalidInput(_("Isi nama bagiannya."), field="name")
    if any(each.name.casefold() == name.casefold() for each in others):
        raise InvalidInput(_("Sudah ada bagian bernama %(name)s. Beri nama lain.", name=name), field="name")
    laid_out = Block(wording.shape, wording.lines, wording.seats, _prefix(wording.prefix), wording.from_centre)
    _check(laid_out, wording.position, others)
    reserved = _reserved(wording.reserved, laid_out, block.prefix if block else "")
    before = _told(block) if block else {}
    if block is None:
        db.session.execute(insert_new(SeatPlan), [{"id": new_id(), "meeting_id": meeting.id}])
        block = SeatBlock(meeting_id=meeting.id, hall_id=plan.hall_id, created_at=at)
        db.session.add(block)
    else:
        _carry(plan, carried(as_laid_out(block), laid_out), at, agreed)
    values = (wording.position, name, laid_out.prefix, wording.shape, wording.lines, wording.seats, wording.from_centre)
    for field, value in zip(FIELDS, (*values, "\n".join(reserved)), strict=True):
        setattr(block, field, value)
    chosen = sa.select(Category).where(Category.meeting_id == meeting.id, Category.id.in_(list(wording.categories)))
    found = db.session.scalars(chosen.order_by(Category.protocol_order, Category.name)).all()
    if {each.id for each in found} != set(wording.categories):
        raise InvalidInput(_("Pilih kategori kegiatan ini."), field="categories")
    block.categories = list(found)
    db.session.flush()
    after = _told(block)
    changes = {key: [before.get(key), after[key]] for key in after if before.get(key) != after[key]}
    if changes:
        action = Action.SEAT_BLOCK_CHANGED if before else Action.SEAT_BLOCK_ADDED
        record(actor, action, at=at, meeting=meeting, target=block, target_name=block.name, changes=changes)
    return block


def remove_block(plan: Plan, block: SeatBlock, actor: Actor, at: datetime) -> None:
    """Take a part out of the plan; who sits there has no seat until the hall is filled next. Raises `WrongState`."""
    require(block.meeting, Activity.PARTICIPANTS)
    lock(block.meeting)
    seats = dict.fromkeys(codes_of(as_laid_out(block)), "")
    _carry(plan, seats, at, None)
    record(actor, Action.SEAT_BLOCK_REMOVED, at=at, meeting=block.meeting, target=block, target_name=block.name)
    db.session.delete(block)
    db.session.flush()


def seated_in(plan: Plan, block: SeatBlock) -> int:
    """How many people who come have a seat in this part."""
    return sum(each.comes for each in people_on(plan, *plan.has_seat, plan.seat.in_(codes_of(as_laid_out(block)))))


def _carry(plan: Plan, seats: Mapping[str, str], at: datetime, agreed: str | None) -> None:
    """Give who sits on these seats the new numbers; ``agreed`` None: whoever loses theirs."""
    if all(before == after for before, after in seats.items()):
        return
    people = [each for each in people_on(plan, *plan.has_seat, plan.seat.in_(list(seats))) if seats[each.seat] != each.seat]
    lost = [each for each in people if each.comes and not seats[each.seat]]
    mark = hashlib.sha256("".join(sorted(each.id for each in lost)).encode()).hexdigest()[:16]
    if lost and agreed is not None and agreed != mark:
        raise SeatsLost([f"{each.name} ({each.seat})" for each in lost], mark)
    plan.write({each.id: seats[each.seat] for each in people if seats[each.seat]}, at)
    plan.write({each.id: "" for each in people if not seats[each.seat]}, at, held=False)


def _prefix(typed: str) -> str:
    """As it stands before a number: with one blank, unless it ends in a sign that joins by itself."""
    prefix = read_text(typed)
    if prefix.startswith(tuple(FORMULA)):
        told = _("Awalan tidak dapat dimulai dengan %(sign)s, karena lembar kerja membacanya sebagai rumus.", sign=prefix[0])
        raise InvalidInput(told, field="prefix")
    return prefix if not prefix or prefix.endswith(tuple(JOINED)) else f"{prefix} "


def _reserved(typed: str, block: Block, former: str) -> list[str]:
    """The seats to be kept free, whose numbers may be typed without the prefix, or still with the ``former`` one."""
    codes, found = codes_of(block), []
    for each in filter(None, map(read_text, re.split(r"[,;\n]", typed))):
        code = find_code(codes, each, block.prefix + each, block.prefix + each.removeprefix(former))
        if not code:
            seats = {"seat": each, "example": codes[0]}
            told = _("Kursi %(seat)s tidak ada di bagian ini. Nomornya berbunyi seperti %(example)s.", **seats)
            raise InvalidInput(told, field="reserved")
        found.append(code)
    return list(dict.fromkeys(found))


def _check(block: Block, position: int, others: Sequence[SeatBlock]) -> None:
    codes = codes_of(block)
    if len(codes) > MOST_IN_BLOCK:
        told = _("Satu bagian paling banyak %(max)d kursi; pecah menjadi beberapa bagian.", max=MOST_IN_BLOCK)
        raise InvalidInput(told, field="seats")
    for other in others:
        if double := set(codes) & set(codes_of(as_laid_out(other))):
            seats = {"seat": min(double), "name": other.name}
            raise InvalidInput(
                _("Nomor kursi %(seat)s sudah dipakai bagian %(name)s. Beri awalan yang lain.", **seats), field="prefix"
            )
    if same := next((other for other in others if other.position == position), None):
        told = _(
            "Urutan %(n)s sudah dipakai bagian %(name)s. Beri urutan lain, agar jelas mana yang diisi dahulu.",
            n=position,
            name=same.name,
        )
        raise InvalidInput(told, field="position")


def _told(block: SeatBlock) -> dict[str, str | int | bool]:
    told = {name: getattr(block, name) for name in FIELDS} | {"shape": block.shape.value}
    return told | {"reserved": ", ".join(block.reserved.splitlines()), "categories": ", ".join(c.name for c in block.categories)}

"""Who sits where: seen, filled, and changed one by one. A seat is moved in two taps, which need no script; dragging sends the same form."""

from collections.abc import Iterator

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.seating import bp
from meetings.blueprints.seating.choosing import address_of, current_plan
from meetings.documents.sheets.xlsx import Column, Table, Value
from meetings.domain.audit import Action, record
from meetings.domain.meetings import Activity, allows
from meetings.domain.participants.queries import get_participant
from meetings.domain.seating.layout import codes_of, draw
from meetings.domain.seating.outlook import already_in, moved_anew, outlook_of
from meetings.domain.seating.placing import NOBODY, fill_seats, free_seat, hold_seat, place, seat_of
from meetings.domain.seating.plan import Plan, as_laid_out, blocks_of, plans_of, sessions_by_hall
from meetings.domain.seating.rules import plan_of
from meetings.domain.seating.seated import (
    Seated,
    in_seat_order,
    people_on,
    seated_beside,
    seated_on,
    summary_of,
    without_seat,
)
from meetings.errors import MeetingsError
from meetings.models import Participant
from meetings.web import current_actor
from meetings.web.downloads import file_name, table_file
from meetings.web.rights.check import may
from meetings.web.saving import done, refused_at, writes

MOST_SHOWN = 200  # lines of who would move


@bp.get("")
def index(meeting_id: str) -> ResponseReturnValue:
    """One part of the hall with who sits there, and who has no seat; ``denah``: the hall, ``pilih``: the person who is being moved."""
    plan = current_plan()
    meeting, blocks = plan.meeting, blocks_of(plan)
    chosen = next((block for block in blocks if block.id == request.args.get("bagian")), blocks[0] if blocks else None)
    laid_out = as_laid_out(chosen) if chosen else None
    may_edit = may("seating.move") and allows(meeting, Activity.PARTICIPANTS)
    picked = people_on(plan, Participant.id == request.args["pilih"][:16]) if may_edit and request.args.get("pilih") else []
    summary = summary_of(plan, blocks)
    text = request.args.get("q", "").strip()[:200]
    numbers = request.args.get("page", 1, type=int), request.args.get("per_page", 25, type=int)
    grouped = sessions_by_hall(meeting.id)
    codes = [code for block in blocks for code in codes_of(as_laid_out(block))] if summary.beside else []
    return render_template(
        "seating/index.html",
        meeting=meeting,
        plan=plan,
        plans=plans_of(meeting),
        sessions=grouped,
        several=sum(len(some) for some in grouped.values()) > 1,
        blocks=blocks,
        chosen=chosen,
        drawn=draw(laid_out) if laid_out else None,
        reserved=laid_out.reserved if laid_out else (),
        people=seated_on(plan, codes_of(laid_out)) if laid_out else {},
        picked=picked[0] if picked else None,
        summary=summary,
        outlook=outlook_of(plan, blocks, summary) if may_edit else None,
        beside=seated_beside(plan, codes) if summary.beside and blocks else [],
        page=without_seat(plan, text, *numbers, summary.without + summary.apart),
        search=text,
        may_edit=may_edit,
        rules=plan_of(meeting),
        nobody=NOBODY,
    )


@bp.get("/susun-ulang")
def anew(meeting_id: str) -> str:
    """Before and after: who would move if all were placed again."""
    plan = current_plan()
    blocks = blocks_of(plan)
    moved = moved_anew(plan) if blocks else []
    summary = summary_of(plan, blocks)
    inside = already_in(plan, moved, clock.now()) if moved else 0
    return render_template(
        "seating/anew.html", meeting=plan.meeting, plan=plan, moved=moved, inside=inside, gone=summary.gone, most=MOST_SHOWN
    )


@bp.post("/isi")
def fill(meeting_id: str) -> ResponseReturnValue:
    """Place who has no seat, or all anew."""
    plan = current_plan()
    with refused_at(_here(plan)):
        filled = fill_seats(plan, current_actor(), clock.now(), anew=request.form.get("cara") == "semua")
    told = _("%(placed)s peserta ditempatkan, %(freed)s kursi dikosongkan.", placed=filled.placed, freed=filled.freed)
    if filled.moved:
        told += " " + _("%(n)s peserta pindah kursi.", n=filled.moved)
    if filled.without:
        told += " " + _("%(n)s peserta tidak kebagian kursi; tambah bagian atau kursi.", n=filled.without)
    return done(told, "seating.index", tone="warning" if filled.without else "success", **address_of(plan, bagian=_part()))


@bp.post("/pindah")
def move(meeting_id: str) -> ResponseReturnValue:
    """Put somebody on a seat; who sits there gets theirs. ``tawaran``: they take the seat that is due to them, and stay in the rules."""
    plan, person = current_plan(), _person(meeting_id)
    seat, _sign, seen = request.form.get("to", "").rpartition("~")
    held = "tawaran" not in request.form
    with refused_at(_here(plan, person.id if held else None), MeetingsError):
        other = place(plan, person, seat, seen, current_actor(), clock.now(), held=held)
    names = {"name": person.full_name, "seat": seat}
    there = seat_of(plan, other)[0] if other is not None else ""
    if other is not None and there:
        told = _("%(name)s pindah ke %(seat)s; %(other)s ke %(there)s.", other=other.full_name, there=there, **names)
    elif other is not None:
        told = _("%(name)s pindah ke %(seat)s; %(other)s belum mempunyai kursi.", other=other.full_name, **names)
    else:
        told = _("%(name)s pindah ke %(seat)s.", **names)
    return done(told, "seating.index", **address_of(plan, bagian=_part()))


@bp.post("/lepas")
def free(meeting_id: str) -> ResponseReturnValue:
    """Take somebody's seat from them."""
    plan, person = current_plan(), _person(meeting_id)
    free_seat(plan, person, current_actor(), clock.now())
    told = _("%(name)s tidak mempunyai kursi lagi.", name=person.full_name)
    return done(told, "seating.index", **address_of(plan, bagian=_part()))


@bp.post("/tetapkan")
def hold(meeting_id: str) -> ResponseReturnValue:
    """Say whether a seat stays when the hall is filled anew."""
    plan, person, held = current_plan(), _person(meeting_id), request.form.get("held") == "1"
    with refused_at(_here(plan)):
        hold_seat(plan, person, held, current_actor(), clock.now())
    told = (
        _("Kursi %(name)s ditetapkan.", name=person.full_name)
        if held
        else _("Kursi %(name)s boleh disusun ulang.", name=person.full_name)
    )
    return done(told, "seating.index", **address_of(plan, bagian=_part()))


@bp.get("/unduh.xlsx")
@writes
def export(meeting_id: str) -> ResponseReturnValue:
    """Who sits where, in the order of the seats."""
    plan = current_plan()
    meeting, title = plan.meeting, " ".join(filter(None, (_("Daftar tempat duduk"), plan.name)))
    table = Table(
        title,
        _columns(),
        _lines(in_seat_order(plan)),
        heading=[*filter(None, (meeting.title, plan.told))],
        paper=meeting.sheet.value,
    )
    record(current_actor(), Action.SEATING_EXPORTED, at=clock.now(), meeting=meeting, target=meeting, target_name=meeting.title)
    return table_file(table, "xlsx", file_name("tempat-duduk", plan.name), meeting.timezone)


def _columns() -> list[Column]:
    return [
        Column(_("Kursi"), width=12),
        Column(_("Bagian"), width=18),
        Column(_("Nama"), width=34),
        Column(_("Jabatan"), width=32),
        Column(_("Instansi"), width=32),
        Column(_("Mewakili"), width=28),
        Column(_("Kategori"), width=20),
        Column(_("Ditetapkan"), width=12, printed=False),
    ]


def _lines(seated: list[tuple[str, Seated]]) -> Iterator[list[Value]]:
    yes = _("ya")
    for block, each in seated:
        yield [
            *(each.seat, block, each.name, each.position, each.institution, each.representing, each.category),
            yes if each.held else "",
        ]


def _person(meeting_id: str) -> Participant:
    return get_participant(meeting_id, request.form.get("person", "")[:16]) or abort(404)


def _part() -> str | None:
    return request.values.get("bagian", "")[:16] or None


def _here(plan: Plan, picked: str | None = None) -> str:
    return url_for("seating.index", **address_of(plan, bagian=_part(), pilih=picked))

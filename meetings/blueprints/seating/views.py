"""Who sits where: seen, filled, and changed one by one. A seat is moved in two taps, which need no script; dragging sends the same form."""

from collections.abc import Iterator

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.seating import bp
from meetings.documents.sheets.xlsx import Column, Table, Value
from meetings.domain.audit import Action, record
from meetings.domain.meetings import Activity, allows
from meetings.domain.participants.queries import get_participant
from meetings.domain.seating.layout import codes_of, draw
from meetings.domain.seating.outlook import outlook_of
from meetings.domain.seating.placing import NOBODY, fill_seats, free_seat, hold_seat, place
from meetings.domain.seating.plan import as_laid_out, blocks_of
from meetings.domain.seating.seated import Seated, in_seat_order, people_on, seated_on, summary_of, without_seat
from meetings.errors import MeetingsError
from meetings.models import Participant
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import table_file
from meetings.web.rights.check import may
from meetings.web.saving import done, refused_at, writes


@bp.get("")
def index(meeting_id: str) -> ResponseReturnValue:
    """One part of the hall with who sits there, and who has no seat; ``pilih``: the person who is being moved."""
    meeting, blocks = current_meeting(), blocks_of(meeting_id)
    chosen = next((block for block in blocks if block.id == request.args.get("bagian")), blocks[0] if blocks else None)
    laid_out = as_laid_out(chosen) if chosen else None
    may_edit = may("seating.move") and allows(meeting, Activity.PARTICIPANTS)
    picked = people_on(meeting, Participant.id == request.args["pilih"][:16]) if may_edit and request.args.get("pilih") else []
    summary = summary_of(meeting, blocks)
    text = request.args.get("q", "").strip()[:200]
    numbers = request.args.get("page", 1, type=int), request.args.get("per_page", 25, type=int)
    return render_template(
        "seating/index.html",
        meeting=meeting,
        blocks=blocks,
        chosen=chosen,
        drawn=draw(laid_out) if laid_out else None,
        reserved=laid_out.reserved if laid_out else (),
        people=seated_on(meeting, codes_of(laid_out)) if laid_out else {},
        picked=picked[0] if picked else None,
        summary=summary,
        outlook=outlook_of(meeting, blocks, summary) if may_edit else None,
        page=without_seat(meeting, text, *numbers, summary.without),
        search=text,
        may_edit=may_edit,
        nobody=NOBODY,
    )


@bp.post("/isi")
def fill(meeting_id: str) -> ResponseReturnValue:
    """Place who has no seat, or all anew."""
    with refused_at(_here(meeting_id)):
        filled = fill_seats(current_meeting(), current_actor(), clock.now(), anew=request.form.get("cara") == "semua")
    told = _("%(placed)s peserta ditempatkan, %(freed)s kursi dikosongkan.", placed=filled.placed, freed=filled.freed)
    if filled.moved:
        told += " " + _("%(n)s peserta pindah kursi.", n=filled.moved)
    if filled.without:
        told += " " + _("%(n)s peserta tidak kebagian kursi; tambah bagian atau kursi.", n=filled.without)
    return done(told, "seating.index", tone="warning" if filled.without else "success", meeting_id=meeting_id, bagian=_part())


@bp.post("/pindah")
def move(meeting_id: str) -> ResponseReturnValue:
    """Put somebody on a seat; who sits there gets theirs."""
    person = _person(meeting_id)
    seat, _sign, seen = request.form.get("to", "").rpartition("~")
    with refused_at(_here(meeting_id, person.id), MeetingsError):
        other = place(current_meeting(), person, seat, seen, current_actor(), clock.now())
    names = {"name": person.full_name, "seat": seat}
    if other is not None and other.seat:
        told = _("%(name)s pindah ke %(seat)s; %(other)s ke %(there)s.", other=other.full_name, there=other.seat, **names)
    elif other is not None:
        told = _("%(name)s pindah ke %(seat)s; %(other)s belum mempunyai kursi.", other=other.full_name, **names)
    else:
        told = _("%(name)s pindah ke %(seat)s.", **names)
    return done(told, "seating.index", meeting_id=meeting_id, bagian=_part())


@bp.post("/lepas")
def free(meeting_id: str) -> ResponseReturnValue:
    """Take somebody's seat from them."""
    person = _person(meeting_id)
    free_seat(person, current_actor(), clock.now())
    return done(
        _("%(name)s tidak mempunyai kursi lagi.", name=person.full_name), "seating.index", meeting_id=meeting_id, bagian=_part()
    )


@bp.post("/tetapkan")
def hold(meeting_id: str) -> ResponseReturnValue:
    """Say whether a seat stays when the hall is filled anew."""
    person, held = _person(meeting_id), request.form.get("held") == "1"
    with refused_at(_here(meeting_id)):
        hold_seat(person, held, current_actor(), clock.now())
    told = (
        _("Kursi %(name)s ditetapkan.", name=person.full_name)
        if held
        else _("Kursi %(name)s boleh disusun ulang.", name=person.full_name)
    )
    return done(told, "seating.index", meeting_id=meeting_id, bagian=_part())


@bp.get("/unduh.xlsx")
@writes
def export(meeting_id: str) -> ResponseReturnValue:
    """Who sits where, in the order of the seats."""
    meeting = current_meeting()
    title = _("Daftar tempat duduk")
    table = Table(title, _columns(), _lines(in_seat_order(meeting)), heading=[meeting.title], paper=meeting.sheet.value)
    record(current_actor(), Action.SEATING_EXPORTED, at=clock.now(), meeting=meeting, target=meeting, target_name=meeting.title)
    return table_file(table, "xlsx", "tempat-duduk", meeting.timezone)


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


def _here(meeting_id: str, picked: str | None = None) -> str:
    return url_for("seating.index", meeting_id=meeting_id, bagian=_part(), pilih=picked)

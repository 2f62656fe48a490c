"""The page of an import on its way: its rows are mended and decided on, kept at once, and nobody writes over anybody unseen."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.participants import bp, messages, preview
from meetings.blueprints.participants.forms import RunForm
from meetings.documents.sheets.spreadsheets import Row, Sheet, column_letters
from meetings.documents.sheets.xlsx import Column, Table
from meetings.domain.participants import deciding, imports, reports
from meetings.domain.participants.asides import Aside
from meetings.domain.participants.categories import list_categories, nearest
from meetings.domain.participants.cells import shown_text
from meetings.domain.participants.columns import SECTIONS, Field, Layout, table_of
from meetings.domain.participants.deciding import CREATE, SaidBefore, Word
from meetings.domain.participants.judging import Fate
from meetings.domain.participants.missing import count_missing, missing_people
from meetings.domain.participants.plan import Plan
from meetings.enums import Verdict
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import ParticipantImport
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import file_name, table_file
from meetings.web.forms import options
from meetings.web.in_memory import page_of_list
from meetings.web.links import with_query
from meetings.web.saving import done, refused_at
from meetings.web.templating import format_number
from meetings.writing.reading import read_text

SAMPLES = 3
NO_CATEGORY = "-"  # an answer: whoever bears it in the file gets none
BULK = (Verdict.TAKE, Verdict.SKIP, Verdict.NEW, Verdict.PROPOSED)


@bp.post("/impor/<import_id>/baris")
def decide(meeting_id: str, import_id: str) -> ResponseReturnValue:
    """Keep what was written and chosen on the page, and one verdict for those ticked, or for all of the kind shown."""
    staged, sheets, layout = _laid_out(meeting_id, import_id)
    back = with_query("participants.preview", meeting_id=meeting_id, import_id=import_id)
    by, at, given = current_actor().name, clock.now(), _rows_of(sheets, layout)
    typed = _typed()
    texts = {number: _texts(given[number]) for number in typed if number in given}
    with refused_at(back, InvalidInput):
        try:
            kept = deciding.say(staged, layout.sheet, {n: word for n, word in typed.items() if n in given}, texts, by, at)
        except SaidBefore as overtaken:
            db.session.rollback()
            return show_preview(staged, sheets, problem=overtaken.message, typed=typed, other=overtaken.rows), 409
    kept += _say_of_many(staged, sheets, layout)
    flash(
        _("%(n)s baris disimpan.", n=format_number(kept)) if kept else _("Tidak ada yang berubah."), "success" if kept else "info"
    )
    return redirect(f"{back}#baris")


@bp.post("/impor/<import_id>/kategori")
def answer_categories(meeting_id: str, import_id: str) -> ResponseReturnValue:
    """Keep what categories of the file stand for."""
    staged = staged_or_404(meeting_id, import_id)
    back = with_query("participants.preview", meeting_id=meeting_id, import_id=import_id)
    answers = {key.removeprefix("kategori-"): value for key, value in request.form.items() if key.startswith("kategori-")}
    with refused_at(back):
        deciding.answer_categories(
            staged,
            {key: "" if value == NO_CATEGORY else value for key, value in answers.items() if value},
            current_actor().name,
        )
    return done(_("Kategori disimpan."), "participants.preview", meeting_id=meeting_id, import_id=import_id)


@bp.get("/impor/<import_id>/hasil.xlsx")
def report(meeting_id: str, import_id: str) -> ResponseReturnValue:
    """The rows as given, with what became of each."""
    staged = staged_or_404(meeting_id, import_id)
    if not staged.imported_at:
        return redirect(url_for("participants.preview", meeting_id=meeting_id, import_id=import_id))
    header, rows = reports.report_of(staged)
    width = len(header.cells)
    titles = [shown_text(cell) or column_letters(place) for place, cell in enumerate(header.cells)]
    columns = [Column(title, width=24) for title in titles]
    columns += [Column(_("Baris"), width=8), Column(_("Hasil"), width=34), Column(_("Temuan"), width=70)]

    def lines() -> Any:
        for each in rows:
            cells = [shown_text(each.row.cell(column)) for column in range(width)]
            outcome = _("Bukan peserta: %(kind)s", kind=_(each.outcome.label)) if isinstance(each.outcome, Aside) else ""
            label = outcome or (_(each.outcome.label) if each.outcome else "")
            found = [
                f"{place}: {text}" if (place := messages.place(f)) else text
                for f in each.findings
                if (text := messages.sentence(f))
            ]
            yield [*cells, str(each.row.number), label, "\n".join(found)]

    name = file_name(_("Hasil impor"), staged.file_name.rpartition(".")[0] or staged.file_name)
    return table_file(Table(_("Hasil impor"), columns, lines()), "xlsx", name, current_meeting().timezone)


def staged_or_404(meeting_id: str, import_id: str) -> ParticipantImport:
    """The upload, of this meeting."""
    found = db.session.scalar(db.select(ParticipantImport).filter_by(id=import_id, meeting_id=meeting_id))
    return found or abort(404)


def show_preview(
    staged: ParticipantImport,
    sheets: Sequence[Sheet],
    *,
    problem: str = "",
    typed: Mapping[int, Word] | None = None,
    other: frozenset[int] = frozenset(),
) -> str:
    """The page; ``typed``: what stands in its fields instead of what is kept, ``other``: the rows that somebody else has changed meanwhile."""
    place, layout = imports.place_of(staged, sheets), imports.layout_of(staged)
    plan = imports.plan_import(staged, sheets, layout, clock.now()) if layout else None
    categories = list_categories(staged.meeting_id)
    form = RunForm()
    form.category_id.choices = options([("", _("Tanpa kategori")), *((row.id, row.name) for row, _n in categories)])
    new = plan.people if plan else []
    return render_template(
        "participants/preview.html",
        meeting=current_meeting(),
        staged=staged,
        sheets=sheets,
        place=place,
        titles=_title_rows(sheets, place),
        columns=_columns(sheets, place),
        fields=list(Field),
        sections=SECTIONS,
        problem=problem,
        plan=plan,
        Fate=Fate,
        form=form,
        new=len(new),
        corrected=sum(1 for row in plan.rows if row.corrects) if plan else 0,
        without_category=sum(1 for row in new if not row.draft.category),
        with_warnings=sum(1 for row in new if row.has_warning),
        lines_in_cells=any(row.lines > 1 for sheet in sheets if sheet.name == place.sheet for row in sheet.rows),
        unknown=_unknown(staged, plan, {row.id: row.name for row, _n in categories}) if plan else [],
        known=[(row.id, row.name) for row, _n in categories],
        CREATE=CREATE,
        other=other,
        **(_rows_shown(staged, sheets, plan, {row.id: row.name for row, _n in categories}, typed or {}) if plan else {}),
    )


def _rows_shown(
    staged: ParticipantImport, sheets: Sequence[Sheet], plan: Plan, names: Mapping[str, str], typed: Mapping[int, Word]
) -> dict[str, Any]:
    kind, wanted = (
        request.args.get("tampil", ""),
        (request.args.get("page", 1, type=int), request.args.get("per_page", 25, type=int)),
    )
    missing = count_missing(staged.meeting_id, plan.meant)
    shown: dict[str, Any] = {
        "kind": kind,
        "kinds": preview.kinds_of(plan),
        "missing": missing,
        "all": len(plan.rows) + len(plan.skipped),
    }
    if kind == preview.MISSING:
        return shown | {"page": missing_people(staged.meeting_id, plan.meant, *wanted), "rows": []}
    items = preview.narrowed(plan, kind)
    page = page_of_list(items, *wanted)
    given, said = _rows_of(sheets, plan.layout), deciding.decisions_of(staged, plan.layout.sheet)
    opened = request.args.get("buka", 0, type=int)
    rows = []
    for item in page.items:
        number = preview.number_of(item)
        row = preview.shown(
            item, given[number], plan.layout.columns, said.get(number), names, opened=opened == number or number in typed
        )
        if number in typed:
            word = typed[number].decision
            row.chosen = f"{word.verdict}:{word.match}" if word.match else word.verdict.value
            row.inputs = [(column, label, word.cells.get(column, text)) for column, label, text in row.inputs]
        rows.append(row)
    bulk = [each for each in BULK if any(each in preview.sayable(item) for item in items)]
    return shown | {"page": page, "rows": rows, "bulk": bulk, "opened": opened}


def _say_of_many(staged: ParticipantImport, sheets: Sequence[Sheet], layout: Layout) -> int:
    """One verdict for the rows ticked, or for all of the kind shown, where it may be said of them."""
    wanted, scope = request.form.get("tindakan", ""), request.form.get("aksi", "")
    if wanted not in BULK or scope not in ("terpilih", "semua"):
        return 0
    plan = imports.plan_import(staged, sheets, layout, clock.now())
    ticked = {int(each) for each in request.form.getlist("pilih") if each.isdecimal()}
    kind = request.args.get("tampil", "")
    if scope == "semua" and not kind:  # of all kinds together nothing is said at once: signatures stand among them
        return 0
    items = preview.narrowed(plan, kind if scope == "semua" else "")
    numbers = [
        preview.number_of(each)
        for each in items
        if Verdict(wanted) in preview.sayable(each) and (scope == "semua" or preview.number_of(each) in ticked)
    ]
    return deciding.say_of_all(staged, layout.sheet, numbers, Verdict(wanted), current_actor().name, clock.now())


def _typed() -> dict[int, Word]:
    """What stood in the fields of each row of the page."""
    found = {}
    for each in request.form.getlist("baris"):
        number, _colon, seen = each.partition(":")
        if not number.isdecimal():
            continue
        start = f"sel-{number}-"
        cells = {
            int(key.removeprefix(start)): read_text(text)
            for key, text in request.form.items()
            if key.startswith(start) and key.removeprefix(start).isdecimal()
        }
        found[int(number)] = Word(seen, preview.read_choice(request.form.get(f"putusan-{number}", ""), cells))
    return found


def _laid_out(meeting_id: str, import_id: str) -> tuple[ParticipantImport, Sequence[Sheet], Layout]:
    staged = staged_or_404(meeting_id, import_id)
    layout = imports.layout_of(staged)
    if layout is None:
        abort(404)
    return staged, imports.read_staged(staged), layout


def _rows_of(sheets: Sequence[Sheet], layout: Layout) -> dict[int, Row]:
    _sheet, _header, rows = table_of(sheets, layout)
    return {row.number: row for row in rows}


def _texts(row: Row) -> dict[int, str]:
    return {column: shown_text(cell) for column, cell in enumerate(row.cells)}


def _unknown(staged: ParticipantImport, plan: Plan, names: Mapping[str, str]) -> list[tuple[str, int, str, bool]]:
    """Categories of the file that the meeting does not have: (name, rows, what is answered or proposed, whether nobody has answered)."""
    found: dict[str, tuple[str, int]] = {}
    for name, count in (*plan.unknown.items(), *plan.answered.items()):
        first, before = found.get(name.casefold(), (name, 0))
        found[name.casefold()] = (first, before + count)
    unknown = {name.casefold() for name in plan.unknown}
    return [
        (name, count, nearest(name, names) if key in unknown else staged.categories.get(key) or NO_CATEGORY, key in unknown)
        for key, (name, count) in found.items()
    ]


def _title_rows(sheets: Sequence[Sheet], place: Layout) -> str:
    """`3`, or `3–4` where the titles stand in two rows."""
    _sheet, header, _rows = table_of(sheets, place)
    return str(place.header_row) if header.number == place.header_row else f"{place.header_row}–{header.number}"


def _columns(sheets: Sequence[Sheet], place: Layout) -> list[dict[str, object]]:
    """For each column of the table: letter, title, a few values, and what it is used for."""
    sheet, header, rows = table_of(sheets, place)
    width = max((len(row.cells) for row in [header, *rows[:50]]), default=0)
    used = {column: field for field, column in place.columns.items()}
    return [
        {
            "number": number,
            "letter": column_letters(number),
            "title": shown_text(header.cell(number)),
            "samples": _samples(rows, number),
            "field": used.get(number),
        }
        for number in range(width)
        if shown_text(header.cell(number)) or _samples(rows, number)
    ]


def _samples(rows: Sequence[Row], column: int) -> list[str]:
    found = (shown_text(row.cell(column)) for row in rows[:30])
    return [text[:60] for text in found if text][:SAMPLES]

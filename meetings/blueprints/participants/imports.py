"""The import wizard: upload, look and lay out, confirm, result."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from meetings import clock
from meetings.blueprints.participants import bp, messages
from meetings.blueprints.participants.forms import RunForm, UploadForm
from meetings.documents.sheets.spreadsheets import SIZE_LIMIT, Row, Sheet, column_letters
from meetings.documents.sheets.xlsx import Column, Table
from meetings.domain.participants import imports
from meetings.domain.participants.asides import NAMING, Aside
from meetings.domain.participants.categories import list_categories
from meetings.domain.participants.columns import Field, Layout, table_of
from meetings.domain.participants.findings import Level
from meetings.domain.participants.plan import Fate, make_plan, read_table
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import ParticipantImport
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import table_file
from meetings.web.forms import options
from meetings.web.saving import attempt, done, refused_at
from meetings.web.templating import format_number
from meetings.web.tickets import creates
from meetings.writing.reading import read_text

SHOWN_FINDINGS = 200
SHOWN_ROWS = 8
SAMPLES = 3


@bp.route("/impor", methods=["GET", "POST"])
@creates
def upload(meeting_id: str) -> ResponseReturnValue:
    """Step 1: the file."""
    meeting, form = current_meeting(), UploadForm()
    if form.validate_on_submit():
        with form.saving("file"):
            data = form.file.data.stream.read(SIZE_LIMIT + 1)
            staged = imports.stage_import(meeting, form.file.data.filename, data, current_user.id, clock.now())
            return redirect(url_for("participants.preview", meeting_id=meeting_id, import_id=staged.id))
    return render_template("participants/upload.html", meeting=meeting, form=form, limit=SIZE_LIMIT), form.http_status


@bp.get("/impor/contoh.xlsx")
def example(meeting_id: str) -> ResponseReturnValue:
    """An empty list with the column titles that are understood."""
    titles = (
        "Kategori",
        "Instansi",
        "Gelar Depan",
        "Nama",
        "Gelar Belakang",
        "NIP",
        "Jabatan",
        "Pangkat",
        "Gol",
        "No HP",
        "Surel",
        "Ket",
    )
    columns = [Column(title, width=30 if title in ("Instansi", "Nama", "Jabatan") else 18) for title in titles]
    table = Table("Peserta", columns, [[""] * len(titles) for _row in range(2)])
    return table_file(table, "xlsx", "contoh-daftar-peserta", current_meeting().timezone)


@bp.route("/impor/<import_id>", methods=["GET", "POST"])
def preview(meeting_id: str, import_id: str) -> ResponseReturnValue:
    """Step 2: where the table lies, what its columns mean, and what would happen."""
    meeting, staged = current_meeting(), _staged(meeting_id, import_id)
    if staged.imported_at:
        return redirect(url_for("participants.result", meeting_id=meeting_id, import_id=import_id))
    sheets = imports.read_staged(staged)
    problem = ""
    if request.method == "POST":
        with attempt() as made:
            _choose(staged, sheets)
        if made.refusal is None:
            return redirect(url_for("participants.preview", meeting_id=meeting_id, import_id=import_id))
        problem = made.refusal.message
    layout = imports.layout_of(staged)
    plan = make_plan(meeting, read_table(meeting, sheets, layout, clock.now())) if layout else None
    found = [each for level in Level for each in plan.findings(level)] if plan else []  # the gravest first
    new = plan.people(None) if plan else []
    place = imports.place_of(staged, sheets)
    form = RunForm()
    categories = [(row.id, row.name) for row, _n in list_categories(meeting.id)]
    form.category_id.choices = options([("", _("Tanpa kategori")), *categories])
    body = render_template(
        "participants/preview.html",
        meeting=meeting,
        staged=staged,
        sheets=sheets,
        place=place,
        titles=_title_rows(sheets, place),
        columns=_columns(sheets, place),
        fields=list(Field),
        problem=problem,
        plan=plan,
        Fate=Fate,
        form=form,
        new=len(new),
        samples=new[:SHOWN_ROWS],
        without_category=sum(1 for row in new if not row.draft.category),
        with_warnings=sum(1 for row in new if any(each.level is Level.WARNING for each in row.draft.findings)),
        findings=[(row, each, messages.place(each), messages.sentence(each)) for row, each in found[:SHOWN_FINDINGS]],
        total_findings=len(found),
    )
    return body, 422 if problem else 200


@bp.post("/impor/<import_id>/jalankan")
@creates
def run(meeting_id: str, import_id: str) -> ResponseReturnValue:
    """Step 3: do it, all or nothing."""
    staged, form = _staged(meeting_id, import_id), RunForm()
    offered = {row.id for row, _n in list_categories(meeting_id)}
    options = imports.ImportOptions(
        update_existing=form.update_existing.data,
        with_warnings=form.with_warnings.data,
        people={int(each) for each in request.form.getlist("orang") if each.isdecimal()} if "asked" in request.form else None,
        category_id=form.category_id.data if form.category_id.data in offered else None,
    )
    with refused_at(url_for("participants.preview", meeting_id=meeting_id, import_id=import_id)):
        counts = imports.run_import(staged, options, current_actor(), clock.now())
    told = _(
        "%(added)s peserta masuk, %(corrected)s diperbarui.",
        added=format_number(counts["added"]),
        corrected=format_number(counts["corrected"]),
    )
    return done(told, "participants.result", meeting_id=meeting_id, import_id=import_id)


@bp.get("/impor/<import_id>/hasil")
def result(meeting_id: str, import_id: str) -> ResponseReturnValue:
    """Step 4: what became of every row."""
    staged = _staged(meeting_id, import_id)
    if not staged.imported_at:
        return redirect(url_for("participants.preview", meeting_id=meeting_id, import_id=import_id))
    kept = staged.result.get("findings", [])
    found = [messages.from_result(entry) for entry in kept[:SHOWN_FINDINGS]]
    return render_template(
        "participants/result.html",
        meeting=current_meeting(),
        staged=staged,
        result=staged.result,
        total_findings=len(kept),
        findings=[(row, each, messages.place(each), messages.sentence(each)) for row, each in found],
        asides=[
            (number, "" if kind and Aside(*kind) in NAMING else text, Aside(*kind) if kind else Aside.SECTION)
            for number, text, *kind in staged.result.get("sections", [])
        ],
    )


@bp.post("/impor/<import_id>/buang")
def discard(meeting_id: str, import_id: str) -> ResponseReturnValue:
    """Forget an upload."""
    staged = _staged(meeting_id, import_id)
    if not staged.imported_at:
        imports.discard_import(staged)
        flash(_("Berkas dibuang; tidak ada yang diimpor."), "success")
    return redirect(url_for("participants.index", meeting_id=meeting_id))


def _staged(meeting_id: str, import_id: str) -> ParticipantImport:
    found = db.session.scalar(db.select(ParticipantImport).filter_by(id=import_id, meeting_id=meeting_id))
    return found or abort(404)


def _choose(staged: ParticipantImport, sheets: Sequence[Sheet]) -> None:
    """Keep what the form says: where the table is, or what its columns mean."""
    sheet = request.form.get("sheet", "")
    header_row = request.form.get("header_row", 0, type=int)
    if request.form.get("step") == "place":
        imports.choose_place(staged, sheets, sheet, header_row)
        return
    columns: dict[Field, int] = {}
    for key, value in request.form.items():
        number = key.removeprefix("col-")
        if number != key and number.isdecimal() and value in list(Field):
            if Field(value) in columns:
                raise InvalidInput(_("Dua kolom dipilih sebagai %(field)s. Pilih satu saja.", field=_(Field(value).label)))
            columns[Field(value)] = int(number)
    imports.choose_layout(staged, sheets, Layout(sheet, header_row, columns))


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
            "title": read_text(header.cell(number)),
            "samples": _samples(rows, number),
            "field": used.get(number),
        }
        for number in range(width)
        if read_text(header.cell(number)) or _samples(rows, number)
    ]


def _samples(rows: Sequence[Row], column: int) -> list[str]:
    found = (read_text(row.cell(column)) for row in rows[:30])
    return [text[:60] for text in found if text][:SAMPLES]

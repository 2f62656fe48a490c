"""The import wizard: upload, look and lay out, confirm, result."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from meetings import clock
from meetings.blueprints.participants import bp, messages
from meetings.blueprints.participants.deciding import show_preview, staged_or_404
from meetings.blueprints.participants.forms import RunForm, UploadForm
from meetings.documents.sheets.spreadsheets import SIZE_LIMIT, Sheet
from meetings.documents.sheets.xlsx import Column, Table
from meetings.domain.agenda import list_sessions
from meetings.domain.participants import imports, running
from meetings.domain.participants.asides import NAMING, Aside
from meetings.domain.participants.categories import list_categories
from meetings.domain.participants.columns import SECTIONS, Field, Layout
from meetings.errors import InvalidInput
from meetings.models import ParticipantImport
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import table_file
from meetings.web.saving import attempt, done, refused_at
from meetings.web.templating import format_number
from meetings.web.tickets import creates

SHOWN_FINDINGS = 200


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
    sessions = list_sessions(meeting, with_items=False)
    page = render_template(
        "participants/upload.html",
        meeting=meeting,
        form=form,
        limit=SIZE_LIMIT,
        sessions=sessions,
        waiting=imports.waiting_imports(meeting.id),
    )
    return page, form.http_status


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
        "Sesi",
        "Ket",
    )
    columns = [Column(title, width=30 if title in ("Instansi", "Nama", "Jabatan") else 18) for title in titles]
    table = Table("Peserta", columns, [[""] * len(titles) for _row in range(2)])
    return table_file(table, "xlsx", "contoh-daftar-peserta", current_meeting().timezone)


@bp.route("/impor/<import_id>", methods=["GET", "POST"])
def preview(meeting_id: str, import_id: str) -> ResponseReturnValue:
    """Step 2: where the table lies, what its columns mean, and what would happen."""
    staged = staged_or_404(meeting_id, import_id)
    if staged.imported_at:
        return redirect(url_for("participants.result", meeting_id=meeting_id, import_id=import_id))
    sheets = imports.read_staged(staged)
    if request.method == "POST":
        with attempt() as made:
            _choose(staged, sheets)
        if made.refusal is None:
            return redirect(url_for("participants.preview", meeting_id=meeting_id, import_id=import_id))
        return show_preview(staged, sheets, problem=made.refusal.message), 422
    return show_preview(staged, sheets)


@bp.post("/impor/<import_id>/jalankan")
@creates
def run(meeting_id: str, import_id: str) -> ResponseReturnValue:
    """Step 3: do it, all or nothing."""
    staged, form = staged_or_404(meeting_id, import_id), RunForm()
    offered = {row.id for row, _n in list_categories(meeting_id)}
    options = running.ImportOptions(
        update_existing=form.update_existing.data,
        with_warnings=form.with_warnings.data,
        category_id=form.category_id.data if form.category_id.data in offered else None,
        seen=request.form.get("version", type=int),
    )
    with refused_at(url_for("participants.preview", meeting_id=meeting_id, import_id=import_id)):
        counts = running.run_import(staged, options, current_actor(), clock.now())
    told = _(
        "%(added)s peserta masuk, %(corrected)s diperbarui.",
        added=format_number(counts["added"]),
        corrected=format_number(counts["corrected"]),
    )
    return done(told, "participants.result", meeting_id=meeting_id, import_id=import_id)


@bp.get("/impor/<import_id>/hasil")
def result(meeting_id: str, import_id: str) -> ResponseReturnValue:
    """Step 4: what became of every row."""
    staged = staged_or_404(meeting_id, import_id)
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
    staged = staged_or_404(meeting_id, import_id)
    if not staged.imported_at:
        imports.discard_import(staged)
        flash(_("Berkas dibuang; tidak ada yang diimpor."), "success")
    return redirect(url_for("participants.index", meeting_id=meeting_id))


def _choose(staged: ParticipantImport, sheets: Sequence[Sheet]) -> None:
    """Keep what the form says: where the table is, or what its columns mean."""
    sheet = request.form.get("sheet", "")
    header_row = request.form.get("header_row", 0, type=int)
    if request.form.get("step") == "place":
        imports.choose_place(staged, sheets, sheet, header_row, current_actor().name)
        return
    columns: dict[Field, int] = {}
    for key, value in request.form.items():
        number = key.removeprefix("col-")
        if number != key and number.isdecimal() and value in list(Field):
            if Field(value) in columns:
                raise InvalidInput(_("Dua kolom dipilih sebagai %(field)s. Pilih satu saja.", field=_(Field(value).label)))
            columns[Field(value)] = int(number)
    sections = request.form.get("sections", "")
    used = Field(sections) if sections in SECTIONS else None
    imports.choose_layout(staged, sheets, Layout(sheet, header_row, columns, used), current_actor().name)

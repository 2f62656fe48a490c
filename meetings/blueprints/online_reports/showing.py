"""What the page of a report shows: its questions, and each name with whom it may mean."""

from dataclasses import dataclass, field

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.online_reports.forms import ExplainForm, RunForm
from meetings.documents.sheets.online_reports import Ask, Report, read_report
from meetings.documents.sheets.online_reports.shapes import CHOSEN, columns_of
from meetings.documents.sheets.spreadsheets import Row, Sheet, column_letters
from meetings.domain.meetings import Activity, allows
from meetings.domain.online_reports.directory import names_of
from meetings.domain.online_reports.matching import Candidate, Listed
from meetings.domain.online_reports.plan import NOBODY, OPEN, Fate, Line, Plan
from meetings.domain.online_reports.staging import plan_of, reading_of, sheets_of, terms_of
from meetings.domain.permissions import Permission
from meetings.errors import Conflict
from meetings.models import OnlineReport
from meetings.web import current_meeting
from meetings.web.in_memory import page_of_list
from meetings.web.rights.check import may
from meetings.writing.names import with_position

FIRST_ROWS = 12
TONES = {
    Fate.SEVERAL: "warning",
    Fate.UNKNOWN: "warning",
    Fate.CHECK: "warning",
    Fate.SHORT: "info",
    Fate.OUTSIDE: "info",
    Fate.EMPTY: "warning",
    Fate.READY: "success",
    Fate.DONE: "success",
}


@dataclass(slots=True)
class Shown:
    """A line on the page. ``taken_for``: whom it is taken for, in words; ``choices``: what may be said of it (value, text); ``chosen``, ``was``:
    of these what is chosen, and what was said when the page was made."""

    line: Line
    taken_for: str
    best: Candidate | None
    chosen: str
    was: str
    choices: list[tuple[str, str]] = field(default_factory=list)


def report_page(row: OnlineReport, form: ExplainForm, run_form: RunForm) -> ResponseReturnValue:
    """The report with all that is open; 422 where one of its forms was refused."""
    meeting = current_meeting()
    sheets, report, plan = _read(row)
    if not form.is_submitted():
        _fill(form, row)
    kind = request.args.get("tampil", "")
    lines = [line for line in plan.lines if kind in ("", line.fate)] if plan else []
    page = page_of_list(lines, request.args.get("page", 1, type=int), request.args.get("per_page", 25, type=int))
    if not may(Permission.CHECKIN_FORCE):
        del run_form.force, run_form.force_reason, run_form.force_note
    asked = {each.ask: each.about for each in report.questions} if report else {}
    shown = render_template(
        "online_reports/report.html",
        meeting=meeting,
        row=row,
        form=form,
        run_form=run_form,
        report=report,
        plan=plan,
        asked=asked,
        Ask=Ask,
        Fate=Fate,
        kinds=[(fate.value, _(fate.label), plan.counts[fate]) for fate in Fate if plan.counts[fate]] if plan else [],
        kind=kind,
        page=page,
        shown=_shown(row, page.items),
        tones=TONES,
        open_count=sum(plan.counts[fate] for fate in OPEN) if plan else 0,
        titles=_titles(sheets, report, row) if report else None,
        outside=_mostly_outside(plan) if plan else False,
        open_for_records=allows(meeting, Activity.RECORD),
    )
    return shown, 422 if form.errors or run_form.errors else 200


def _read(row: OnlineReport) -> tuple[list[Sheet], Report | None, Plan | None]:
    try:
        sheets = sheets_of(row)
    except Conflict:  # cleared away: what became of it is still told
        return [], None, None
    report = read_report(sheets, reading_of(row))
    return sheets, report, plan_of(row, clock.now(), report)


def _fill(form: ExplainForm, row: OnlineReport) -> None:
    how, terms = row.how, terms_of(row)
    form.session.data, form.least.data, form.arrived.data = row.session_id, terms.least, terms.arrived or row.session.starts_at
    form.file_zone.data = how.get("zone")
    form.order.data = reading_of(row).order


def _shown(row: OnlineReport, lines: list[Line]) -> list[Shown]:
    listed = {each.who.means: each.who for line in lines for each in line.candidates}
    listed |= {line.who.means: line.who for line in lines if line.who}
    names = names_of(each.id for each in listed.values() if not each.room)
    words = {means: in_words(each, names) for means, each in listed.items()}
    return [_line(line, row.said.get(line.attendee.key, ""), words) for line in lines]


def in_words(who: Listed, names: dict[str, str]) -> str:
    """Somebody, or a room, with office and institution."""
    if who.room:
        return _("Titik daring %(room)s, %(place)s (%(n)s orang)", room=who.position, place=who.institution, n=who.people)
    return with_position(names.get(who.id, ""), who.position, who.institution)


def _line(line: Line, was: str, words: dict[str, str]) -> Shown:
    best = next((each for each in line.candidates if line.who and each.who.means == line.who.means), None)
    taken_for = words[line.who.means] if line.who else ""
    shown = Shown(line, taken_for, best, "", was)
    shown.chosen = was or (line.who.means if line.fate is Fate.CHECK and line.who else "")
    usual = _("Seperti diusulkan") if line.who and not line.said and line.fate is not Fate.CHECK else _("Belum dipilih")
    shown.choices = [("", usual), *((each.who.means, f"{words[each.who.means]} · {each.score}") for each in line.candidates)]
    if line.said and line.who and line.who.means not in dict(shown.choices):
        shown.choices.append((line.who.means, taken_for))
    shown.choices.append((NOBODY, _("Jangan dicatat")))
    return shown


def _mostly_outside(plan: Plan) -> bool:
    """Most were there at other hours than the session: the zone, or the session, is another."""
    timed = [line for line in plan.lines if line.attendee.spans]
    return bool(timed) and sum(not line.minutes for line in timed) * 2 > len(timed)


def _titles(sheets: list[Sheet], report: Report, row: OnlineReport) -> dict[str, object] | None:
    """For a file of unknown shape: its first rows, and what each column may mean."""
    if report.shape is not None and not row.how.get("header"):
        return None
    number = request.args.get("judul", 0, type=int) or row.how.get("header") or report.header
    rows: list[Row] = sheets[0].rows if sheets else []
    header = next((each for each in rows if each.number == number), rows[0])
    known = reading_of(row).columns or columns_of(header)
    below = [each for each in rows if each.number > header.number][:3]
    means = {place: column for column, place in known.items()}
    return {
        "number": header.number,
        "rows": [each.number for each in rows[:FIRST_ROWS]],
        "columns": [
            (place, column_letters(place), str(cell).strip(), [str(each.cell(place)) for each in below], means.get(place))
            for place, cell in enumerate(header.cells)
            if str(cell).strip() or any(str(each.cell(place)).strip() for each in below)
        ],
        "choices": [(column.value, _(column.label)) for column in CHOSEN],
    }

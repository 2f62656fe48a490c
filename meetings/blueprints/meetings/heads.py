"""How many heads to expect, and the paragraph about who comes."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.blueprints.meetings import bp
from meetings.documents.sheets.xlsx import Column, Kind, Table, Value
from meetings.domain.participants import count_undecided
from meetings.domain.reports import meeting_numbers
from meetings.domain.reports.heads import composition, expected_heads
from meetings.web import current_meeting
from meetings.web.downloads import table_file
from meetings.web.templating import format_date


@bp.get("/<meeting_id>/perkiraan")
def heads(meeting_id: str) -> str:
    """Heads by day and session, and the chair's paragraph."""
    meeting = current_meeting()
    words = composition(meeting, meeting_numbers(meeting))
    return render_template(
        "meetings/heads.html", meeting=meeting, rows=expected_heads(meeting), words=words, twice=count_undecided(meeting.id)
    )


@bp.get("/<meeting_id>/perkiraan.<kind>")
def export_heads(meeting_id: str, kind: str) -> ResponseReturnValue:
    """The same table as a file."""
    if kind not in ("xlsx", "csv"):
        abort(404)
    meeting = current_meeting()
    titles = (_("Akan hadir"), _("Belum menjawab"), _("Pendamping"), _("Pasti"), _("Paling banyak"))
    columns = [Column(_("Hari"), width=24), Column(_("Sesi"), width=36), *(Column(each, Kind.NUMBER, 14) for each in titles)]
    rows: list[list[Value]] = [
        [
            format_date(row.day),
            row.session.title if row.session else "",
            row.coming,
            row.unanswered,
            row.companions,
            row.sure,
            row.most,
        ]
        for row in expected_heads(meeting)
    ]
    table = Table(_("Perkiraan kepala"), columns, rows, heading=[_("Perkiraan kepala"), meeting.title], paper=meeting.sheet.value)
    return table_file(table, kind, f"perkiraan-{meeting.starts_on.isoformat()}", meeting.timezone)

"""The institutions of one meeting over all its sessions: on the page, as a spreadsheet, on paper."""

from typing import Any

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.recaps import bp
from meetings.blueprints.recaps.showing import asked_for, name_of, paper_panel, slice_of
from meetings.documents.sheets.xlsx import Column, Kind, Table
from meetings.domain.audit import Action, record
from meetings.domain.people import officials_for
from meetings.domain.reports.recap import add_present, count_meeting, list_meeting, not_begun
from meetings.domain.reports.recap_papers import find_meeting_recap, order_meeting_recap
from meetings.enums import Presence
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import attachment_name, stored_file, table_file
from meetings.web.saving import refused_at, writes
from meetings.web.templating import format_date

ADDRESS = "/kegiatan/<meeting_id>/rekap-kehadiran"


@bp.get(ADDRESS)
def meeting(meeting_id: str) -> str:
    """Who came, institution by institution."""
    here = current_meeting()
    sessions, counted = list_meeting(here)
    page = slice_of(counted.lines)
    shown: Any = page.items
    add_present(here, counted, shown)
    over, ahead = all(session.is_over(clock.now()) for session in sessions), not_begun(sessions, clock.now())
    return render_template(
        "recaps/meeting.html",
        meeting=here,
        sessions=sessions,
        counted=counted,
        ahead=ahead,
        page=page,
        missing=Presence.SILENT if over else Presence.AWAITED,
        officials=officials_for(here.organisation),
        section="checkin.attendance",
    )


@bp.get(f"{ADDRESS}.xlsx")
@writes
def meeting_export(meeting_id: str) -> Response:
    """The same with every session in two columns."""
    here, at = current_meeting(), clock.now()
    sessions, counted = count_meeting(here)
    columns = [Column(_("No."), Kind.NUMBER, 6), Column(_("Instansi"), width=36)]
    for session in sessions:
        columns.append(Column(_("%(session)s: hadir", session=session.title), Kind.NUMBER, 12))
        columns.append(Column(_("%(session)s: daftar hadir", session=session.title), Kind.NUMBER, 12))
    told = [_("Daftar hadir"), _("Hadir"), _("Hadir wakil"), _("Daring"), _("Sesudah acara berakhir"), _("Berhalangan")]
    missing = Presence.SILENT if all(session.is_over(at) for session in sessions) else Presence.AWAITED
    columns += [Column(text, Kind.NUMBER, 12) for text in [*told, _(missing.label), _("Persen hadir")]]
    rows: list[list[str | int | None]] = []
    for number, line in enumerate([*counted.lines, counted.total], 1):
        row: list[str | int | None] = [number if number <= len(counted.lines) else None, name_of(line, counted)]
        for session in sessions:
            tally = line.by_session.get(session.id)
            row += [tally.present, tally.listed] if tally else [None, None]
        sums = line.tally
        row += [sums.listed, sums.present, sums.deputies, sums.online, sums.late, sums.excused, sums.silent, sums.share]
        rows.append(row)
    heading = [_("Rekapitulasi Kehadiran per Instansi"), here.title, format_date(here.starts_on)]
    heading += [_("Termasuk %(n)s sesi yang belum mulai.", n=ahead)] if (ahead := not_begun(sessions, at)) else []
    table = Table(_("Rekap kehadiran"), columns, rows, heading=heading, paper=here.sheet.value)
    answer = table_file(table, "xlsx", f"rekap-kehadiran-{here.starts_on}", here.timezone)
    record(current_actor(), Action.RECAP_EXPORTED, at=at, meeting=here, target=here, target_name=here.title, kind="xlsx")
    return answer


@bp.post(f"{ADDRESS}/pdf")
def order_meeting(meeting_id: str) -> ResponseReturnValue:
    """Have the paper printed from what is so now."""
    here = current_meeting()
    sessions, counted = count_meeting(here)
    signer, share = asked_for()
    with refused_at(url_for(".meeting", meeting_id=meeting_id)):
        order_meeting_recap(here, sessions, counted, signer, current_actor(), clock.now(), share=share)
    return redirect(url_for(".meeting_paper", meeting_id=meeting_id))


@bp.get(f"{ADDRESS}/pdf")
def meeting_paper(meeting_id: str) -> ResponseReturnValue:
    """How far the print is."""
    here = current_meeting()
    urls = {
        "back": url_for(".meeting", meeting_id=meeting_id),
        "panel": url_for(".meeting_paper", meeting_id=meeting_id),
        "file": url_for(".meeting_file", meeting_id=meeting_id),
    }
    return paper_panel("recaps/meeting_paper.html", find_meeting_recap(here), urls, here.timezone, meeting=here)


@bp.get(f"{ADDRESS}/berkas.pdf")
def meeting_file(meeting_id: str) -> Response:
    """The paper as printed last."""
    document = find_meeting_recap(current_meeting()) or abort(404)
    return stored_file(document, attachment_name(document), inline=True)

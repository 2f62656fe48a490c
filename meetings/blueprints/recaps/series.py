"""The record of institutions over the meetings of an organisation in a period: on the page, as a spreadsheet, on paper."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from meetings import clock
from meetings.blueprints.recaps import bp
from meetings.blueprints.recaps.showing import asked_for, name_of, paper_panel, slice_of
from meetings.documents.sheets.xlsx import Column, Kind, Table
from meetings.domain.audit import Action, record
from meetings.domain.people import officials_for
from meetings.domain.permissions import Permission, visible_meetings
from meetings.domain.reports.recap import Counted, Period, count_series
from meetings.domain.reports.recap_papers import find_series_record, order_series_record
from meetings.enums import MeetingKind, Presence
from meetings.web import current_actor, current_organisation
from meetings.web.downloads import attachment_name, stored_file, table_file
from meetings.web.saving import refused_at, writes
from meetings.web.templating import format_date

ADDRESS = "/instansi/<organisation_id>/rekap-kehadiran"


@bp.get(ADDRESS)
def series(organisation_id: str) -> str:
    """The institutions over the meetings of the period that is asked for; of this year where none is."""
    organisation, period = current_organisation(), _period()
    counted = count_series(organisation, period, _visible(), clock.now())
    return render_template(
        "recaps/series.html",
        organisation=organisation,
        period=period,
        kinds=list(MeetingKind),
        counted=counted,
        page=slice_of(counted.lines),
        silent=Presence.SILENT,
        asked=_asked(period),
        officials=officials_for(organisation),
    )


@bp.get(f"{ADDRESS}.xlsx")
@writes
def series_export(organisation_id: str) -> Response:
    """The same as a spreadsheet."""
    organisation, period, at = current_organisation(), _period(), clock.now()
    counted = count_series(organisation, period, _visible(), at)
    heads = [_("Kegiatan"), _("Diikuti"), _("Daftar hadir"), _("Hadir"), _("Hadir sendiri"), _("Hadir wakil"), _("Daring")]
    heads += [_("Tepat waktu"), _("Sesudah acara berakhir"), _("Berhalangan"), _(Presence.SILENT.label)]
    heads += [_("Tindak lanjut selesai"), _("Dari tindak lanjut"), _("Persen hadir")]
    columns = [Column(_("No."), Kind.NUMBER, 6), Column(_("Instansi"), width=36)]
    columns += [Column(head, Kind.NUMBER, 12) for head in heads]
    table = Table(
        _("Rekap kehadiran"), columns, _rows(counted), heading=_heading(period, counted), paper=organisation.paper.value
    )
    answer = table_file(table, "xlsx", f"rekap-kehadiran-{period.begins}-{period.ends}", organisation.timezone)
    told: dict[str, Any] = {"organisation": organisation, "target": organisation, "target_name": organisation.name}
    record(current_actor(), Action.RECAP_EXPORTED, at=at, kind="xlsx", **told)
    return answer


def _rows(counted: Counted) -> list[list[str | int | None]]:
    rows: list[list[str | int | None]] = []
    for number, line in enumerate([*counted.lines, counted.total], 1):
        sums = line.tally
        rows.append(
            [
                *(
                    number if number <= len(counted.lines) else None,
                    name_of(line, counted),
                    len(line.meetings),
                    len(line.attended),
                ),
                *(sums.listed, sums.present, sums.own, sums.deputies, sums.online, sums.on_time, sums.late),
                *(sums.excused, sums.silent, line.done, line.agreed, sums.share),
            ]
        )
    return rows


def _heading(period: Period, counted: Counted) -> list[str]:
    kinds = ", ".join(_(kind.label) for kind in MeetingKind if kind in period.kinds)
    days = _("%(begins)s s.d. %(ends)s", begins=format_date(period.begins), ends=format_date(period.ends))
    told = _("%(meetings)s kegiatan, %(sessions)s sesi", meetings=len(counted.total.meetings), sessions=counted.sessions)
    return [_("Rekapitulasi Kehadiran per Instansi"), days, *([kinds] if kinds else []), told]


@bp.post(f"{ADDRESS}/pdf")
def order_series(organisation_id: str) -> ResponseReturnValue:
    """Have the paper printed from what is so now."""
    organisation, period, at = current_organisation(), _period(), clock.now()
    counted = count_series(organisation, period, _visible(), at)
    signer, share = asked_for()
    with refused_at(url_for(".series", organisation_id=organisation_id, **_asked(period))):
        order_series_record(organisation, period, counted, signer, current_actor(), at, share=share)
    return redirect(url_for(".series_paper", organisation_id=organisation_id, **_asked(period)))


@bp.get(f"{ADDRESS}/pdf")
def series_paper(organisation_id: str) -> ResponseReturnValue:
    """How far the print is."""
    organisation, asked = current_organisation(), _asked(_period())
    urls = {
        "back": url_for(".series", organisation_id=organisation_id, **asked),
        "panel": url_for(".series_paper", organisation_id=organisation_id, **asked),
        "file": url_for(".series_file", organisation_id=organisation_id),
    }
    document = find_series_record(organisation, current_actor())
    return paper_panel("recaps/series_paper.html", document, urls, organisation.timezone, organisation=organisation)


@bp.get(f"{ADDRESS}/berkas.pdf")
def series_file(organisation_id: str) -> Response:
    """The paper that this person ordered last."""
    document = find_series_record(current_organisation(), current_actor()) or abort(404)
    return stored_file(document, attachment_name(document), inline=True)


def _visible() -> sa.ColumnElement[bool]:
    return visible_meetings(current_user.id, Permission.MINUTES_VIEW)


def _period() -> Period:
    """What the address asks for; days that are none, or in the wrong order, are those of this year."""
    year = clock.local(clock.now(), current_organisation().timezone).year
    begins, ends = _day("dari") or date(year, 1, 1), _day("sampai") or date(year, 12, 31)
    if ends < begins:
        begins, ends = ends, begins
    kinds = {MeetingKind(each) for each in request.args.getlist("jenis") if each in list(MeetingKind)}
    return Period(begins, ends, frozenset(kinds))


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _asked(period: Period) -> dict[str, Any]:
    """The period as the address tells it."""
    kinds = [kind.value for kind in MeetingKind if kind in period.kinds]
    return {"dari": period.begins.isoformat(), "sampai": period.ends.isoformat(), "jenis": kinds}

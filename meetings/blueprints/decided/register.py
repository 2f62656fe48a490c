"""The register of decisions, and as a file."""

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from meetings import clock
from meetings.blueprints.decided import bp
from meetings.config import current_settings
from meetings.documents.sheets.xlsx import Column, Kind, Table
from meetings.domain import audit, decided
from meetings.domain.permissions import Permission, readable_minutes, visible_meetings
from meetings.web import current_actor
from meetings.web.downloads import table_file
from meetings.web.saving import writes


@bp.get("/keputusan")
def register() -> str:
    """Every decision of published minutes that I may read."""
    scope, wanted = _scope(), _wanted()
    return render_template(
        "decided/register.html",
        page=decided.list_decisions(
            scope, wanted, page=request.args.get("page", 1, type=int), per_page=request.args.get("per_page", 50, type=int)
        ),
        wanted=wanted,
        choices=decided.choices(scope.meetings),
        institutions=decided.acting_institutions(scope),
        standings=[(each.value, _(each.label)) for each in decided.STANDINGS],
        chosen={
            "q": wanted.words or None,
            "tahun": wanted.year,
            "instansi": wanted.organisation_id or None,
            "pelaksana": wanted.institution or None,
            "status": wanted.standing if "status" in request.args else None,
        },
    )


@bp.get("/keputusan.<any(xlsx, csv):kind>")
@writes
def export(kind: str) -> Response:
    """The same list as a spreadsheet, or as a CSV for other programs."""
    count, rows = decided.export_decisions(_scope(), _wanted())
    columns = [
        Column(_("Nomor notula"), width=24),
        Column(_("Versi"), Kind.NUMBER, width=8),
        Column(_("Tanggal sesi"), Kind.DATE, width=13),
        Column(_("Kegiatan"), width=34),
        Column(_("Sesi"), width=26),
        Column(_("Butir"), width=8),
        Column(_("Keputusan"), width=60),
        Column(_("Pelaksana"), width=30),
        Column(_("Tindak lanjut selesai"), Kind.NUMBER, width=12),
        Column(_("Tindak lanjut"), Kind.NUMBER, width=12),
        Column(_("Status"), width=14),
        Column(_("Klasifikasi"), width=14),
    ]
    labels = {each: _(each.label) for each in decided.STANDINGS}
    lines = (
        (
            row.minutes.number,
            row.minutes.version,
            row.held_on,
            row.minutes.meeting.title,
            row.minutes.title,
            row.place,
            row.text,
            "\n".join(row.institutions),
            row.done,
            len(row.actions),
            labels[row.standing],
            _(row.minutes.security.label),
        )
        for row in rows
    )
    table = Table(_("Register keputusan"), columns, lines, (_("Register keputusan"),))
    answer = table_file(table, kind, "register-keputusan", current_settings().default_zone)
    audit.record(current_actor(), audit.Action.DECISIONS_EXPORTED, at=clock.now(), count=count)
    return answer


def _scope() -> decided.Scope:
    return decided.Scope(visible_meetings(current_user.id, Permission.MINUTES_VIEW), readable_minutes(current_user.id))


def _wanted() -> decided.Narrowed:
    given = request.args
    year = given.get("tahun", type=int)
    return decided.Narrowed(
        words=given.get("q", "").strip()[:100],
        year=year if year and 1900 < year < 2200 else None,
        organisation_id=given.get("instansi", ""),
        institution=given.get("pelaksana", ""),
        standing=given.get("status", decided.STANDINGS[0].value),
    )

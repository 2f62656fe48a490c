"""Minutes of all meetings that I may read, searched by words."""

import sqlalchemy as sa
from flask import render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from meetings.blueprints.decided import bp
from meetings.domain import decided
from meetings.domain.permissions import OF_WRITERS, Permission, readable_minutes, visible_meetings
from meetings.enums import MeetingKind, PassageKind
from meetings.web.rights.check import may


@bp.get("/notula")
def search() -> str:
    """What holds, for readers; what is being written, for those who write, approve or publish it."""
    readable = visible_meetings(current_user.id, Permission.MINUTES_VIEW)
    writers = [visible_meetings(current_user.id, each) for each in OF_WRITERS] if any(map(may, OF_WRITERS)) else []
    wanted = _wanted()
    found = decided.search_minutes(
        decided.Scope(readable, readable_minutes(current_user.id)),
        sa.or_(sa.false(), *writers),
        wanted,
        page=request.args.get("page", 1, type=int),
        per_page=request.args.get("per_page", 25, type=int),
    )
    return render_template(
        "decided/search.html",
        found=found,
        page=found.page,
        wanted=wanted,
        choices=decided.choices(sa.or_(readable, *writers), wanted.meeting_id),
        kinds=[(value, _(label)) for value, label in MeetingKind.choices()],
        parts=[(value, _(label)) for value, label in PassageKind.choices()],
        states=[
            *([("issued", _("Terbit")), ("draft", _("Konsep"))] if writers else []),
            ("gone", _("Juga yang diganti atau dicabut")),
        ],
    )


def _wanted() -> decided.Wanted:
    given = request.args
    year = given.get("tahun", type=int)
    return decided.Wanted(
        words=given.get("q", "").strip()[:100],
        year=year if year and 1900 < year < 2200 else None,
        organisation_id=given.get("instansi", ""),
        meeting_kind=given.get("jenis", ""),
        meeting_id=given.get("kegiatan", ""),
        part=given.get("bagian", ""),
        state=given.get("status", ""),
        sort=given.get("urut", "date"),
    )

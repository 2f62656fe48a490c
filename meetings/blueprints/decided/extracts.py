"""Papers of what one session's minutes decided: ordered, fetched, all in one file."""

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from meetings import clock
from meetings.blueprints.decided import bp
from meetings.domain import audit, decided, documents
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import attachment_name, file_name, stored_file, stored_files
from meetings.web.reading import find_minutes
from meetings.web.saving import done, refused_at, writes
from meetings.web.tickets import creates

AT = "/kegiatan/<meeting_id>/notula/<minutes_id>/petikan"
WHOLE = "semua"  # what the address calls the list of everything


@bp.get(AT)
def extracts(meeting_id: str, minutes_id: str) -> str:
    """The list of decisions and the extract of each institution, made or not."""
    return render_template("decided/extracts.html", section="minutes.index", **_shown(minutes_id))


@bp.get(f"{AT}/keadaan")
def extracts_state(meeting_id: str, minutes_id: str) -> str:
    """The part of that page that asks again while papers are being made."""
    return render_template("decided/_extracts.html", **_shown(minutes_id))


@bp.post(AT)
@creates
def issue(meeting_id: str, minutes_id: str) -> Answer:
    """Have one paper issued, or all that are wanting."""
    form, found = request.form.get("form"), find_minutes(minutes_id)
    with refused_at(url_for("decided.extracts", meeting_id=meeting_id, minutes_id=minutes_id)):
        forms = None if form is None else [form]
        count = decided.issue_extracts(found, forms, current_actor(), clock.now())
    told = (
        ngettext("%(num)s naskah sedang dibuat.", "%(num)s naskah sedang dibuat.", count)
        if count
        else _("Semua naskah sudah ada.")
    )
    return done(told, "decided.extracts", meeting_id=meeting_id, minutes_id=minutes_id)


@bp.get(f"{AT}/<paper>.pdf")
def extract(meeting_id: str, minutes_id: str, paper: str) -> Response:
    """One paper: an institution's, or ``semua``, the list of everything."""
    document = decided.get_extract(find_minutes(minutes_id), "" if paper == WHOLE else paper)
    return stored_file(document, attachment_name(document))


@bp.get(f"{AT}.zip")
@writes
def archive(meeting_id: str, minutes_id: str) -> Response:
    """All papers that are there, in one file."""
    found = find_minutes(minutes_id)
    papers = [(row.institution, row.document) for row in decided.list_extracts(found) if row.document is not None]
    files = [
        (file_name(f"{place:02d}", institution or _("Daftar keputusan"), paper.number) + ".pdf", paper.storage_key or "")
        for place, (institution, paper) in enumerate(papers, start=1)
    ]
    answer = stored_files(files, file_name(_("Petikan"), found.title, found.number) + ".zip")
    action, name = audit.Action.EXTRACTS_EXPORTED, found.title
    audit.record(
        current_actor(), action, at=clock.now(), meeting=current_meeting(), target=found, target_name=name, count=len(files)
    )
    return answer


def _shown(minutes_id: str) -> dict[str, object]:
    found = find_minutes(minutes_id)
    rows = decided.list_extracts(found)
    return {
        "meeting": current_meeting(),
        "minutes": found,
        "rows": rows,
        "zone": documents.zone_of(found.document) if found.document else found.meeting.timezone,
        "making": any(row.document is not None and row.document.in_the_making for row in rows),
        "wanting": sum(row.document is None for row in rows),
        "there": any(row.document is not None and row.document.storage_key for row in rows),
    }

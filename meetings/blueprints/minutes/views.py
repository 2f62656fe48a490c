"""Reading: the meeting's list of minutes, one version as a page, its files."""

from flask import Response, abort, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from meetings import clock
from meetings.blueprints.minutes import bp
from meetings.domain import documents, minutes, signing
from meetings.domain.attendance.changed import changed_sessions, changed_since_minutes
from meetings.domain.meetings import Activity, allows
from meetings.domain.permissions import Permission, account_names, who_may
from meetings.enums import MinutesState, SecurityClass
from meetings.models import Minutes
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import attachment_name, stored_file
from meetings.web.reading import find_minutes, may_see_drafts
from meetings.web.saving import done, refused_at
from meetings.web.tickets import creates


@bp.get("/")
def index(meeting_id: str) -> str:
    """Every session with where its minutes stand."""
    meeting, at = current_meeting(), clock.now()
    rows = minutes.list_session_minutes(meeting)
    issued = [row.issued for row in rows if row.issued]
    readable = minutes.readable_of(issued, current_user.id)
    return render_template(
        "minutes/index.html",
        meeting=meeting,
        rows=rows,
        outlook={row.session.id: minutes.draft_outlook(row.session, meeting, at) for row in rows if not row.versions},
        may_draft=allows(meeting, Activity.DRAFTS),
        may_write=allows(meeting, Activity.MINUTES),
        drafts=may_see_drafts(),
        closed={each.id for each in issued} - readable,
        changed=changed_sessions([row.session for row in rows]),
    )


@bp.post("/sesi/<session_id>")
@creates
def create(meeting_id: str, session_id: str) -> Answer:
    """A draft before the session's end, or at once after it."""
    if session_id not in {row.session.id for row in minutes.list_session_minutes(current_meeting())}:
        abort(404)
    with refused_at(url_for("minutes.index", meeting_id=meeting_id)):
        drafted = minutes.start_minutes(session_id, current_actor(), clock.now())
    return done(_("Konsep notula dibuat dari susunan acara."), "minutes.edit", meeting_id=meeting_id, minutes_id=drafted.id)


@bp.get("/<minutes_id>")
def read(meeting_id: str, minutes_id: str) -> str:
    """One version: a published one as it was frozen, a draft as it stands."""
    found = find_minutes(minutes_id)
    if found.document is not None:
        paper = minutes.frozen_minutes(found.document)
    else:
        paper = minutes.compose_minutes(found, clock.now(), annex=False, pictures=False)
    versions = [each for each in minutes.list_versions(found) if each.is_out or may_see_drafts()]
    readable = minutes.readable_of(versions, current_user.id)
    shown = [each for each in versions if each.id == found.id or each.id in readable]
    own = found.submitted_by_id == current_actor().id
    changed = changed_since_minutes(found.session)
    return render_template(
        "minutes/read.html",
        meeting=current_meeting(),
        minutes=found,
        paper=paper,
        versions=shown,
        changed=changed if changed and changed.minutes.id == found.id else None,
        own=own,
        differences=minutes.differences(found) if may_see_drafts() else [],
        waived=minutes.waived_of(found),
        returns=minutes.returns_of(found) if may_see_drafts() and not found.is_out else [],
        **_decision(found),
        signatures=signing.signatures_of(found.document) if found.document else (),
        left_out=minutes.left_out(found) if found.document is None else 0,
        asked=found.document if found.document and found.document.in_force and found.document.revoke_asked_at else None,
        asked_by=_asked_by(found),
        asked_myself=found.document is not None and found.document.revoke_asked_by_id == current_actor().id,
        verify_token=_verify_token(found),
        classes=SecurityClass.choices(),
        section="minutes.index",
    )


@bp.get("/<minutes_id>/berkas-keadaan")
def state(meeting_id: str, minutes_id: str) -> Response:
    """The panel of the file being made, asked for again until it is there; then the whole page is shown anew."""
    found = find_minutes(minutes_id)
    body = render_template("minutes/_file.html", meeting=current_meeting(), minutes=found, verify_token=_verify_token(found))
    answer = Response(body, mimetype="text/html")
    document = found.document or found.draft_document
    if document is None or not document.in_the_making:
        answer.headers["HX-Refresh"] = "true"
    return answer


@bp.get("/<minutes_id>/<any(terbit, konsep):which>.pdf")
def download(meeting_id: str, minutes_id: str, which: str) -> Response:
    """The published file, or the newest print of the draft."""
    found = find_minutes(minutes_id)
    document = found.document if which == "terbit" else found.draft_document
    if document is None or (which == "konsep" and not may_see_drafts()):
        abort(404)
    return stored_file(document, attachment_name(document))


def _asked_by(found: Minutes) -> str:
    """Who asked that the document be withdrawn; empty where nobody did, or the account is gone."""
    who = found.document.revoke_asked_by_id if found.document else None
    return account_names([who]).get(who, "") if who else ""


def _verify_token(found: Minutes) -> str | None:
    document = found.document
    if document is None or document.state not in documents.ISSUED:
        return None
    return documents.verification_token(document)


def _decision(found: Minutes) -> dict[str, object]:
    """Who has done which step when, and who may do the next; nothing for minutes that no decision waits on."""
    if found.state not in (MinutesState.SUBMITTED, MinutesState.APPROVED):
        return {}
    steps = [
        (_("Diajukan"), found.submitted_by_id, found.submitted_at),
        (_("Disetujui"), found.approved_by_id, found.approved_at),
    ]
    names = account_names([who for _label, who, _at in steps if who])
    approvers = [each.name for each in who_may(Permission.MINUTES_APPROVE, found.meeting) if each.id != found.submitted_by_id]
    return {
        "stages": [(label, names.get(who or "", ""), at) for label, who, at in steps if at],
        "approvers": approvers,
        "publishers": [each.name for each in who_may(Permission.MINUTES_PUBLISH, found.meeting)],
    }

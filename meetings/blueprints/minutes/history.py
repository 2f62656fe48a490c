"""The history of the items: who left which text when, what differs, and bringing one back."""

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from meetings import clock
from meetings.blueprints.minutes import bp
from meetings.domain.minutes import history as rules
from meetings.domain.minutes.revisions import text_of
from meetings.enums import MinutesState
from meetings.errors import InvalidInput
from meetings.web import current_actor, current_meeting
from meetings.web.reading import find_minutes
from meetings.web.saving import done, refused_at


@bp.get("/<minutes_id>/riwayat")
def history(meeting_id: str, minutes_id: str) -> str:
    """All revisions of these minutes, or those of the item ``butir``; two of one item can be picked and compared."""
    found = find_minutes(minutes_id)
    page, per_page = request.args.get("page", 1, type=int), request.args.get("per_page", 25, type=int)
    return render_template(
        "minutes/history.html",
        meeting=current_meeting(),
        minutes=found,
        here={found.id: found} | {item.id: item for item in found.items},
        item_id=request.args.get("butir", ""),
        label_of=rules.label_of,
        page=rules.list_revisions(found, request.args.get("butir", ""), page, per_page),
        writable=found.state is MinutesState.DRAFT,
        section="minutes.index",
    )


@bp.get("/<minutes_id>/riwayat/banding")
def compare(meeting_id: str, minutes_id: str) -> str | Answer:
    """What ``ke`` says otherwise than ``dari``, or than what was stored before it."""
    found = find_minutes(minutes_id)
    with refused_at(url_for("minutes.history", meeting_id=meeting_id, minutes_id=minutes_id), InvalidInput):
        picked = [rules.get_revision(found, each) for each in dict.fromkeys(request.args.getlist("ke")) if each]
        if not 1 <= len(picked) <= 2:
            raise InvalidInput(_("Pilih satu atau dua riwayat untuk dibandingkan."))
        newer = max(picked, key=lambda each: (each.at, each.id))
        older = next((each for each in picked if each is not newer), None) or rules.revision_before(newer)
        changes = rules.changes_between(older, newer)
    return render_template(
        "minutes/compare.html",
        meeting=current_meeting(),
        minutes=found,
        older=older,
        newer=newer,
        changes=changes,
        text=None if rules.of_head(newer) else text_of(newer.content),
        there=newer.item_id in {found.id, *(item.id for item in found.items)},
        writable=found.state is MinutesState.DRAFT,
        section="minutes.index",
    )


@bp.post("/<minutes_id>/riwayat/<revision_id>/pulihkan")
def restore(meeting_id: str, minutes_id: str, revision_id: str) -> Answer:
    """Let the item say again what it said then."""
    found = find_minutes(minutes_id)
    revision = rules.get_revision(found, revision_id)
    with refused_at(url_for("minutes.history", meeting_id=meeting_id, minutes_id=minutes_id)):
        part = rules.restore(found, revision, current_actor(), clock.now())
    if part is found:
        message, anchor = _("Kepala notula dipulihkan. Isi sebelumnya tetap ada di riwayat."), "kepala"
    else:
        title = part.title or _("Tanpa judul")
        message = _("Butir «%(title)s» dipulihkan. Isi sebelumnya tetap ada di riwayat.", title=title)
        anchor = f"butir-{part.id}"
    return done(message, "minutes.edit", meeting_id=meeting_id, minutes_id=minutes_id, _anchor=anchor)

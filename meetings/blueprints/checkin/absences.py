"""Who told the committee why they do not come."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.blueprints.checkin.attendance import list_address, participant_of, session_of
from meetings.domain.attendance.absences import drop_absence, note_absence
from meetings.enums import DeclineReason
from meetings.web import current_actor, current_meeting
from meetings.web.saving import refused_at


@bp.post("/kehadiran/<session_id>/<participant_id>/berhalangan")
def excuse(meeting_id: str, session_id: str, participant_id: str) -> ResponseReturnValue:
    """Note why somebody does not come; without a reason nothing is noted."""
    session, person = session_of(session_id), participant_of(participant_id)
    chosen = request.form.get("reason", "")
    if chosen not in list(DeclineReason):
        flash(_("Pilih alasannya."), "danger")
        return redirect(list_address(session_id))
    with refused_at(list_address(session_id)):
        note_absence(current_meeting(), session, person, DeclineReason(chosen), current_actor(), clock.now())
    flash(_("%(name)s dicatat berhalangan.", name=person.full_name), "success")
    return redirect(list_address(session_id))


@bp.post("/kehadiran/<session_id>/<participant_id>/berhalangan/hapus")
def drop_excuse(meeting_id: str, session_id: str, participant_id: str) -> ResponseReturnValue:
    """Take that back."""
    session, person = session_of(session_id), participant_of(participant_id)
    with refused_at(list_address(session_id)):
        drop_absence(current_meeting(), session, person, current_actor(), clock.now())
    flash(_("Catatan berhalangan dihapus."), "success")
    return redirect(list_address(session_id))

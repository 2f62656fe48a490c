"""Who told the committee why they do not come, and the letter that says so."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.blueprints.checkin.attendance import list_address, participant_of, session_of
from meetings.blueprints.checkin.forms import AbsenceLetterForm
from meetings.domain.attendance.absences import drop_absence, find_absence, keep_letter, note_absence
from meetings.domain.meetings.states import Activity, allows
from meetings.domain.pictures import scan_type
from meetings.enums import DeclineReason
from meetings.storage import storage
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


@bp.route("/kehadiran/<session_id>/<participant_id>/berhalangan/surat", methods=["GET", "POST"])
def excuse_letter(meeting_id: str, session_id: str, participant_id: str) -> ResponseReturnValue:
    """The letter that says why somebody does not come: looked at, or handed in."""
    session, person = session_of(session_id), participant_of(participant_id)
    noted = find_absence(session, person)
    if noted is None:
        flash(_("Catat dahulu bahwa %(name)s berhalangan.", name=person.full_name), "warning")
        return redirect(url_for(".attendance", meeting_id=meeting_id, sesi=session_id))
    form = AbsenceLetterForm()
    if form.validate_on_submit():
        with form.saving():
            file = form.file.data
            keep_letter(current_meeting(), session, person, file.filename or "", file.read(), current_actor(), clock.now())
            flash(_("Surat %(name)s disimpan.", name=person.full_name), "success")
            return redirect(url_for(".attendance", meeting_id=meeting_id, sesi=session_id, hadir="excused"))
    page = render_template(
        "checkin/absence_letter.html",
        meeting=current_meeting(),
        session=session,
        person=person,
        noted=find_absence(session, person),
        form=form,
        open_for_records=allows(current_meeting(), Activity.RECORD),
        section="checkin.attendance",
    )
    return page, form.http_status


@bp.get("/kehadiran/<session_id>/<participant_id>/berhalangan/surat/berkas")
def excuse_file(meeting_id: str, session_id: str, participant_id: str) -> Response:
    """The letter as it was handed in."""
    noted = find_absence(session_of(session_id), participant_of(participant_id))
    if noted is None or noted.letter_key is None:
        abort(404)
    data = storage.get(noted.letter_key)
    kind, ending = scan_type(data)
    response = Response(data, mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=f"surat-berhalangan-{participant_id}.{ending}")
    response.headers["Cache-Control"] = "private, no-store"
    return response

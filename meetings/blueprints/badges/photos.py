"""Faces of participants: taken in, shown to who needs them, erased."""

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings import clock
from meetings.blueprints.badges import bp
from meetings.blueprints.badges.forms import PhotoForm
from meetings.domain.meetings import Activity, allows
from meetings.domain.participants.photos import erase_photos, keep_photo, remove_photo
from meetings.domain.participants.queries import get_participant
from meetings.errors import InvalidInput
from meetings.models import Participant
from meetings.storage import storage
from meetings.web import current_actor, current_meeting
from meetings.web.saving import done, refused_at


@bp.route("/peserta/<participant_id>/foto", methods=["GET", "POST"])
def photo(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """The face, and another one in its place."""
    meeting, row, form = current_meeting(), _person(meeting_id, participant_id), PhotoForm()
    if form.validate_on_submit():
        with form.saving("photo"):
            file = form.photo.data
            if not file or not getattr(file, "filename", ""):
                raise InvalidInput(_("Pilih berkas fotonya."), field="photo")
            keep_photo(row, file.read(), current_actor(), clock.now())
            return done(
                _("Foto %(name)s disimpan.", name=row.full_name),
                "participants.detail",
                meeting_id=meeting_id,
                participant_id=participant_id,
            )
    row = _person(meeting_id, participant_id)
    may_edit = allows(meeting, Activity.PARTICIPANTS)
    return render_template("badges/photo.html", meeting=meeting, row=row, form=form, may_edit=may_edit), form.http_status


@bp.post("/peserta/<participant_id>/foto/hapus")
def remove_face(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """Remove the face."""
    row = _person(meeting_id, participant_id)
    remove_photo(row, current_actor(), clock.now())
    told = _("Foto %(name)s dihapus.", name=row.full_name)
    return done(told, "participants.detail", meeting_id=meeting_id, participant_id=participant_id)


@bp.get("/peserta/<participant_id>/foto.jpg")
def photo_file(meeting_id: str, participant_id: str) -> Response:
    """The picture, for pages of whoever meets people at the door."""
    row = _person(meeting_id, participant_id)
    answer = Response(storage.get(row.photo_key or abort(404)), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/foto/hapus")
def erase(meeting_id: str) -> ResponseReturnValue:
    """Remove all faces of a meeting that is over."""
    with refused_at(url_for("badges.index", meeting_id=meeting_id)):
        gone = erase_photos(current_meeting(), current_actor(), clock.now())
    return done(
        ngettext("Foto %(num)s peserta dihapus.", "Foto %(num)s peserta dihapus.", gone), "badges.index", meeting_id=meeting_id
    )


def _person(meeting_id: str, participant_id: str) -> Participant:
    return get_participant(meeting_id, participant_id) or abort(404)

"""List and form of speakers."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.speakers import bp
from meetings.blueprints.speakers.forms import SpeakerForm
from meetings.domain import agenda, speakers
from meetings.domain.meetings import Activity, allows
from meetings.domain.permissions import Permission
from meetings.models import Meeting, Speaker
from meetings.web import current_actor, current_meeting
from meetings.web.moving import tell_place
from meetings.web.rights.check import may
from meetings.web.saving import done
from meetings.web.tickets import creates


@bp.get("/")
def index(meeting_id: str) -> str:
    """All speakers in their order."""
    meeting = current_meeting()
    return render_template(
        "speakers/index.html",
        meeting=meeting,
        speakers=speakers.list_speakers(meeting),
        editable=allows(meeting, Activity.EDIT),
        personal=may(Permission.PERSONAL_VIEW),
    )


@bp.route("/baru", methods=["GET", "POST"])
@creates
def create(meeting_id: str) -> ResponseReturnValue:
    """A new speaker."""
    meeting = current_meeting()
    form = _form(meeting)
    if form.validate_on_submit():
        with form.saving():
            speaker = speakers.add_speaker(meeting, form.values(), actor=current_actor(), at=clock.now())
            return done(_("%(name)s ditambahkan.", name=speaker.full_name), "speakers.index", meeting_id=meeting_id)
    return render_template("speakers/edit.html", meeting=meeting, form=form, speaker=None), form.http_status


@bp.route("/<speaker_id>/ubah", methods=["GET", "POST"])
def edit(meeting_id: str, speaker_id: str) -> ResponseReturnValue:
    """Change a speaker."""
    meeting = current_meeting()
    speaker = speakers.get_speaker(meeting, speaker_id)
    form = _form(meeting, speaker)
    if form.validate_on_submit():
        with form.saving():
            speakers.change_speaker(speaker, form.values(), actor=current_actor(), at=clock.now())
            return done(_("Data %(name)s disimpan.", name=speaker.full_name), "speakers.index", meeting_id=meeting_id)
    return render_template("speakers/edit.html", meeting=meeting, form=form, speaker=speaker), form.http_status


@bp.post("/<speaker_id>/geser")
def move(meeting_id: str, speaker_id: str) -> ResponseReturnValue:
    """Move a speaker up or down by one."""
    speaker = speakers.get_speaker(current_meeting(), speaker_id)
    step = -1 if request.form.get("arah") == "naik" else 1
    place = speakers.move_speaker(speaker, step, actor=current_actor(), at=clock.now())
    tell_place(speaker.full_name, *place)
    return redirect(url_for("speakers.index", meeting_id=meeting_id, _anchor=f"narasumber-{speaker_id}"))


@bp.post("/<speaker_id>/hapus")
def remove(meeting_id: str, speaker_id: str) -> ResponseReturnValue:
    """Remove a speaker."""
    speaker = speakers.get_speaker(current_meeting(), speaker_id)
    name = speaker.full_name
    speakers.remove_speaker(speaker, actor=current_actor(), at=clock.now())
    return done(_("%(name)s dihapus dari daftar.", name=name), "speakers.index", meeting_id=meeting_id)


def _form(meeting: Meeting, speaker: Speaker | None = None) -> SpeakerForm:
    form = SpeakerForm(row=speaker) if speaker else SpeakerForm(place=request.args.get("acara", ""))
    form.offer(agenda.list_sessions(meeting))
    if speaker is not None and not may(Permission.PERSONAL_VIEW):
        form.hide_personal()
    return form

"""Writing a letter and looking at it."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.invitations import bp
from meetings.blueprints.invitations.forms import LetterForm
from meetings.blueprints.invitations.views import find_letter, require_invitation, way_of
from meetings.domain import letters
from meetings.domain.invitations.attached import letter_file_name
from meetings.enums import LetterState
from meetings.errors import NotFound, WrongState
from meetings.extensions import db
from meetings.models import Participant
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import stored_file
from meetings.web.rights.check import may
from meetings.web.saving import done, refused_at
from meetings.web.templating import language
from meetings.web.tickets import creates


@bp.post("/surat")
@creates
def create(meeting_id: str) -> ResponseReturnValue:
    """A new draft: composed words, or those of another letter (``like``); or the change of an issued one (``corrects``), ready to
    be sent."""
    if corrects := request.form.get("corrects", ""):
        return _correct(meeting_id, corrects)
    like = request.form.get("like", "")
    pattern = find_letter(meeting_id, like) if like else None
    letter = letters.create_letter(current_meeting(), current_actor(), clock.now(), like=pattern)
    return redirect(url_for("invitations.edit", meeting_id=meeting_id, letter_id=letter.id))


def _correct(meeting_id: str, former_id: str) -> ResponseReturnValue:
    former = find_letter(meeting_id, former_id)
    with refused_at(url_for("invitations.index", meeting_id=meeting_id, surat=former_id), WrongState):
        letter = letters.correct_letter(former, current_actor(), clock.now())
    onwards = "invitations.send" if letter.state is LetterState.DRAFT and may("invitations.send") else "invitations.edit"
    return redirect(url_for(onwards, meeting_id=meeting_id, letter_id=letter.id))


@bp.route("/<letter_id>", methods=["GET", "POST"])
def edit(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """The letter's words; an issued one is only shown."""
    letter = find_letter(meeting_id, letter_id)
    form = LetterForm(row=letter)
    if form.validate_on_submit():
        with form.saving():
            letters.change_letter(letter, form.wording(), current_actor(), clock.now())
            onwards = "invitations.send" if request.form.get("then") == "send" else "invitations.edit"
            return done(_("Surat disimpan."), onwards, meeting_id=meeting_id, letter_id=letter_id)
        letter = find_letter(meeting_id, letter_id)
    body = render_template(
        "invitations/edit.html",
        meeting=current_meeting(),
        letter=letter,
        signer=letters.named_signer(letter),
        form=form,
        missing=letters.missing_parts(letter),
        **way_of(letter),
        unsaid=letters.unsaid_deadline(letter, clock.now(), language()),
        said=letters.said_deadline(letter),
        section="invitations.index",
    )
    return body, form.http_status


@bp.post("/<letter_id>/hapus")
def remove(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """Throw a draft away."""
    with refused_at(url_for("invitations.index", meeting_id=meeting_id), WrongState):
        letters.remove_letter(find_letter(meeting_id, letter_id), current_actor(), clock.now())
    return done(_("Konsep surat dihapus."), "invitations.index", meeting_id=meeting_id)


@bp.get("/<letter_id>/pratinjau.pdf")
def preview(meeting_id: str, letter_id: str) -> Response:
    """The letter as saved, for the first participant or the one asked for, marked as a draft."""
    letter = find_letter(meeting_id, letter_id)
    participant = None
    if wanted := request.args.get("peserta"):
        participant = db.session.scalar(db.select(Participant).filter_by(id=wanted, meeting_id=meeting_id))
    data = letters.preview_letter(letter, clock.now(), participant)
    return Response(data, mimetype="application/pdf", headers={"Content-Disposition": 'inline; filename="pratinjau.pdf"'})


@bp.get("/penerima/<invitation_id>/surat.pdf")
def letter_pdf(meeting_id: str, invitation_id: str) -> Response:
    """The letter as it was issued to one participant."""
    invitation = require_invitation(meeting_id, invitation_id)
    document = invitation.document
    if document is None or document.storage_key is None:
        raise NotFound(_("Surat ini belum selesai dibuat."))
    return stored_file(document, letter_file_name(invitation), inline=True)

"""Printed letters get their signatures: many with one key or passphrase, in pieces; one by one with a scan or a file of another application."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField
from wtforms.validators import InputRequired

from meetings import clock
from meetings.blueprints.invitations import bp
from meetings.blueprints.invitations.views import find_letter
from meetings.domain import letters, signing
from meetings.domain.invitations import signed
from meetings.domain.invitations.attached import letter_file_name
from meetings.enums import DocumentState, SigningMethod
from meetings.errors import NotFound
from meetings.models import Letter
from meetings.web import current_actor, current_meeting, signing_many
from meetings.web.downloads import stored_file
from meetings.web.forms import Form
from meetings.web.signing_many import ManyForm, form_for

HERE = (SigningMethod.KEY, SigningMethod.BSRE)


class BringForm(Form):
    """The signed file of one letter; ``meant`` answers a question about what is doubtful."""

    file = FileField(_l("Surat bertanda tangan (PDF)"), [FileRequired(_l("Pilih berkas PDF-nya."))])
    seen = BooleanField(
        _l("Sudah saya periksa: ini surat untuk penerima ini, utuh, dan tanda tangannya tampak"),
        [InputRequired(_l("Periksa berkasnya dahulu, lalu centang."))],
    )
    meant = BooleanField(_l("Ya, ini surat yang dimaksud"))


@bp.get("/<letter_id>/tanda-tangan")
def sign(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """What of the letter waits, and the form that signs it."""
    letter = find_letter(meeting_id, letter_id)
    return _page(letter, form_for(letters.signing_of(letter)))


@bp.post("/<letter_id>/tanda-tangan")
def sign_many(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """Sign what was ticked."""
    letter = find_letter(meeting_id, letter_id)
    return signing_many.sign_many(
        signed.desk_of(letter),
        form_for(letters.signing_of(letter)),
        signed.unsigned_letters(letter),
        current_meeting().timezone,
        url_for(".sign", meeting_id=meeting_id, letter_id=letter_id),
        lambda form: _page(find_letter(meeting_id, letter_id), form),
    )


def _page(letter: Letter, form: ManyForm | None) -> ResponseReturnValue:
    page = render_template(
        "invitations/sign.html",
        meeting=current_meeting(),
        letter=letter,
        signer=letters.named_signer(letter),
        form=form,
        method=letters.signing_of(letter),
        waiting=signed.unsigned_letters(letter),
        count=signed.count_unsigned(letter),
        piece=signing.PIECE,
        ready=signing.gateway_chosen(),
        mine=current_user.name,
        section="invitations.index",
    )
    return page, form.http_status if form is not None else 200


@bp.route("/<letter_id>/tanda-tangan/<document_id>", methods=["GET", "POST"])
def sign_one(meeting_id: str, letter_id: str, document_id: str) -> ResponseReturnValue:
    """The scan of one letter's signed print, or the file that another application signed."""
    letter = find_letter(meeting_id, letter_id)
    invitation, method = signed.find_print(letter, document_id), letters.signing_of(letter)
    back = url_for(".sign", meeting_id=meeting_id, letter_id=letter_id)
    if method in HERE or invitation.document is None or invitation.document.state is not DocumentState.SIGNING:
        if request.method == "POST":
            flash(_("Surat ini tidak menunggu tanda tangan lagi; berkas yang baru Anda kirim tidak dipakai."), "warning")
        return redirect(back)
    form, name = BringForm(), invitation.participant.full_name
    if form.validate_on_submit():
        with form.saving():
            signed.bring_file(invitation, form.file.data.read(), current_actor(), clock.now(), meant=form.meant.data)
            flash(_("Surat untuk %(name)s bertanda tangan dan dapat dikirim.", name=name), "success")
            return redirect(back)
    letter = find_letter(meeting_id, letter_id)
    page = render_template(
        "invitations/sign_one.html",
        meeting=current_meeting(),
        letter=letter,
        invitation=signed.find_print(letter, document_id),
        form=form,
        method=method,
        signer=letters.named_signer(letter),
        doubtful=isinstance(form.refusal, signing.Doubtful) or form.meant.data,
        section="invitations.index",
    )
    return page, form.http_status


@bp.get("/<letter_id>/tanda-tangan/<document_id>.pdf")
def unsigned_pdf(meeting_id: str, letter_id: str, document_id: str) -> Response:
    """A print that waits for its signature, to be read or printed by who signs it."""
    invitation = signed.find_print(find_letter(meeting_id, letter_id), document_id)
    if invitation.document is None or invitation.document.state is not DocumentState.SIGNING:
        raise NotFound(_("Surat ini tidak menunggu tanda tangan."))
    return stored_file(invitation.document, letter_file_name(invitation), inline=True)

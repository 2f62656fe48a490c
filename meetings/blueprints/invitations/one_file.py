"""One signed file for all recipients of a letter: through SRIKANDI, or as the scan of one print."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import InputRequired, Optional

from meetings import clock
from meetings.blueprints.invitations import bp
from meetings.blueprints.invitations.views import find_letter
from meetings.domain import letters
from meetings.domain.invitations import one_file
from meetings.domain.letters import srikandi as rules
from meetings.domain.letters.papers import letter_for_all
from meetings.enums import LetterState, SigningMethod
from meetings.errors import NotFound
from meetings.models import Letter
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import stored_file
from meetings.web.forms import Form, at_most

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class ReturnedForm(Form):
    """What SRIKANDI made; ``meant``: a person has compared what was read from it."""

    file = FileField(_l("PDF bertanda tangan dari SRIKANDI"), [FileRequired(_l("Pilih berkas PDF-nya."))])
    number = StringField(_l("Nomor surat"), [at_most(120)], description=_l("Kosong: dibaca dari PDF."))
    dated = DateField(_l("Tanggal surat"), [Optional()], description=_l("Kosong: dibaca dari PDF."))
    meant = BooleanField(_l("Sudah saya cocokkan: nomor, tanggal, hal, dan penanda tangannya benar"))


class OneScanForm(Form):
    """The scan of one print that is signed for all."""

    file = FileField(_l("Pindaian bertanda tangan (PDF)"), [FileRequired(_l("Pilih berkas pindaiannya."))])
    seen = BooleanField(
        _l("Sudah saya periksa: nomornya benar, semua halaman dan daftar penerima terbaca, tanda tangan dan cap tampak"),
        [InputRequired(_l("Periksa pindaiannya dahulu, lalu centang."))],
    )


@bp.route("/<letter_id>/srikandi", methods=["GET", "POST"])
def srikandi(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """The DOCX, what SRIKANDI's form asks for, and the signed PDF taken back."""
    letter, form = find_letter(meeting_id, letter_id), ReturnedForm()
    if form.validate_on_submit():
        with form.saving():
            confirmed = {"number": form.number.data or "", "dated": form.dated.data, "meant": form.meant.data}
            one_file.take_from_srikandi(letter, form.file.data.read(), current_actor(), clock.now(), **confirmed)
            return _taken(letter)
        if isinstance(form.refusal, one_file.ToConfirm):
            form.number.data, form.dated.data = form.refusal.number, form.refusal.dated
        letter = find_letter(meeting_id, letter_id)
    page = render_template(
        "invitations/srikandi.html",
        meeting=current_meeting(),
        letter=letter,
        form=form,
        fields=rules.form_of(letter, clock.now()),
        to_confirm=isinstance(form.refusal, one_file.ToConfirm) or form.meant.data,
        unapproved=letter.state is LetterState.DRAFT and not letters.is_approved(letter, clock.now()),
        section="invitations.index",
    )
    return page, form.http_status


@bp.get("/<letter_id>/srikandi.docx")
def srikandi_docx(meeting_id: str, letter_id: str) -> Response:
    """The letter with the variables of SRIKANDI."""
    data = rules.docx_of(find_letter(meeting_id, letter_id), clock.now())
    return Response(data, mimetype=DOCX, headers={"Content-Disposition": 'attachment; filename="surat-undangan.docx"'})


@bp.route("/<letter_id>/satu-pindaian", methods=["GET", "POST"])
def scan_for_all(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """The scan of one print with the list of recipients."""
    letter, form = find_letter(meeting_id, letter_id), OneScanForm()
    if letter.signed_id is not None or letters.signing_of(letter) is not SigningMethod.WET:
        return redirect(url_for(".index", meeting_id=meeting_id, surat=letter_id))
    if form.validate_on_submit():
        with form.saving():
            one_file.take_scan_for_all(letter, form.file.data.read(), current_actor(), clock.now())
            return _taken(letter)
    letter = find_letter(meeting_id, letter_id)
    return render_template(
        "invitations/scan_for_all.html", meeting=current_meeting(), letter=letter, form=form, section="invitations.index"
    ), form.http_status


@bp.get("/<letter_id>/untuk-semua.pdf")
def for_all_pdf(meeting_id: str, letter_id: str) -> Response:
    """The letter with the list of its recipients, to be signed; once it is, the signed file."""
    letter = find_letter(meeting_id, letter_id)
    if letter.signed is not None:
        return stored_file(letter.signed, "undangan.pdf", inline=True)
    if letter.state is not LetterState.ISSUED:
        raise NotFound(_("Surat ini belum terbit."))
    data = letter_for_all(letter, clock.now())
    return Response(data, mimetype="application/pdf", headers={"Content-Disposition": 'inline; filename="undangan.pdf"'})


def _taken(letter: Letter) -> ResponseReturnValue:
    told = _("Surat nomor %(number)s bertanda tangan: satu berkas untuk semua penerima, dengan tanda masuk masing-masing.")
    flash(told % {"number": letter.number}, "success")
    return redirect(url_for(".index", meeting_id=letter.meeting_id, surat=letter.id))

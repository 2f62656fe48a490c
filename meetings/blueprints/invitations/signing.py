"""Printed letters get their signatures: many with one key or passphrase, in pieces; one by one with a scan or a file of another application."""

import time
from collections.abc import Callable

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField
from wtforms.validators import InputRequired, ValidationError

from meetings import clock
from meetings.blueprints.invitations import bp
from meetings.blueprints.invitations.views import find_letter
from meetings.domain import letters, signing
from meetings.domain.invitations import signed
from meetings.domain.invitations.attached import letter_file_name
from meetings.domain.minutes import PATIENCE
from meetings.enums import DocumentState, SigningMethod
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.models import Letter
from meetings.web import current_actor, current_meeting, saving
from meetings.web.downloads import stored_file
from meetings.web.forms import Form
from meetings.web.gateway import ManyForm, Result, SignerForm, letters_desk, sign_at_gateway

HERE = (SigningMethod.KEY, SigningMethod.BSRE)


class LettersKeyForm(ManyForm):
    """A key for many letters; ``meant`` answers a question about whose it is, and holds for one letter: as with minutes, a certificate that
    nobody vouches for does not sign many at once."""

    meant = BooleanField(
        _l(
            "Sertifikat ini memang milik penanda tangan, walaupun namanya lain atau dibuat pemegangnya sendiri (satu surat sekali tanda tangan)"
        )
    )

    def validate_meant(self, field: BooleanField) -> None:
        """For one letter."""
        if field.data and len(request.form.getlist("ids")) > 1:
            raise ValidationError(
                _(
                    "Sertifikat atas nama lain atau yang dibuat pemegangnya sendiri menandatangani satu surat sekali. Pilih satu surat."
                )
            )


class LettersSignerForm(SignerForm):
    """NIK and passphrase for many letters; ``meant`` and ``again`` answer questions about whose the NIK is, and about what went out before."""

    meant = BooleanField(_l("NIK ini memang milik penanda tangan, walaupun namanya lain"))
    again = BooleanField(_l("Yang tidak pasti sudah saya periksa di gateway BSrE: belum ditandatangani. Kirim lagi."))


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
    return _page(letter, _form(letters.signing_of(letter)))


@bp.post("/<letter_id>/tanda-tangan")
def sign_many(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """Sign what was ticked, each letter kept as soon as it is signed; a script sends piece by piece and gets JSON."""
    letter = find_letter(meeting_id, letter_id)
    method, by_script = letters.signing_of(letter), request.accept_mimetypes.best == "application/json"
    form, chosen = _form(method), request.form.getlist("ids")[: signed.MOST]
    if form is None:
        raise NotFound(_("Surat ini tidak ditandatangani di halaman ini."))
    if not form.validate_on_submit():
        return (jsonify(results=None, faults=form.errors), 422) if by_script else _page(letter, form)
    wanted = {each.id: each for each in signed.unsigned_letters(letter)}
    again = isinstance(form, LettersSignerForm) and form.again.data
    papers = [each for each in chosen if each in wanted and (again or not wanted[each].unsure)]
    results = list[Result]()
    with form.saving():
        sign_piece = _signer(form, letter_id)
        begun = time.monotonic()
        while (piece := papers[len(results) :][: signing.PIECE]) and time.monotonic() - begun < PATIENCE:
            results += sign_piece(piece)
            if any(each.stops for each in results) or by_script:
                break
    if form.errors:
        return (jsonify(results=None, faults=form.errors), 422) if by_script else _page(find_letter(meeting_id, letter_id), form)
    if by_script:
        out = set(papers)
        return jsonify(results=[*results, *(Result.not_sent(each, each in wanted) for each in chosen if each not in out)])
    _tell(results, len(papers) - len(results))
    return redirect(url_for(".sign", meeting_id=meeting_id, letter_id=letter_id))


def _form(method: SigningMethod) -> LettersKeyForm | LettersSignerForm | None:
    return {SigningMethod.KEY: LettersKeyForm, SigningMethod.BSRE: LettersSignerForm}.get(method, lambda: None)()


def _signer(form: LettersKeyForm | LettersSignerForm, letter_id: str) -> Callable[[list[str]], list[Result]]:
    """What signs a piece. Raises InvalidInput for a key that does not open."""
    if isinstance(form, LettersSignerForm):
        desk, signer, meant, again = letters_desk(letter_id), form.signer, form.meant.data, form.again.data

        def at_gateway(piece: list[str]) -> list[Result]:
            refusals = sign_at_gateway([(each, 1) for each in piece], signer, desk=desk, meant=meant, again=again)
            return [Result.of(each, refusal) for each, refusal in zip(piece, refusals, strict=True)]

        return at_gateway
    actor, zone = current_actor(), current_meeting().timezone
    key = signing.open_key(form.key.data.read(), form.key_password.data, clock.now(), zone)

    def with_key(piece: list[str]) -> list[Result]:
        results = []
        for each in piece:
            refusal = signed.sign_letter(
                db.session.get_one(Letter, letter_id), each, key, actor, clock.now(), meant=form.meant.data
            )
            saving.keep_now()
            results.append(Result.of(each, refusal, stops=isinstance(refusal, signing.DoubtfulKey)))
            if results[-1].stops:
                break
        return results

    return with_key


def _tell(results: list[Result], left: int) -> None:
    done = sum(each.state == "signed" for each in results)
    parts = [_("%(n)s surat ditandatangani.", n=done), *dict.fromkeys(each.told for each in results if each.state != "signed")]
    if left:
        parts.append(_("%(n)s belum sempat; ulangi untuk melanjutkan.", n=left))
    flash(" ".join(parts), "success" if done == len(results) and not left else "warning")


def _page(letter: Letter, form: LettersKeyForm | LettersSignerForm | None) -> ResponseReturnValue:
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
            bring = signed.bring_scan if method is SigningMethod.WET else signed.bring_signed_file
            bring(invitation, form.file.data.read(), current_actor(), clock.now(), meant=form.meant.data)
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

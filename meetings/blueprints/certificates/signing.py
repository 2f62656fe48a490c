"""Certificates get their signatures: many with one key or passphrase, in pieces; many scans in one file; one by one where a code cannot be read."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.certificates import bp
from meetings.blueprints.certificates.forms import BringForm, BringManyForm
from meetings.domain import signing
from meetings.domain.certificates import signed
from meetings.enums import DocumentState, SigningMethod
from meetings.web import current_actor, current_meeting, signing_many
from meetings.web.downloads import attachment_name, stored_file
from meetings.web.signing_many import ManyForm, form_for


@bp.get("/tanda-tangan")
def sign(meeting_id: str) -> ResponseReturnValue:
    """What waits, and the form that signs it."""
    return _page(form_for(_method()), BringManyForm(formdata=None))


@bp.post("/tanda-tangan")
def sign_many(meeting_id: str) -> ResponseReturnValue:
    """Sign what was ticked."""
    meeting, method = current_meeting(), _method()
    return signing_many.sign_many(
        signed.desk_of(meeting),
        form_for(method),
        signed.unsigned_certificates(meeting, method) if method else [],
        meeting.timezone,
        url_for(".sign", meeting_id=meeting_id, cara=method),
        lambda form: _page(form, BringManyForm(formdata=None)),
    )


@bp.post("/tanda-tangan/pindaian")
def bring(meeting_id: str) -> ResponseReturnValue:
    """Many scans in one file; each page is told by its QR."""
    form = BringManyForm()
    if form.validate_on_submit():
        with form.saving():
            upload = form.file.data
            name, data, scanned = upload.filename or "PDF", upload.read(), _method() is not SigningMethod.ELSEWHERE
            brought = signed.bring_many(current_meeting(), name, data, current_actor(), clock.now(), scanned=scanned)
            taken = sum(not each.refusal for each in brought)
            refused = [f"{each.name}: {each.refusal}" for each in brought if each.refusal]
            told = " ".join([_("%(n)s sertifikat bertanda tangan disimpan.", n=taken), *refused])
            flash(told, "warning" if refused else "success")
            return redirect(url_for(".sign", meeting_id=meeting_id))
    return _page(None, form)


@bp.route("/tanda-tangan/<document_id>", methods=["GET", "POST"])
def sign_one(meeting_id: str, document_id: str) -> ResponseReturnValue:
    """The scan of one signed print, or the file that another application signed."""
    back = url_for(".sign", meeting_id=meeting_id)
    document = signed.find_version(current_meeting(), document_id)
    if document.state is not DocumentState.SIGNING:
        if request.method == "POST":
            flash(_("Sertifikat ini tidak menunggu tanda tangan lagi; berkas yang baru Anda kirim tidak dipakai."), "warning")
        return redirect(back)
    form, title = BringForm(), document.title
    if form.validate_on_submit():
        with form.saving():
            data, desk = form.file.data.read(), signed.desk_of(current_meeting())
            signing.bring_file(desk, document, data, current_actor(), clock.now(), meant=form.meant.data)
            flash(_("%(title)s bertanda tangan dan terbit.", title=title), "success")
            return redirect(back)
    page = render_template(
        "certificates/sign_one.html",
        meeting=current_meeting(),
        document=signed.find_unsigned(current_meeting(), document_id),
        form=form,
        doubtful=isinstance(form.refusal, signing.Doubtful) or form.meant.data,
        section="certificates.index",
    )
    return page, form.http_status


@bp.get("/tanda-tangan/<document_id>.pdf")
def unsigned_pdf(meeting_id: str, document_id: str) -> Response:
    """One that waits, to be read or printed by who signs it."""
    document = signed.find_unsigned(current_meeting(), document_id)
    return stored_file(document, attachment_name(document), inline=True)


def _method() -> SigningMethod | None:
    """Whose turn it is: the way that the address names, else the first in which one waits."""
    waits = signed.unsigned_by_method(current_meeting())
    wanted = request.args.get("cara", "")
    return next((each for each in waits if each.value == wanted), next(iter(waits), None))


def _page(form: ManyForm | None, brought: BringManyForm) -> ResponseReturnValue:
    meeting = current_meeting()
    method, numbers = _method(), signed.unsigned_by_method(meeting)
    waiting = signed.unsigned_certificates(meeting, method) if method else []
    page = render_template(
        "certificates/sign.html",
        meeting=meeting,
        form=form,
        brought=brought,
        waiting=waiting,
        method=method,
        numbers=numbers,
        signers=list(dict.fromkeys(each.signer for each in waiting)),
        count=numbers.get(method, 0) if method else 0,
        piece=signing.PIECE,
        ready=signing.gateway_chosen(),
        section="certificates.index",
    )
    return page, max(form.http_status if form is not None else 200, brought.http_status)

"""Certificates get their signatures: many with one key or passphrase, in pieces; many scans in one file; one by one where a code cannot be read."""

import time
from collections.abc import Callable
from datetime import datetime

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.certificates import bp
from meetings.blueprints.certificates.forms import BringForm, BringManyForm, GatewayForm, KeyForm
from meetings.domain import signing
from meetings.domain.audit import Actor
from meetings.domain.certificates import signed
from meetings.domain.minutes import PATIENCE
from meetings.enums import DocumentState, SigningMethod
from meetings.errors import MeetingsError
from meetings.extensions import db
from meetings.models import Meeting
from meetings.web import current_actor, current_meeting, saving
from meetings.web.downloads import attachment_name, stored_file
from meetings.web.gateway import Desk, Result, sign_at_gateway

Keyed = KeyForm | GatewayForm


@bp.get("/tanda-tangan")
def sign(meeting_id: str) -> ResponseReturnValue:
    """What waits, and the form that signs it."""
    return _page(_form(), BringManyForm(formdata=None))


@bp.post("/tanda-tangan")
def sign_many(meeting_id: str) -> ResponseReturnValue:
    """Sign what was ticked, each kept as soon as it is signed; a script sends piece by piece and gets JSON."""
    form, chosen = _form(), request.form.getlist("ids")[: signed.MOST]
    by_script = request.accept_mimetypes.best == "application/json"
    if form is None and by_script:  # others were faster
        return jsonify(results=[Result.not_sent(each, False) for each in chosen])
    if form is None:
        flash(_("Tidak ada sertifikat yang menunggu tanda tangan elektronik di sini."), "warning")
        return redirect(url_for(".sign", meeting_id=meeting_id))
    if not form.validate_on_submit():
        return (jsonify(results=None, faults=form.errors), 422) if by_script else _page(form, BringManyForm(formdata=None))
    wanted = {each.id: each for each in signed.unsigned_certificates(current_meeting())}
    again = isinstance(form, GatewayForm) and form.again.data
    papers = [each for each in chosen if each in wanted and (again or not wanted[each].unsure)]
    results = list[Result]()
    with form.saving():
        sign_piece = _signer(form, meeting_id)
        begun = time.monotonic()
        while (piece := papers[len(results) :][: signing.PIECE]) and time.monotonic() - begun < PATIENCE:
            results += sign_piece(piece)
            if any(each.stops for each in results) or by_script:
                break
    if form.errors:
        return (jsonify(results=None, faults=form.errors), 422) if by_script else _page(form, BringManyForm(formdata=None))
    if by_script:
        out = set(papers)
        return jsonify(results=[*results, *(Result.not_sent(each, each in wanted) for each in chosen if each not in out)])
    _tell(results, len(papers) - len(results))
    return redirect(url_for(".sign", meeting_id=meeting_id))


@bp.post("/tanda-tangan/pindaian")
def bring(meeting_id: str) -> ResponseReturnValue:
    """Many scans in one file; each page is told by its QR."""
    form = BringManyForm()
    if form.validate_on_submit():
        with form.saving():
            upload = form.file.data
            brought = signed.bring_many(current_meeting(), upload.filename or "PDF", upload.read(), current_actor(), clock.now())
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
            signed.bring_file(document, form.file.data.read(), current_actor(), clock.now(), meant=form.meant.data)
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
    return next((each.method for each in signed.unsigned_certificates(current_meeting(), 1)), None)


def _form() -> Keyed | None:
    method = _method()
    return KeyForm() if method is SigningMethod.KEY else GatewayForm() if method is SigningMethod.BSRE else None


def _signer(form: Keyed, meeting_id: str) -> Callable[[list[str]], list[Result]]:
    """What signs a piece. Raises InvalidInput for a key that does not open."""
    if isinstance(form, GatewayForm):
        desk, signer, meant, again = _desk(meeting_id), form.signer, form.meant.data, form.again.data

        def at_gateway(piece: list[str]) -> list[Result]:
            refusals = sign_at_gateway([(each, 1) for each in piece], signer, desk=desk, meant=meant, again=again)
            return [Result.of(each, refusal) for each, refusal in zip(piece, refusals, strict=True)]

        return at_gateway
    actor, key = (
        current_actor(),
        signing.open_key(form.key.data.read(), form.key_password.data, clock.now(), current_meeting().timezone),
    )

    def with_key(piece: list[str]) -> list[Result]:
        results = []
        for each in piece:
            meeting = db.session.get_one(Meeting, meeting_id)
            refusal = signed.sign_with_key(meeting, each, key, actor, clock.now(), meant=form.meant.data)
            saving.keep_now()
            results.append(Result.of(each, refusal, stops=isinstance(refusal, signing.DoubtfulKey)))
            if results[-1].stops:
                break
        return results

    return with_key


def _desk(meeting_id: str) -> Desk:
    def send(id: str, _place: int, actor: Actor, at: datetime, again: bool) -> signing.Sent:
        return signed.send_to_gateway(db.session.get_one(Meeting, meeting_id), id, actor, at, again=again)

    def take(
        _id: str, sent: signing.Sent, answer: bytes | signing.GatewayError, actor: Actor, at: datetime, meant: bool
    ) -> MeetingsError | None:
        return signed.take_gateway_answer(db.session.get_one(Meeting, meeting_id), sent, answer, actor, at, meant=meant)

    return Desk(send, take)


def _tell(results: list[Result], left: int) -> None:
    done = sum(each.state == "signed" for each in results)
    parts = [_("%(n)s sertifikat ditandatangani.", n=done), *dict.fromkeys(e.told for e in results if e.state != "signed")]
    if left:
        parts.append(_("%(n)s belum sempat; ulangi untuk melanjutkan.", n=left))
    flash(" ".join(parts), "success" if done == len(results) and not left else "warning")


def _page(form: Keyed | None, brought: BringManyForm) -> ResponseReturnValue:
    meeting = current_meeting()
    waiting = signed.unsigned_certificates(meeting)
    page = render_template(
        "certificates/sign.html",
        meeting=meeting,
        form=form,
        brought=brought,
        waiting=waiting,
        method=waiting[0].method if waiting else None,
        signer=waiting[0].signer if waiting else "",
        count=signed.count_unsigned(meeting),
        piece=signing.PIECE,
        ready=signing.gateway_chosen(),
        section="certificates.index",
    )
    return page, max(form.http_status if form is not None else 200, brought.http_status)

"""The issued list of a session: issued, signed as minutes are, opened, taken back while it waits."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField
from wtforms.validators import InputRequired

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.blueprints.checkin.attendance import session_of
from meetings.domain import documents, signing
from meetings.domain.attendance import issuing
from meetings.domain.attendance.overtaken import overtaken_lists
from meetings.domain.meetings.states import Activity, allows
from meetings.domain.participants.printable import boxes_on_the_list
from meetings.enums import DocumentKind, DocumentState, SigningMethod
from meetings.models import Document, Session
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import attachment_name, stored_file
from meetings.web.forms import Form
from meetings.web.links import public_url
from meetings.web.saving import refused_at
from meetings.web.signing import KeyFileForm, SignerForm, sign_at_gateway

ADDRESS = "/kehadiran/<session_id>/terbitan"


class SignedListForm(Form):
    """The scan of the signed print, or what another application signed; ``meant`` answers a question about what is doubtful."""

    file = FileField(_l("Daftar hadir bertanda tangan (PDF)"), [FileRequired(_l("Pilih berkas PDF-nya."))])
    seen = BooleanField(
        _l("Sudah saya periksa: ini daftar hadir sesi ini, semua halaman terbaca, dan tanda tangannya tampak"),
        [InputRequired(_l("Periksa berkasnya dahulu, lalu centang."))],
    )
    meant = BooleanField(_l("Ya, ini daftar hadir yang dimaksud"))


class ListKeyForm(KeyFileForm):
    """A certificate with its key; ``meant`` answers a question about whose it is."""

    meant = BooleanField(_l("Ya, sertifikat ini memang miliknya"))


class ListSignerForm(SignerForm):
    """NIK and passphrase; ``meant`` and ``again`` answer questions about whose the NIK is, and about what went out before."""

    meant = BooleanField(_l("Ya, NIK ini memang milik penanda tangan itu"))
    again = BooleanField(_l("Sudah saya periksa di gateway BSrE: belum ditandatangani. Kirim lagi."))


Forms = SignedListForm | ListKeyForm | ListSignerForm


@bp.get(ADDRESS)
def issued(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """What was issued of the session's list, and what is next to do."""
    return _page(session_of(session_id), None)


@bp.post(ADDRESS)
def issue(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """Issue the list as it is now."""
    session = session_of(session_id)
    with refused_at(_address(session)):
        issuing.issue_list(current_meeting(), session, current_actor(), clock.now())
        flash(_("Daftar hadir dibekukan dan sedang dicetak."), "success")
    return redirect(_address(session))


@bp.get(f"{ADDRESS}.pdf")
def issued_file(meeting_id: str, session_id: str) -> Response:
    """The newest version whose file is there."""
    found = next((each for each in issuing.issued_lists(session_of(session_id)) if each.storage_key), None) or abort(404)
    return stored_file(found, attachment_name(found), inline=True)


@bp.post(f"{ADDRESS}/kembalikan")
def take_back_issued(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """Drop the version that waits for its signature."""
    session = session_of(session_id)
    with refused_at(_address(session)):
        issuing.take_back_list(current_meeting(), session, current_actor(), clock.now())
        flash(_("Daftar hadir yang menunggu tanda tangan ditarik."), "success")
    return redirect(_address(session))


@bp.post(f"{ADDRESS}/tanda-tangan")
def sign_issued(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """Bring the signature of the version that waits."""
    session = session_of(session_id)
    document = _waiting(session)
    if document is None:
        flash(_("Daftar hadir ini tidak menunggu tanda tangan lagi; yang baru Anda kirim tidak dipakai."), "warning")
        return redirect(_address(session))
    form = _form(document)
    if form.validate_on_submit():
        with form.saving():
            _sign(form, document)
            flash(_("Daftar hadir ditandatangani dan terbit."), "success")
            return redirect(_address(session))
    return _page(session_of(session_id), form)


def _sign(form: Forms, document: Document) -> None:
    actor, at = current_actor(), clock.now()
    if isinstance(form, SignedListForm):
        return signing.bring_file(issuing.DESK, document, form.file.data.read(), actor, at, meant=form.meant.data)
    (wanted,) = signing.signatures_of(document)
    if isinstance(form, ListKeyForm):
        key = signing.open_key(form.key.data.read(), form.key_password.data, at, current_meeting().timezone)
        refusal = signing.sign_one(issuing.DESK, wanted.id, key, actor, at, meant=form.meant.data)
    else:
        meant, again = form.meant.data, form.again.data
        (refusal,) = sign_at_gateway(issuing.DESK, [wanted.id], form.signer, meant=meant, again=again)
    if refusal is not None:
        raise refusal


def _waiting(session: Session) -> Document | None:
    return next((each for each in issuing.issued_lists(session) if each.state is DocumentState.SIGNING), None)


def _form(document: Document) -> Forms:
    method = signing.signatures_of(document)[0].method
    if method is SigningMethod.KEY:
        return ListKeyForm()
    return ListSignerForm() if method is SigningMethod.BSRE else SignedListForm()


def _page(session: Session, form: Forms | None) -> ResponseReturnValue:
    meeting, found = current_meeting(), issuing.issued_lists(session)
    waiting = next((each for each in found if each.state is DocumentState.SIGNING), None)
    wanted = signing.signatures_of(waiting) if waiting is not None else []
    form = form or (_form(waiting) if waiting is not None else None)
    in_force = next((each for each in found if each.in_force), None)
    page = render_template(
        "checkin/issued.html",
        meeting=meeting,
        session=session,
        versions=found,
        waiting=waiting,
        wanted=wanted,
        unsure=[each for each in wanted if each.unsure],
        form=form,
        doubtful=form is not None and (isinstance(form.refusal, signing.Doubtful | signing.DoubtfulKey) or form.meant.data),
        method=wanted[0].method if wanted else signing.method_for(meeting.organisation, DocumentKind.ATTENDANCE),
        over=session.is_over(clock.now()),
        overtaken=next(iter(overtaken_lists(meeting, clock.now(), session)), None),
        open_for_records=allows(meeting, Activity.RECORD),
        ready=signing.gateway_chosen(),
        check=public_url("verify.page", token=documents.verification_token(in_force)) if in_force else "",
        boxed=boxes_on_the_list(meeting.id),
        section="checkin.attendance",
    )
    return page, form.http_status if form is not None else 200


def _address(session: Session) -> str:
    return url_for("checkin.issued", meeting_id=session.meeting_id, session_id=session.id)

"""Checking, submitting, approving, publishing, correcting, revoking."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from meetings import clock
from meetings.blueprints.minutes import bp
from meetings.blueprints.minutes.forms import PublishForm
from meetings.domain import minutes, signing
from meetings.enums import DocumentKind, MinutesState, SigningMethod
from meetings.models import Document, Minutes
from meetings.web import current_actor, current_meeting
from meetings.web.forms import typed_reason, with_status
from meetings.web.reading import find_minutes
from meetings.web.saving import attempt, done, refused_at
from meetings.web.tickets import creates


@bp.get("/<minutes_id>/periksa")
def check(meeting_id: str, minutes_id: str) -> str | Answer:
    """What is missing, and the button that submits."""
    found = find_minutes(minutes_id)
    if found.state is not MinutesState.DRAFT:
        return redirect(_reading(found))
    return _check_page(found)


@bp.post("/<minutes_id>/ajukan")
def submit(meeting_id: str, minutes_id: str) -> Answer:
    """Hand the draft in for approval."""
    found = find_minutes(minutes_id)
    with attempt() as made:
        reasons = {name.removeprefix("reason-"): typed_reason(name) for name in request.form if name.startswith("reason-")}
        minutes.submit_minutes(found, current_actor(), clock.now(), reasons=reasons)
    if made.refusal is not None:
        found = find_minutes(minutes_id)
        if found.state is not MinutesState.DRAFT:  # pressed twice, or somebody was faster: nothing is left to be handed in here
            flash(made.refusal.message, "warning")
            return redirect(_reading(found))
        return with_status(_check_page(found, made.refusal.message), made.refusal.status)
    flash(_("Notula diajukan untuk disetujui."), "success")
    return redirect(_reading(found))


@bp.post("/<minutes_id>/tarik")
def withdraw(meeting_id: str, minutes_id: str) -> Answer:
    """Take the submission back."""
    return _step(minutes_id, minutes.withdraw_minutes, _("Pengajuan ditarik; notula kembali menjadi konsep."))


@bp.post("/<minutes_id>/kembalikan")
def send_back(meeting_id: str, minutes_id: str) -> Answer:
    """Return the minutes to their writers with a note."""
    note = typed_reason("note")
    return _step(
        minutes_id,
        lambda found, actor, at: minutes.return_minutes(found, note, actor, at),
        _("Notula dikembalikan dengan catatan Anda."),
    )


@bp.post("/<minutes_id>/setujui")
def approve(meeting_id: str, minutes_id: str) -> Answer:
    """Approve what somebody else submitted, as it was when it was read."""
    try:
        seen = datetime.fromisoformat(request.form.get("seen", ""))
    except ValueError:
        seen = None
    return _step(
        minutes_id,
        lambda found, actor, at: minutes.approve_minutes(found, actor, at, seen=seen),
        _("Notula disetujui dan siap diterbitkan."),
    )


@bp.route("/<minutes_id>/terbitkan", methods=["GET", "POST"])
def publish(meeting_id: str, minutes_id: str) -> str | Answer:
    """Number, date and class, then publication."""
    found = find_minutes(minutes_id)
    if found.state is not MinutesState.APPROVED:
        if request.method == "POST":
            flash(_("Notula ini sudah tidak menunggu penerbitan. Lihat keadaannya."), "warning")
        return redirect(_reading(found))
    today = clock.local(clock.now(), current_meeting().timezone).date()
    method = signing.method_for(current_meeting().organisation, DocumentKind.MINUTES)
    form = PublishForm(data={"dated": today, "security": found.security})
    if form.validate_on_submit():
        with form.saving():
            minutes.publish_minutes(
                found,
                current_actor(),
                clock.now(),
                number=form.number.data or "",
                dated=form.dated.data,
                security=form.security.data,
                lowered=form.lowered.data,
            )
            told = (
                _("Notula terbit dengan nomor %(number)s. Berkas PDF sedang dibuat.", number=found.number)
                if method is SigningMethod.APPROVAL
                else _(
                    "Notula mendapat nomor %(number)s dan menunggu tanda tangan. Berkas PDF sedang dibuat.", number=found.number
                )
            )
            flash(told, "success")
            if minutes.had_extracts(found):
                flash(
                    _("Petikan versi sebelumnya berakhir begitu versi ini berlaku. Buat lagi di Daftar keputusan dan petikan."),
                    "warning",
                )
            return redirect(_reading(found))
        found = find_minutes(minutes_id)
        if form.refusal is not None and found.state is not MinutesState.APPROVED:  # pressed twice, or somebody was faster
            flash(form.refusal.message, "warning")
            return redirect(_reading(found))
    body = render_template(
        "minutes/publish.html",
        meeting=current_meeting(),
        minutes=found,
        form=form,
        method=method,
        lowering=isinstance(form.refusal, minutes.Lowered) or form.lowered.data,
        before=minutes.number_before(found),
        kept=minutes.number_kept(found, form.dated.data or today),
        section="minutes.index",
    )
    return with_status(body, form.http_status)


@bp.post("/<minutes_id>/koreksi")
@creates
def correct(meeting_id: str, minutes_id: str) -> Answer:
    """Open a new version of published minutes."""
    found = find_minutes(minutes_id)
    with refused_at(_reading(found)):
        copy = minutes.correct_minutes(found, typed_reason(), current_actor(), clock.now())
    told = _("Versi %(n)s dibuka; ia berlaku begitu diterbitkan.", n=copy.version)
    return done(told, "minutes.edit", meeting_id=meeting_id, minutes_id=copy.id)


@bp.post("/<minutes_id>/cabut")
def ask_to_revoke(meeting_id: str, minutes_id: str) -> Answer:
    """Ask that the published document be withdrawn."""
    document, reason = _document(minutes_id), typed_reason()
    return _step(
        minutes_id,
        lambda _found, actor, at: minutes.ask_to_revoke(document, reason, actor, at),
        _("Pencabutan diminta. Dokumen tetap berlaku sampai pemberi persetujuan menyetujuinya."),
    )


@bp.post("/<minutes_id>/cabut/setujui")
def revoke(meeting_id: str, minutes_id: str) -> Answer:
    """Withdraw the published document, as somebody else has asked."""
    document = _document(minutes_id)
    return _step(
        minutes_id,
        lambda _found, actor, at: minutes.revoke_document(document, actor, at),
        _("Dokumen dicabut. Halaman pemeriksaan kini menyatakannya tidak berlaku."),
    )


@bp.post("/<minutes_id>/cabut/tolak")
def keep(meeting_id: str, minutes_id: str) -> Answer:
    """Decline the withdrawal."""
    return _keep(minutes_id)


@bp.post("/<minutes_id>/cabut/batal")
def take_back_revoke(meeting_id: str, minutes_id: str) -> Answer:
    """Take the request for a withdrawal back."""
    return _keep(minutes_id)


def _keep(minutes_id: str) -> Answer:
    document = _document(minutes_id)
    return _step(
        minutes_id,
        lambda _found, actor, at: minutes.keep_document(document, actor, at),
        _("Dokumen tidak jadi dicabut dan tetap berlaku."),
    )


def _document(minutes_id: str) -> Document:
    return find_minutes(minutes_id).document or abort(404)


@bp.post("/<minutes_id>/berkas")
def print_again(meeting_id: str, minutes_id: str) -> Answer:
    """Make the file once more that could not be made."""
    return _step(
        minutes_id,
        lambda found, _actor, at: minutes.print_again(found, at),
        _("PDF dibuat lagi di belakang layar."),
    )


def _step(minutes_id: str, act: Callable[..., object], told: str) -> Answer:
    """One decision about the minutes; a refusal is shown on the page they are read on."""
    found = find_minutes(minutes_id)
    with refused_at(_reading(found)):
        act(found, current_actor(), clock.now())
    return done(told, "minutes.read", meeting_id=found.meeting_id, minutes_id=minutes_id)


def _check_page(found: Minutes, message: str = "") -> str:
    findings = minutes.check_minutes(found)
    return render_template(
        "minutes/check.html",
        meeting=current_meeting(),
        minutes=found,
        findings=findings,
        warnings=minutes.warnings_of(findings),
        reasons=minutes.reasons_kept(found) | {name.removeprefix("reason-"): typed for name, typed in request.form.items()},
        differences=minutes.differences(found),
        message=message,
        early=minutes.why_not_yet(found, clock.now()),
        section="minutes.index",
    )


def _reading(found: Minutes) -> str:
    return url_for("minutes.read", meeting_id=found.meeting_id, minutes_id=found.id)

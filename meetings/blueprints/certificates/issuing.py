"""Certificates are issued, renewed, withdrawn and sent by a person's step; what takes long is watched."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.certificates import bp
from meetings.blueprints.certificates.forms import WithdrawForm
from meetings.domain import outbox
from meetings.domain.certificates import issuing, mails, others, signed
from meetings.enums import RunKind, RunOutcome, TaskState
from meetings.extensions import db
from meetings.models import TaskRun
from meetings.web import current_actor, current_meeting
from meetings.web.saving import done, refused_at

KINDS = (RunKind.ISSUE_CERTIFICATES, RunKind.SEND_CERTIFICATES)


@bp.post("/terbitkan")
def issue(meeting_id: str) -> ResponseReturnValue:
    """Issue what is missing."""
    with refused_at(_index(meeting_id)):
        run_id = issuing.start_issuing(current_meeting(), current_actor(), clock.now())
    return redirect(url_for(".run", meeting_id=meeting_id, run_id=run_id))


@bp.post("/perbarui")
def renew_all(meeting_id: str) -> ResponseReturnValue:
    """Renew all that say something else than is so now."""
    with refused_at(_index(meeting_id)):
        run_id = issuing.start_issuing(current_meeting(), current_actor(), clock.now(), renew=True)
    return redirect(url_for(".run", meeting_id=meeting_id, run_id=run_id))


@bp.post("/<certificate_id>/perbarui")
def renew(meeting_id: str, certificate_id: str) -> ResponseReturnValue:
    """Renew one."""
    certificate = others.get_certificate(current_meeting(), certificate_id)
    role = certificate.role
    with refused_at(_index(meeting_id, role.label.lower())):
        issuing.renew(certificate, current_actor(), clock.now())
    told = _("Sertifikat %(name)s sedang dibuat lagi dengan nomor yang sama.", name=certificate.full_name)
    return done(told, "certificates.index", meeting_id=meeting_id, peran=role.label.lower())


@bp.route("/<certificate_id>/cabut", methods=["GET", "POST"])
def withdraw(meeting_id: str, certificate_id: str) -> ResponseReturnValue:
    """Take one back, with the reason."""
    meeting, form = current_meeting(), WithdrawForm()
    certificate = others.get_certificate(meeting, certificate_id)
    role, name = certificate.role, certificate.full_name
    if form.validate_on_submit():
        with form.saving():
            issuing.withdraw(certificate, form.reason.data or "", current_actor(), clock.now())
            told = _("Sertifikat %(name)s dicabut.", name=name)
            return done(told, "certificates.index", meeting_id=meeting_id, peran=role.label.lower())
    certificate = others.get_certificate(current_meeting(), certificate_id)
    page = render_template("certificates/withdraw.html", meeting=current_meeting(), form=form, certificate=certificate)
    return page, form.http_status


@bp.post("/kirim")
def send(meeting_id: str) -> ResponseReturnValue:
    """Write to all who have an address and not got theirs."""
    with refused_at(_index(meeting_id)):
        run_id = mails.start_sending(current_meeting(), current_actor(), clock.now())
    return redirect(url_for(".run", meeting_id=meeting_id, run_id=run_id))


@bp.get("/pekerjaan/<run_id>")
def run(meeting_id: str, run_id: str) -> str:
    """How far a run is."""
    return render_template("certificates/run.html", **_watched(meeting_id, run_id))


@bp.get("/pekerjaan/<run_id>/kemajuan")
def progress(meeting_id: str, run_id: str) -> str:
    """The part of that page that renews itself."""
    return render_template("certificates/_progress.html", **_watched(meeting_id, run_id))


def _watched(meeting_id: str, run_id: str) -> dict[str, object]:
    mine = TaskRun.id == run_id, TaskRun.meeting_id == meeting_id, TaskRun.kind.in_(KINDS)
    found = db.session.scalar(db.select(TaskRun).where(*mine)) or abort(404)
    meeting, over = current_meeting(), found.state not in (TaskState.QUEUED, TaskState.RUNNING)
    by_mail = over and found.kind is RunKind.SEND_CERTIFICATES
    sent = mails.mails_of(meeting, found) if by_mail else {}
    outcome = outbox.outcome_of(sent)
    return {
        "meeting": meeting,
        "run": found,
        "mails": sent,
        "outcome": outcome,
        "over": over and outcome is not RunOutcome.SENDING,
        "unsigned": signed.count_unsigned(meeting) if over and not by_mail else 0,
        "section": "certificates.index",
    }


def _index(meeting_id: str, role: str = "peserta") -> str:
    return url_for(".index", meeting_id=meeting_id, peran=role)

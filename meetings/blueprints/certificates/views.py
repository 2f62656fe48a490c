"""Who gets a certificate and who does not, and the files of those that are there."""

from flask import Response, render_template, request, url_for

from meetings import clock
from meetings.blueprints.certificates import bp
from meetings.domain import outbox, signing
from meetings.domain.certificates import counting, entitled, issuing, mails, others, rules, signed
from meetings.domain.meetings import Activity, allows
from meetings.domain.participants.printable import boxes_on_the_list
from meetings.enums import CertificateRole, DocumentKind, TaskState
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import attachment_name, stored_file, stored_files
from meetings.web.rights.check import may
from meetings.web.saving import refused_at, writes

ROLES = {"peserta": CertificateRole.PARTICIPANT, "narasumber": CertificateRole.SPEAKER, "panitia": CertificateRole.COMMITTEE}
NARROWED = ("", "berhak", "terbit", "menunggu", "periksa", "dicabut", "tidak")


@bp.get("")
def index(meeting_id: str) -> str:
    """The list by role, and what is next to do."""
    meeting = current_meeting()
    rule = rules.rule_of(meeting)
    if rule is None:
        may_begin = may("certificates.begin") and allows(meeting, Activity.RECORD)
        return render_template("certificates/begin.html", meeting=meeting, may_begin=may_begin)
    measure, role = entitled.measure_of(meeting, rule), request.args.get("peran", "peserta")
    which = request.args.get("status", "") if request.args.get("status", "") in NARROWED else ""
    page, lines, counts = None, [], counting.count_participants(meeting, measure)
    if ROLES.get(role) is CertificateRole.SPEAKER:
        lines = others.speaker_lines(meeting)
    elif ROLES.get(role) is CertificateRole.COMMITTEE:
        lines = others.committee_lines(meeting)
    else:
        role = "peserta"
        numbers = request.args.get("page", 1, type=int), request.args.get("per_page", 25, type=int)
        page = counting.participants_page(meeting, measure, which, *numbers, counts)
        lines = page.items
    run, mailed = issuing.running(meeting), mails.mails_of(meeting)
    missing, to_renew = issuing.count_missing(meeting, measure, counts)
    return render_template(
        "certificates/index.html",
        meeting=meeting,
        rule=rule,
        measure=measure,
        boxed=boxes_on_the_list(meeting_id),
        over=measure.all_over(clock.now()),
        role=role,
        which=which,
        page=page,
        lines=lines,
        counts=counts,
        missing=missing,
        to_renew=to_renew,
        run=run if run is not None and run.state in (TaskState.QUEUED, TaskState.RUNNING) else None,
        unsigned=signed.count_unsigned(meeting),
        mailable=mails.count_mailable(meeting),
        unreachable=mails.unreachable(meeting),
        mailed=mailed,
        mail_outcome=outbox.outcome_of(mailed),
        method=signing.method_for(meeting.organisation, DocumentKind.CERTIFICATE),
        may_issue=may("certificates.issue") and allows(meeting, Activity.MINUTES),
        may_edit=may("certificates.rule") and allows(meeting, Activity.RECORD),
    )


@bp.get("/<certificate_id>.pdf")
def file(meeting_id: str, certificate_id: str) -> Response:
    """The newest version whose file is there."""
    document = signed.find_file(current_meeting(), certificate_id)
    return stored_file(document, attachment_name(document), inline=True)


@bp.get("/unduh.zip")
@writes
def archive(meeting_id: str) -> Response:
    """All that hold or wait for a pen, to be printed."""
    with refused_at(url_for(".index", meeting_id=meeting_id)):
        files = signed.export_files(current_meeting(), current_actor(), clock.now())
    return stored_files(files, "sertifikat.zip")

"""Certificates are issued in bulk by a run, and later only those that are missing; one that says something else than is so now is renewed
under its number, or withdrawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import clock
from meetings.domain import outbox, signing, tasks
from meetings.domain.audit import Action, Actor, record
from meetings.domain.certificates import counting, entitled, others
from meetings.domain.certificates.counting import Counts
from meetings.domain.certificates.entitled import COPIED, Line, Measure, measure_of
from meetings.domain.certificates.mails import MAIL
from meetings.domain.certificates.papers import Press
from meetings.domain.certificates.rules import rule_of, signer_of
from meetings.domain.documents import assign_number, queue_document
from meetings.domain.meetings import Activity, require
from meetings.enums import N_, CertificateRole, CertificateState, DocumentKind, DocumentState, RunKind, SigningMethod, TaskState
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Certificate, CertificateRule, Delivery, Document, Meeting, TaskRun
from meetings.models.base import lock

CHUNK = 50
BOOK = "certificate"
ROLES = tuple(CertificateRole)
Lines = Callable[[Meeting, Measure, Sequence[str]], list[Line]]


@dataclass(frozen=True, slots=True)
class Missing:
    """The ids of the lines that get a certificate and have none, by role; of those that want to be printed again."""

    due: dict[CertificateRole, Sequence[str]]
    changed: dict[CertificateRole, Sequence[str]]

    @property
    def count(self) -> int:
        """How many are to be issued."""
        return sum(map(len, self.due.values()))

    @property
    def to_renew(self) -> int:
        """How many are to be renewed."""
        return sum(map(len, self.changed.values()))


def find_missing(meeting: Meeting, measure: Measure) -> Missing:
    """Over all roles; a few statements."""
    due, changed = _others(meeting)
    due[CertificateRole.PARTICIPANT] = counting.participants_due(meeting, measure)
    changed[CertificateRole.PARTICIPANT] = counting.participants_changed(meeting, measure)
    return Missing(due, changed)


def count_missing(meeting: Meeting, measure: Measure, counts: Counts) -> tuple[int, int]:
    """How many are to be issued and how many to be renewed, as `find_missing` would find them; ``counts``: of the participants."""
    due, changed = (sum(map(len, some.values())) for some in _others(meeting))
    return due + counts.missing, changed + counting.count_changed(meeting, measure)


def _others(meeting: Meeting) -> tuple[dict[CertificateRole, Sequence[str]], dict[CertificateRole, Sequence[str]]]:
    S = CertificateState
    lines = {CertificateRole.SPEAKER: others.speaker_lines(meeting), CertificateRole.COMMITTEE: others.committee_lines(meeting)}

    def among(*states: CertificateState) -> dict[CertificateRole, Sequence[str]]:
        return {role: [each.id for each in some if each.state in states] for role, some in lines.items()}

    return among(S.DUE), among(S.CHANGED, S.FAILED)


def running(meeting: Meeting) -> TaskRun | None:
    """The newest run, whether it goes on or is over."""
    mine = TaskRun.meeting_id == meeting.id, TaskRun.kind == RunKind.ISSUE_CERTIFICATES
    return db.session.scalar(sa.select(TaskRun).where(*mine).order_by(TaskRun.created_at.desc(), TaskRun.id).limit(1))


def start_issuing(meeting: Meeting, actor: Actor, at: datetime, *, renew: bool = False) -> str:
    """The id of a run that issues what is missing, or renews what says something else than is so now (``renew``). Raises `WrongState` before
    the sessions that count are over, while another run goes on, or with nothing to do; `InvalidInput` where a signature is wanted and nobody
    is named."""
    rule, measure = _ready(meeting, at)
    lock(rule)
    before = running(meeting)
    if before is not None and before.state in (TaskState.QUEUED, TaskState.RUNNING):
        raise WrongState(_("Penerbitan sebelumnya masih berjalan."))
    missing = find_missing(meeting, measure)
    wanted = missing.changed if renew else missing.due
    total = missing.to_renew if renew else missing.count
    if not total:
        raise WrongState(
            _("Tidak ada sertifikat yang perlu diperbarui.") if renew else _("Semua yang berhak sudah mendapat sertifikat.")
        )
    items = [[role.value, each] for role in ROLES for each in wanted.get(role, ())]
    title = _("Pembaruan sertifikat") if renew else _("Penerbitan sertifikat")
    arguments = {"items": items, "renew": renew, "issued_by": actor.name}
    run_id = tasks.start_run(RunKind.ISSUE_CERTIFICATES, title, arguments, actor, at, total=total, meeting=meeting)
    action = Action.CERTIFICATES_RENEWED if renew else Action.CERTIFICATES_ISSUED
    record(actor, action, at=at, meeting=meeting, target=meeting, target_name=meeting.title, count=total)
    return run_id


def _ready(meeting: Meeting, at: datetime) -> tuple[CertificateRule, Measure]:
    require(meeting, Activity.MINUTES)
    rule = rule_of(meeting)
    if rule is None:
        raise WrongState(_("Siapkan dahulu aturan sertifikatnya."))
    measure = measure_of(meeting, rule)
    if not measure.all_over(at):
        raise WrongState(_("Sertifikat diterbitkan setelah semua sesi yang dihitung selesai."))
    method = signing.method_for(meeting.organisation, DocumentKind.CERTIFICATE)
    if method is not SigningMethod.APPROVAL and not signer_of(rule):
        raise InvalidInput(_("Pilih dahulu penanda tangannya dalam aturan sertifikat."))
    return rule, measure


def issue_next(run: TaskRun, claim: str, at: datetime) -> bool:
    """Write the rows of the run's next certificates, as people stand by now; False when the last are written and the run is settled. The
    caller commits each step. Raises ``tasks.TaskLost``."""
    step = run.arguments["items"][run.position : run.position + CHUNK]
    if not step:
        tasks.settle_run(run.id, claim, at)
        return False
    meeting = db.session.get_one(Meeting, run.meeting_id)
    rule = rule_of(meeting)
    assert rule is not None  # -- assured
    lock(rule)  # numbers are given, and nobody gets two, whoever else is at it
    db.session.refresh(rule)
    measure = measure_of(meeting, rule)
    press = Press(meeting, rule, measure, at, issued_by=run.arguments["issued_by"])
    lines = [
        line for role in ROLES for line in _lines_of(meeting, measure, role, [id for name, id in step if name == role.value])
    ]
    press.look_up(lines)
    wanted = (CertificateState.CHANGED, CertificateState.FAILED) if run.arguments["renew"] else (CertificateState.DUE,)
    made = [_print(meeting, rule, press, line, at, run.id) for line in lines if line.state in wanted]
    _ask(meeting, rule, made, at)
    tasks.count_prepared(run, claim, at, len(step), done=0, dropped=len(step) - len(made))
    return True


def _lines_of(meeting: Meeting, measure: Measure, role: CertificateRole, ids: Sequence[str]) -> list[Line]:
    if not ids:
        return []
    if role is CertificateRole.PARTICIPANT:
        found = counting.participant_lines(meeting, measure, ids)
    else:
        found = others.speaker_lines(meeting) if role is CertificateRole.SPEAKER else others.committee_lines(meeting)
    by_id = {line.id: line for line in found}
    return [by_id[each] for each in ids if each in by_id]


def _print(meeting: Meeting, rule: CertificateRule, press: Press, line: Line, at: datetime, run_id: str | None) -> Document:
    """Queue the next version of a person's certificate."""
    row = line.certificate or Certificate(meeting_id=meeting.id, role=line.role, created_at=at)
    if line.role is CertificateRole.PARTICIPANT:
        row.participant_id = line.id
    elif line.role is CertificateRole.SPEAKER:
        row.speaker_id = row.speaker_id or line.id
    for name in COPIED:
        setattr(row, name, getattr(line, name))
    row.duty, row.minutes, row.edited, row.withdrawn_at, row.updated_at = line.duty, line.minutes, False, None, at
    row.jp_minutes = rule.jp_minutes
    db.session.add(row)
    db.session.flush()
    row.number = row.number or _number(meeting, rule, row, at)
    if row.document is not None and row.document.state is DocumentState.SIGNING:
        signing.forget_signatures(row.document, _("Sertifikat ini tidak menunggu tanda tangan lagi."))
    row.version += 1
    document = queue_document(
        DocumentKind.CERTIFICATE,
        row.id,
        meeting=meeting,
        title=f"Sertifikat {line.duty} {line.full_name}"[:300],
        at=at,
        final=True,
        version=row.version,
        number=row.number,
        signer=signer_of(rule),
        content=press.freeze(line, row.number, row.version),
    )
    document.run_id = run_id
    db.session.flush()
    row.document = document
    return document


def _number(meeting: Meeting, rule: CertificateRule, row: Certificate, at: datetime) -> str:
    today = clock.local(at, meeting.timezone).date()
    if not rule.number and not _each(rule):
        rule.number = assign_number(meeting.organisation, BOOK, today, f"certificates:{meeting.id}")
    if _each(rule):
        return assign_number(meeting.organisation, BOOK, today, f"certificate:{row.id}")
    rule.last += 1
    return f"{rule.number}-{rule.last:03d}"


def _each(rule: CertificateRule) -> bool:
    return rule.numbering.value == "each"


def _ask(meeting: Meeting, rule: CertificateRule, made: Sequence[Document], at: datetime) -> None:
    db.session.flush()
    method = signing.method_for(meeting.organisation, DocumentKind.CERTIFICATE)
    signing.ask_for_many([each.id for each in made], method, signer_of(rule), at)


def line_of(meeting: Meeting, measure: Measure, certificate: Certificate) -> Line | None:
    """How the person of a certificate stands now."""
    if certificate.role is CertificateRole.PARTICIPANT:
        found = counting.participant_lines(meeting, measure, [certificate.participant_id or ""])
    elif certificate.role is CertificateRole.SPEAKER:
        found = others.speaker_lines(meeting)
    else:
        found = others.committee_lines(meeting)
    return next((each for each in found if each.certificate is not None and each.certificate.id == certificate.id), None)


def renew(certificate: Certificate, actor: Actor, at: datetime) -> None:
    """Print it as the person stands now: a higher version under the same number, which takes the place of the one before once it is issued.
    Raises `WrongState` where there is nothing to renew, or who has it gets none any more."""
    meeting = certificate.meeting
    rule, measure = _ready(meeting, at)
    lock(rule)
    db.session.refresh(certificate)
    line = line_of(meeting, measure, certificate)
    if line is None or not line.may_renew:
        raise WrongState(_("Sertifikat %(name)s tidak perlu atau tidak dapat diperbarui.", name=certificate.full_name))
    press = Press(meeting, rule, measure, at, issued_by=actor.name)
    press.look_up([line])
    _ask(meeting, rule, [_print(meeting, rule, press, line, at, None)], at)
    record(actor, Action.CERTIFICATE_RENEWED, at=at, meeting=meeting, target=certificate, target_name=certificate.full_name)


def withdraw(certificate: Certificate, reason: str, actor: Actor, at: datetime) -> None:
    """Take a certificate back: its public page says so and why, mails that wait do not leave. Raises `InvalidInput` without a reason,
    `WrongState` while it is being made, or where there is none (any more)."""
    require(certificate.meeting, Activity.MINUTES)
    if not reason.strip():
        raise InvalidInput(_("Tuliskan alasan pencabutan."), field="reason")
    lock(certificate)
    db.session.refresh(certificate)
    newest = certificate.document.state if certificate.document else None
    if not certificate.version or certificate.withdrawn_at is not None or newest in entitled.UNDER_WAY:
        raise WrongState(_("Sertifikat %(name)s belum terbit, masih dibuat, atau sudah dicabut.", name=certificate.full_name))
    if newest is DocumentState.SIGNING and certificate.document is not None:
        signing.forget_signatures(certificate.document, _("Sertifikat ini tidak menunggu tanda tangan lagi."))
    held = Document.kind == DocumentKind.CERTIFICATE, Document.about_id == certificate.id
    revoked = {"state": DocumentState.REVOKED, "revoked_at": at, "revoke_reason": reason.strip(), "updated_at": at}
    taken = sa.update(Document).where(*held, Document.state == DocumentState.PUBLISHED).values(revoked)
    db.session.execute(taken.execution_options(synchronize_session=False))
    certificate.withdrawn_at = certificate.updated_at = at
    mails = Delivery.meeting_id == certificate.meeting_id, Delivery.kind == MAIL.name
    outbox.withdraw_messages(
        sa.and_(*mails, Delivery.dedupe_key.startswith(f"certificate:{certificate.id}:")), at, N_("Sertifikatnya dicabut.")
    )
    told: dict[str, Any] = {"target": certificate, "target_name": certificate.full_name, "reason": reason.strip()}
    record(actor, Action.CERTIFICATE_WITHDRAWN, at=at, meeting=certificate.meeting, **told)
    db.session.flush()
    db.session.expire(certificate)


def follow_certificate(document: Document, at: datetime) -> None:
    """With the transaction that issues a version it takes the place of the ones that held."""
    older = [
        Document.kind == document.kind,
        Document.about_id == document.about_id,
        Document.version < document.version,
        Document.state == DocumentState.PUBLISHED,
    ]
    changed = {"state": DocumentState.SUPERSEDED, "superseded_by_id": document.id, "updated_at": at}
    db.session.execute(sa.update(Document).where(*older).values(changed).execution_options(synchronize_session=False))

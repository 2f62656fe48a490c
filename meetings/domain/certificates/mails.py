"""Certificates that hold are sent to those with an address, each version once, when the committee says so."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import defer

from meetings.config import current_settings
from meetings.domain import outbox, tasks
from meetings.domain.audit import Action, Actor, record
from meetings.domain.certificates import counting, entitled, others
from meetings.domain.certificates.rules import rule_of
from meetings.domain.documents import verification_token
from meetings.domain.meetings import Activity, require
from meetings.enums import N_, DeliveryState, DocumentState, RunKind
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Certificate, Delivery, Document, Meeting, Participant, Speaker, TaskRun
from meetings.writing.names import full_name

CHUNK = 100
WITHDRAWN = N_("Sertifikatnya dicabut.")


def mail_key(certificate: Certificate) -> str:
    """The ``dedupe_key`` of the mail about its present version."""
    return f"certificate:{certificate.id}:{certificate.version}"


def _why_not(delivery: Delivery) -> str:
    _kind, id, version = (delivery.dedupe_key or "::").split(":")
    certificate = db.session.get(Certificate, id)
    if certificate is None or certificate.withdrawn_at is not None:
        return _(WITHDRAWN)
    return "" if str(certificate.version) == version else _("Sertifikatnya sudah diperbarui; kirim yang baru.")


MAIL = outbox.register_kind("certificate", N_("Sertifikat"), why_not=_why_not, in_bulk=sa.true())

_address: Any = sa.func.coalesce(sa.func.nullif(Participant.email, ""), Speaker.email, "")
_key: Any = sa.literal("certificate:").concat(Certificate.id).concat(":").concat(sa.cast(Certificate.version, sa.String))


def _mailable(meeting: Meeting, *columns: Any) -> Any:
    """A SELECT over certificates that hold, want nobody's look, whose person has an address, and whose present version was not sent yet."""
    asked = sa.exists().where(Delivery.dedupe_key == _key, Delivery.state != DeliveryState.CANCELLED)
    rule = rule_of(meeting)
    doubtful = counting.to_check(meeting, entitled.measure_of(meeting, rule)).correlate(None) if rule is not None else []
    return (
        sa.select(*columns)
        .select_from(Certificate)
        .join(Document, Document.id == Certificate.document_id)
        .outerjoin(Participant, Participant.id == Certificate.participant_id)
        .outerjoin(Speaker, Speaker.id == Certificate.speaker_id)
        .where(Certificate.meeting_id == meeting.id, Certificate.withdrawn_at.is_(None), _address != "")
        .where(Document.state == DocumentState.PUBLISHED, ~asked)
        .where(Certificate.id.not_in(doubtful), Certificate.id.not_in(others.to_check(meeting)))
    )


def count_mailable(meeting: Meeting) -> int:
    """How many would get a mail now."""
    return int(db.session.scalar(_mailable(meeting, sa.func.count())) or 0)


def unreachable(meeting: Meeting) -> list[str]:
    """Whose certificate holds and who has no address that it could be sent to, by name, in the order in which they were issued."""
    held = (
        sa.select(Certificate.title_front, Certificate.name, Certificate.title_back)
        .join(Document, Document.id == Certificate.document_id)
        .outerjoin(Participant, Participant.id == Certificate.participant_id)
        .outerjoin(Speaker, Speaker.id == Certificate.speaker_id)
        .where(Certificate.meeting_id == meeting.id, Certificate.withdrawn_at.is_(None), _address == "")
        .where(Document.state == DocumentState.PUBLISHED)
        .order_by(Certificate.created_at, Certificate.id)
    )
    rows: Any = db.session.execute(held).all()
    return [full_name(*row) for row in rows]


def mails_of(meeting: Meeting, run: TaskRun | None = None) -> dict[DeliveryState, int]:
    """How many mails with certificates of the meeting, or of one run, are in each state."""
    mine = Delivery.meeting_id == meeting.id, Delivery.kind == MAIL.name
    return outbox.count_by_state(*mine, *([Delivery.task_id == run.id] if run is not None else []))


def start_sending(meeting: Meeting, actor: Actor, at: datetime) -> str:
    """The id of a run that writes to all who have not got theirs yet. Raises `WrongState` where there is nobody."""
    require(meeting, Activity.MINUTES)
    ids = db.session.scalars(_mailable(meeting, Certificate.id).order_by(Certificate.created_at, Certificate.id)).all()
    if not ids:
        raise WrongState(_("Tidak ada sertifikat terbit yang belum dikirim kepada pemilik alamat surel."))
    title = _("Pengiriman sertifikat")
    arguments = {"certificates": list(ids)}
    run_id = tasks.start_run(RunKind.SEND_CERTIFICATES, title, arguments, actor, at, total=len(ids), meeting=meeting)
    record(actor, Action.CERTIFICATES_SENT, at=at, meeting=meeting, target=meeting, target_name=meeting.title, count=len(ids))
    return run_id


def send_next(run: TaskRun, claim: str, at: datetime) -> bool:
    """Queue the mails of the run's next certificates; False when the last are queued and the run is settled. The caller commits each step.
    Raises ``tasks.TaskLost``."""
    step = run.arguments["certificates"][run.position : run.position + CHUNK]
    if not step:
        tasks.settle_run(run.id, claim, at)
        return False
    meeting = db.session.get_one(Meeting, run.meeting_id)
    found: Any = (
        _mailable(meeting, Certificate, Document, _address).where(Certificate.id.in_(step)).options(defer(Document.content))
    )
    rows: Any = db.session.execute(found).all()
    outbox.free_keys(Delivery.dedupe_key.in_([mail_key(certificate) for certificate, _document, _to in rows]))
    mails = [_mail(meeting, run.id, *row) for row in rows]
    outbox.queue_messages(mails, at)
    tasks.count_prepared(run, claim, at, len(step), done=len(mails), dropped=len(step) - len(mails))
    return True


def _mail(meeting: Meeting, run_id: str, certificate: Certificate, document: Document, address: str) -> outbox.Message:
    link = f"{current_settings().base_url}/v/{verification_token(document)}"
    content = outbox.compose("certificate", meeting=meeting, certificate=certificate, link=link)
    attachment = outbox.attach_document(f"Sertifikat {certificate.full_name}.pdf", document)
    return outbox.Message(
        MAIL,
        address,
        certificate.full_name,
        content,
        [attachment],
        meeting_id=meeting.id,
        task_id=run_id,
        dedupe_key=mail_key(certificate),
    )

"""Certificates of those whom no door counts: the speakers of the meeting, and the committee as it is typed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from meetings.documents.pdf.fonts import unprintable
from meetings.domain.audit import Action, Actor, record
from meetings.domain.certificates.entitled import Line, state_of
from meetings.domain.meetings import Activity, require
from meetings.domain.speakers import list_speakers
from meetings.enums import CertificateRole, CertificateState, SpeakerState
from meetings.errors import Conflict, InvalidInput, NotFound, WrongState
from meetings.extensions import db
from meetings.models import Certificate, Meeting, Speaker
from meetings.models.base import lock
from meetings.writing.reading import read_text

MOST_COMMITTEE = 200


def speaker_lines(meeting: Meeting) -> list[Line]:
    """Who speaks, each name in each role once, in their order; those who declined get none. Then certificates of who is no speaker any more."""
    mine = Certificate.meeting_id == meeting.id, Certificate.role == CertificateRole.SPEAKER
    found = sa.select(Certificate).where(*mine).options(joinedload(Certificate.document)).order_by(Certificate.created_at)
    given = {each.speaker_id or each.id: each for each in db.session.scalars(found)}
    groups: dict[tuple[str, str], list[Speaker]] = {}
    for speaker in list_speakers(meeting):
        groups.setdefault((speaker.full_name.casefold(), speaker.role.value), []).append(speaker)
    lines = []
    for several in groups.values():
        certificate = next((given.pop(each.id) for each in several if each.id in given), None)
        lines.append(_speaker_line(several, certificate))
    return [*lines, *(_gone(each) for each in given.values())]


def to_check(meeting: Meeting) -> list[str]:
    """The ids of certificates of speakers and committee that want somebody's look."""
    wrong = (CertificateState.CHANGED, CertificateState.LOST, CertificateState.FAILED)
    lines = [*speaker_lines(meeting), *committee_lines(meeting)]
    return [each.certificate.id for each in lines if each.certificate is not None and each.state in wrong]


def _speaker_line(several: Sequence[Speaker], certificate: Certificate | None) -> Line:
    comes = next((each for each in several if each.state is not SpeakerState.DECLINED), None)
    first = comes or several[0]
    shown = (first.title_front, first.name, first.title_back, first.job_title, first.institution)
    duty = first.role.label
    printed = certificate and (
        *(certificate.title_front, certificate.name, certificate.title_back, certificate.position, certificate.institution),
        certificate.duty,
    )
    state = state_of(
        due=comes is not None,
        version=certificate.version if certificate else 0,
        withdrawn=bool(certificate and certificate.withdrawn_at),
        changed=printed != (*shown, duty),
        document=certificate.document.state if certificate and certificate.document else None,
    )
    reason = "" if comes else _("Menyatakan tidak bersedia.")
    email = next((each.email for each in several if each.email), "")
    return Line(first.id, CertificateRole.SPEAKER, *shown, duty, state, reason, email=email, **_of(certificate))


def _gone(certificate: Certificate) -> Line:
    state = state_of(
        due=False,
        version=certificate.version,
        withdrawn=certificate.withdrawn_at is not None,
        document=certificate.document.state if certificate.document else None,
    )
    return _as_printed(certificate, state, _("Tidak lagi dalam daftar narasumber."))


def committee_lines(meeting: Meeting) -> list[Line]:
    """Who was typed, in the order in which they were."""
    mine = Certificate.meeting_id == meeting.id, Certificate.role == CertificateRole.COMMITTEE
    found = sa.select(Certificate).where(*mine).options(joinedload(Certificate.document))
    lines = []
    for each in db.session.scalars(found.order_by(Certificate.created_at, Certificate.id)):
        document = each.document.state if each.document else None
        withdrawn = each.withdrawn_at is not None
        state = state_of(due=True, version=each.version, withdrawn=withdrawn, changed=each.edited, document=document)
        lines.append(_as_printed(each, state))
    return lines


def _as_printed(certificate: Certificate, state: CertificateState, reason: str = "") -> Line:
    shown = (certificate.title_front, certificate.name, certificate.title_back, certificate.position, certificate.institution)
    return Line(certificate.id, certificate.role, *shown, certificate.duty, state, reason, **_of(certificate))


def _of(certificate: Certificate | None) -> dict[str, Any]:
    error = certificate.document.error if certificate and certificate.document else ""
    return {"certificate": certificate, "error": error}


def get_certificate(meeting: Meeting, certificate_id: str) -> Certificate:
    """A certificate of this meeting, or a row of its committee. Raises NotFound, for one of another meeting too."""
    mine = Certificate.id == certificate_id, Certificate.meeting_id == meeting.id
    found = db.session.scalar(sa.select(Certificate).where(*mine).options(joinedload(Certificate.document)))
    if found is None:
        raise NotFound(_("Sertifikat ini tidak ada pada kegiatan ini."))
    return found


def save_member(
    meeting: Meeting, member: Certificate | None, name: str, duty: str, institution: str, actor: Actor, at: datetime
) -> Certificate:
    """Add somebody of the committee (None) or change them; what was issued is renewed by a person's step. Raises `InvalidInput`,
    `Conflict` for too many, `WrongState`."""
    require(meeting, Activity.RECORD)
    lock(meeting)
    values = {"name": read_text(name), "duty": read_text(duty), "institution": read_text(institution)}
    for field, value in values.items():
        if not value and field != "institution":
            raise InvalidInput(_("Wajib diisi."), field=field)
        if boxes := unprintable(value):
            raise InvalidInput(_("Huruf ini tidak dapat dicetak: %(signs)s", signs=boxes), field=field)
    if member is None:
        mine = Certificate.meeting_id == meeting.id, Certificate.role == CertificateRole.COMMITTEE
        if (db.session.scalar(sa.select(sa.func.count(Certificate.id)).where(*mine)) or 0) >= MOST_COMMITTEE:
            raise Conflict(_("Paling banyak %(max)d orang dalam daftar panitia.", max=MOST_COMMITTEE))
        member = Certificate(meeting_id=meeting.id, role=CertificateRole.COMMITTEE, created_at=at, updated_at=at, **values)
        db.session.add(member)
        db.session.flush()
        record(actor, Action.COMMITTEE_ADDED, at=at, meeting=meeting, target=member, target_name=member.name)
        return member
    changes = {key: [getattr(member, key), value] for key, value in values.items() if getattr(member, key) != value}
    if changes:
        for key in changes:
            setattr(member, key, values[key])
        member.updated_at = at
        member.edited = member.edited or member.version > 0
        record(actor, Action.COMMITTEE_CHANGED, at=at, meeting=meeting, target=member, target_name=member.name, changes=changes)
        db.session.flush()
    return member


def remove_member(member: Certificate, actor: Actor, at: datetime) -> None:
    """Take somebody off the committee's list. Raises `WrongState` once their certificate was issued: that is withdrawn instead."""
    require(member.meeting, Activity.RECORD)
    lock(member)
    db.session.refresh(member)
    if member.version or member.role is not CertificateRole.COMMITTEE:
        raise WrongState(_("Sertifikat %(name)s sudah terbit. Cabut sertifikatnya bila keliru.", name=member.name))
    record(actor, Action.COMMITTEE_REMOVED, at=at, meeting=member.meeting, target=member, target_name=member.name)
    db.session.delete(member)
    db.session.flush()

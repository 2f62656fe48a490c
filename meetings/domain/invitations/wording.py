"""The words a new letter starts with, composed from the meeting; the committee edits them as it likes."""

from typing import Any

import sqlalchemy as sa

from meetings import clock
from meetings.documents.dates import format_date
from meetings.domain.people.phones import show_phone
from meetings.enums import LetterState, MeetingMode
from meetings.extensions import db
from meetings.models import Letter, Meeting


def first_words(meeting: Meeting) -> dict[str, Any]:
    """Field values for a new letter. The signer is the one of the organisation's latest issued letter."""
    return {
        "place": meeting.city or meeting.organisation.city,
        "subject": f"Undangan {meeting.title}"[:300],
        "addressee_place": "Tempat",
        "opening": _opening(meeting),
        "closing": _closing(meeting),
        "attachment_text": "",
        "signatory": _latest_signer(meeting),
        "copies": [],
    }


def _opening(meeting: Meeting) -> str:
    purpose = meeting.purpose.strip().rstrip(".")
    reason = f"Dalam rangka {purpose[:1].lower()}{purpose[1:]}" if purpose else f"Sehubungan dengan akan dilaksanakannya {meeting.title}"
    theme = f" dengan tema “{meeting.theme.strip().rstrip('.')}”" if meeting.theme.strip() else ""
    event = f" melalui {meeting.title}" if purpose else ""
    return f"{reason}{event}{theme}, bersama ini kami mengundang Bapak/Ibu/Saudara untuk hadir pada:"


def _closing(meeting: Meeting) -> str:
    parts = ["Mengingat pentingnya acara tersebut, dimohon hadir tepat waktu dan membawa tanda masuk yang tercantum pada surat ini."]
    if not meeting.allow_representation:
        parts.append("Kehadiran tidak dapat diwakilkan.")
    deadline = ""
    if meeting.answer_deadline:
        local = clock.local(meeting.answer_deadline, meeting.timezone)
        deadline = f" paling lambat {format_date(local.date())} pukul {local:%H.%M} {clock.abbreviation(meeting.timezone)}"
    parts.append(f"Konfirmasi kehadiran disampaikan melalui tautan di samping tanda masuk{deadline}.")
    if meeting.mode is not MeetingMode.IN_PERSON:
        parts.append("Tautan pertemuan daring tersedia pada halaman tanda masuk peserta.")
    contact = ", ".join(part for part in (meeting.contact_name, f"telepon {show_phone(meeting.contact_phone)}" if meeting.contact_phone else "") if part)
    if contact:
        parts.append(f"Keterangan lebih lanjut dapat menghubungi {contact}.")
    return " ".join(parts) + "\nDemikian, atas perhatian dan kehadirannya diucapkan terima kasih."


def _latest_signer(meeting: Meeting) -> dict[str, Any]:
    statement = (
        sa.select(Letter.signatory)
        .join(Meeting, Meeting.id == Letter.meeting_id)
        .where(Meeting.organisation_id == meeting.organisation_id, Letter.state == LetterState.ISSUED)
        .order_by(Letter.issued_at.desc())
        .limit(1)
    )
    return dict(db.session.scalar(statement) or {})

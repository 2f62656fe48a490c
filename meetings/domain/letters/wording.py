"""The words a new letter starts with, composed from the meeting; the committee edits them as it likes."""

import re
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meetings import clock
from meetings.domain.letters.former import chain_of
from meetings.domain.people import up_to_date
from meetings.enums import LetterState, MeetingMode
from meetings.extensions import db
from meetings.models import Letter, Meeting
from meetings.writing.dates import format_date, format_moment_in_sentence
from meetings.writing.phones import show_phone
from meetings.writing.reading import with_commas

CHANGE = "Perubahan "
SAID = re.compile(r"paling lambat (\d{1,2} [A-Z][a-z]+ \d{4}(?: pukul \d{1,2}\.\d{2}(?: WI(?:B|TA|T)\b)?)?)")
GUESTS = "Bapak/Ibu/Saudara"
FORMER_PLACE, PLACE = "yang tercantum di bagian bawah surat ini", "yang menyertai surat ini"
"""Where the pass is, as proposed texts said it once, and as it holds for a sheet of its own as well."""


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


def words_of_change(former: Letter, at: datetime) -> dict[str, Any]:
    """The fields in which a letter of change differs from the one it corrects; day, hours and place come from the meeting."""
    subject = former.subject if former.subject.startswith(CHANGE) else f"{CHANGE}{former.subject}"
    opening = (
        f"Menindaklanjuti {reference_to(former)}, kami sampaikan perubahan "
        "atas undangan tersebut, sehingga kegiatan dilaksanakan pada:"
    )
    return {"subject": subject[:300], "opening": opening, "closing": _closing_of_change(former.meeting, at), "time_text": ""}


def reference_to(letter: Letter) -> str:
    """How a letter of change names an issued one."""
    dated = format_date(letter.dated) if letter.dated else ""
    return f"surat kami nomor {letter.number} tanggal {dated} hal {letter.subject}"


def words_anew(former: Letter) -> dict[str, Any]:
    """The fields in which a letter says what an issued one said, or the invitation that it changes, as it holds now: without the hours in
    the committee's own words, and with the deadline of now in its closing."""
    first = chain_of(former)[-1]
    return {"subject": first.subject, "opening": first.opening, "closing": _closing_now(first), "time_text": ""}


def _closing_now(letter: Letter) -> str:
    until = letter.frozen.get("answer_until")
    if not until:
        return letter.closing
    said = format_moment_in_sentence(datetime.fromisoformat(until), letter.frozen["zone"])
    return letter.closing.replace(f" paling lambat {said}", _until(letter.meeting)).replace(said, deadline_words(letter.meeting))


def _closing_of_change(meeting: Meeting, at: datetime) -> str:
    parts = ["Jawaban kehadiran yang telah disampaikan dan tanda masuk yang masih berlaku tidak perlu diganti."]
    if meeting.answer_deadline is None or meeting.answer_deadline > at:
        parts.append(
            f"Apabila perubahan ini memengaruhi kehadiran {GUESTS}, jawaban dapat diubah melalui tautan undangan{_until(meeting)}."
        )
    if contact := _contact(meeting):
        parts.append(f"Untuk keterangan lebih lanjut, hubungi {contact}.")
    return " ".join(parts) + f"\nAtas perhatian dan kerja sama {GUESTS}, kami ucapkan terima kasih."


def deadline_words(meeting: Meeting, language: str = "id") -> str:
    """Until when an answer is taken: ``30 April 2018 pukul 09.00 WIB``; empty without a deadline."""
    deadline = meeting.answer_deadline
    return format_moment_in_sentence(deadline, meeting.timezone, language) if deadline else ""


def unsaid_deadline(letter: Letter, at: datetime, language: str = "id") -> str:
    """Until when an answer is taken, as `deadline_words`, where a draft names another moment or none; empty for any other letter, and once
    that has passed (``at``)."""
    meeting = letter.meeting
    until = meeting.answer_deadline
    if letter.state is not LetterState.DRAFT or until is None or until <= at:
        return ""
    if said := said_deadline(letter):
        return "" if deadline_words(meeting).startswith(said) else deadline_words(meeting, language)
    day = format_date(clock.local(until, meeting.timezone).date())
    return "" if day in f"{letter.opening}\n{letter.closing}" else deadline_words(meeting, language)


def said_deadline(letter: Letter) -> str:
    """The last moment for an answer that the letter's words name; empty where they name none in so many words."""
    found = SAID.search(f"{letter.closing}\n{letter.opening}")
    return found.group(1) if found else ""


def _until(meeting: Meeting) -> str:
    return f" paling lambat {deadline_words(meeting)}" if meeting.answer_deadline else ""


def _contact(meeting: Meeting) -> str:
    phone = f"telepon {show_phone(meeting.contact_phone)}" if meeting.contact_phone else ""
    return with_commas(meeting.contact_name, phone)


def _opening(meeting: Meeting) -> str:
    purpose = meeting.purpose.strip().rstrip(".")
    reason = (
        f"Dalam rangka {purpose[:1].lower()}{purpose[1:]}"
        if purpose
        else f"Sehubungan dengan akan dilaksanakannya {meeting.title}"
    )
    theme = f" dengan tema “{meeting.theme.strip().rstrip('.')}”" if meeting.theme.strip() else ""
    event = f" melalui {meeting.title}" if purpose else ""
    return f"{reason}{event}{theme}, kami mengundang {GUESTS} untuk hadir pada:"


def _closing(meeting: Meeting) -> str:
    parts = ["Mengingat pentingnya acara tersebut, dimohon hadir tepat waktu dan membawa tanda masuk yang menyertai surat ini."]
    if not meeting.allow_representation:
        parts.append("Kehadiran tidak dapat diwakilkan.")
    how = "dengan memindai kode QR atau membuka tautan pada tanda masuk tersebut"
    parts.append(f"Konfirmasi kehadiran disampaikan {how}{_until(meeting)}.")
    if meeting.mode is not MeetingMode.IN_PERSON:
        parts.append("Tautan pertemuan daring tersedia pada halaman tanda masuk peserta.")
    if contact := _contact(meeting):
        parts.append(f"Untuk keterangan lebih lanjut, hubungi {contact}.")
    return " ".join(parts) + f"\nAtas perhatian dan kehadiran {GUESTS}, kami ucapkan terima kasih."


def _latest_signer(meeting: Meeting) -> dict[str, Any]:
    statement = (
        sa.select(Letter.signatory)
        .join(Meeting, Meeting.id == Letter.meeting_id)
        .where(Meeting.organisation_id == meeting.organisation_id, Letter.state == LetterState.ISSUED)
        .order_by(Letter.issued_at.desc())
        .limit(1)
    )
    return up_to_date(db.session.scalar(statement) or {})

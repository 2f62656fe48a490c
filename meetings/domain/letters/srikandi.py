"""A letter for SRIKANDI: its DOCX, and what that application's form asks for, in the form's order."""

from datetime import datetime

from flask_babel import gettext as _

from meetings.documents.pdf.invitation_letter import event_rows, rundown_parts
from meetings.documents.srikandi import write_docx
from meetings.domain.documents.numbers import pattern_for
from meetings.domain.letters.facts import holding_now
from meetings.domain.letters.papers import compose_content, content_for_all, recipients_of
from meetings.models import Letter


def docx_of(letter: Letter, at: datetime) -> bytes:
    """The letter as it stands now, or as it was issued, with the variables of SRIKANDI."""
    content = content_for_all(letter, at)
    return write_docx(content, event_rows(content), recipients_of(letter), letter.addressee_place, rundown_parts(content))


def form_of(letter: Letter, at: datetime) -> list[tuple[str, str]]:
    """Label and value of SRIKANDI's form, in its order. The class of the archive is the head of the house's own pattern of numbers."""
    content, now = compose_content(letter, at), holding_now(letter.meeting)
    pattern = pattern_for(letter.meeting.organisation, "letter")
    code = pattern.split("/")[0]
    summary = f"{content.event}: {now.day}, {letter.time_text or now.hours}"
    return [
        (_("Jenis naskah"), "Surat Undangan"),
        (_("Sifat naskah"), letter.security.label),
        (_("Tingkat urgensi"), letter.urgency.label),
        (_("Klasifikasi"), "" if "{" in code else code),
        (_("Hal"), letter.subject),
        (_("Isi ringkas"), f"{summary}, {content.venue}" if content.venue else summary),
    ]

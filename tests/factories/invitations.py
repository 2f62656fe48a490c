"""Letters that can be issued, and invitations already made by the real functions."""

from datetime import datetime
from typing import Any

from meetings import clock
from meetings.domain import letters, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.passes import issue_passes
from meetings.extensions import db
from meetings.models import Invitation, Letter, Meeting, Participant

SIGNER = {
    "name": "Taufik Hidayat",
    "degrees_front": "Drs.",
    "degrees_back": "M.Si.",
    "position": "Kepala Bagian Administrasi Pemerintahan",
    "on_behalf_of": "Sekretaris Daerah",
    "rank": "Pembina Tingkat I (IV/b)",
    "nip": "196805121994031005",
}


def make_letter(meeting: Meeting, **values: Any) -> Letter:
    """A complete draft."""
    defaults = {
        "place": "Bogor",
        "subject": "Undangan Rapat Kerja Daerah",
        "opening": "Dengan ini kami mengundang Bapak/Ibu untuk hadir pada:",
        "closing": "Demikian, atas perhatiannya diucapkan terima kasih.",
        "signatory": SIGNER,
        "attachment_text": "",
        "copies": ["Wali Kota Bogor (sebagai laporan)"],
    }
    row = Letter(meeting=meeting, **{**defaults, **values})
    db.session.add(row)
    db.session.flush()
    return row


def make_invitation(participant: Participant, letter: Letter | None = None, at: datetime | None = None) -> Invitation:
    """An issued letter for one participant, with a pass; nothing is printed or sent."""
    at = at or clock.now()
    letter = letter or make_letter(participant.meeting)
    letters.issue_letter(letter, SYSTEM, at)
    issue_passes(participant.meeting_id, [participant.id], at)
    row = Invitation(meeting_id=participant.meeting_id, letter=letter, participant=participant, token_hash=participant.id)
    db.session.add(row)
    db.session.flush()
    row.token_hash = passes.token_hash(passes.answer_token(row.id))
    row.short_hash = passes.token_hash(passes.short_code(row.id))
    db.session.flush()
    return row

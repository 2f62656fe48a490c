"""Reads of letters."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from meetings.domain.people import signed_by, up_to_date
from meetings.enums import LetterState
from meetings.extensions import db
from meetings.models import Letter, Meeting


def letters_of(meeting_id: str) -> list[Letter]:
    """The meeting's letters, newest first."""
    statement = sa.select(Letter).where(Letter.meeting_id == meeting_id).order_by(Letter.created_at.desc(), Letter.id)
    return list(db.session.scalars(statement.options(joinedload(Letter.meeting).joinedload(Meeting.organisation))))


def signer_of(letter: Letter) -> dict[str, Any]:
    """Who signs it, as plain data: as it was issued, or, of a draft, as the directory has them now."""
    if letter.state is LetterState.DRAFT:
        return up_to_date(letter.signatory)
    issued: dict[str, Any] = letter.frozen.get("signatory") or letter.signatory
    return issued


def named_signer(letter: Letter) -> str:
    """Name and office of the same, as its print says them, a line each; empty when nobody is named."""
    return signed_by(signer_of(letter))


def find_letter(meeting_id: str, letter_id: str) -> Letter | None:
    """A letter of this meeting, with meeting and organisation."""
    statement = sa.select(Letter).where(Letter.id == letter_id, Letter.meeting_id == meeting_id)
    return db.session.scalar(statement.options(joinedload(Letter.meeting).joinedload(Meeting.organisation)))


def missing_parts(letter: Letter) -> list[str]:
    """What a letter still needs before it can be issued, in words."""
    parts = {
        _("hal surat"): letter.subject,
        _("tempat surat"): letter.place,
        _("alinea pembuka"): letter.opening,
        _("nama penanda tangan"): letter.signatory.get("name"),
        _("jabatan penanda tangan"): letter.signatory.get("position"),
    }
    return [name for name, value in parts.items() if not value]

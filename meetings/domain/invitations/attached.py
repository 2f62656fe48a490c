"""The files that a recipient gets, and what they are called."""

import re
from typing import Any

from meetings.domain import outbox
from meetings.domain.letters.former import tells_change
from meetings.models import Invitation, Letter

_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def attached(invitation: Invitation) -> list[dict[str, Any]]:
    """The letter of an invitation whose document is there; where all recipients have one letter in common, that one and the sheet with the
    recipient's pass."""
    assert invitation.document_id is not None  # -- assured
    letter = invitation.letter
    own = outbox.attach_document(letter_file_name(invitation), invitation.document_id)
    if letter.signed_id is None:
        return [own]
    return [outbox.attach_document(file_name_for(letter, ""), letter.signed_id), own]


def letter_file_name(invitation: Invitation) -> str:
    """What the participant's letter is called as a file, or the sheet with their pass beside a letter that all have in common."""
    if invitation.letter.signed_id is not None:
        return f"Tanda masuk - {_fit(invitation.participant.name)}.pdf"
    return file_name_for(invitation.letter, invitation.participant.name)


def file_name_for(letter: Letter, person: str) -> str:
    """``Undangan - <name>.pdf``, of a letter of change ``Perubahan undangan - <name>.pdf``; characters that file systems refuse become
    blanks."""
    kind = "Perubahan undangan" if tells_change(letter) else "Undangan"
    name = _fit(person)
    return f"{kind} - {name}.pdf" if name else f"{kind}.pdf"


def _fit(name: str) -> str:
    """Without a dot at the end, to which the suffix would add another: ``Kartini D.``"""
    return " ".join(_UNFIT.sub(" ", name).split())[:80].rstrip(" .")

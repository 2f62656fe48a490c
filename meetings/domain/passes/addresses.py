"""Personal addresses: the answer page of an invitation, the page of a pass. Derived, so they can be printed again."""

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from meetings import passcode
from meetings.config import current_settings
from meetings.domain.passes.issuing import code_of, hash_of
from meetings.extensions import db
from meetings.models import Invitation, Meeting, Participant, Pass


def answer_token(invitation_id: str) -> str:
    """The unguessable token of an invitation's answer page."""
    return passcode.derive_token(current_settings().code_key, "answer", invitation_id)


def token_hash(token: str) -> str:
    """Under which ``Invitation.token_hash`` a token is found."""
    return passcode.lookup_hash(current_settings().code_key, token)


def answer_link(invitation_id: str) -> str:
    """The absolute address of an invitation's answer page."""
    return f"{current_app.config['SETTINGS'].base_url}/u/{answer_token(invitation_id)}"


def pass_link(issued: Pass) -> str:
    """The absolute address of a pass, as its QR says it: in capitals, so the symbol stays small."""
    return f"{current_app.config['SETTINGS'].base_url}/P/{code_of(issued)}".upper()


def pass_page(issued: Pass) -> str:
    """The same page as a link for mails and messages."""
    return f"{current_app.config['SETTINGS'].base_url}/p/{code_of(issued)}"


def find_invitation(text: str) -> Invitation | None:
    """The invitation that a token, as somebody typed it, opens, with letter, participant and meeting; None for any other."""
    token = passcode.read_token(text)
    if token is None:
        return None
    statement = (
        sa.select(Invitation)
        .where(Invitation.token_hash == token_hash(token))
        .options(
            joinedload(Invitation.letter),
            joinedload(Invitation.document),
            joinedload(Invitation.participant).joinedload(Participant.category),
            joinedload(Invitation.meeting).joinedload(Meeting.organisation),
        )
    )
    return db.session.scalar(statement)


def find_pass(text: str) -> Pass | None:
    """The pass whose code this is, as somebody typed it, in whatever state; with participant and meeting."""
    code = passcode.read_code(passcode.as_typed(text))
    if code is None:
        return None
    statement = (
        sa.select(Pass)
        .where(Pass.code_hash == hash_of(code))
        .options(joinedload(Pass.participant).joinedload(Participant.meeting).joinedload(Meeting.organisation))
    )
    return db.session.scalar(statement)

"""Personal addresses: the answer page of an invitation, the page of a pass. Derived, so they can be printed again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from meetings import passcode
from meetings.config import current_settings
from meetings.domain import code_keys
from meetings.domain.passes.issuing import code_of, hash_of
from meetings.extensions import db
from meetings.models import FormerLink, Invitation, Meeting, Participant, Pass

SAMPLE_CODE = "M1" + "0" * 27


def _seeds(row_id: Any, version: Any) -> sa.ColumnElement[str]:
    """What an invitation's token is derived from, in SQL: see `_seed`."""
    return sa.case((version == 1, row_id), else_=row_id + "." + sa.cast(version, sa.String))


_SEED = _seeds(Invitation.id, Invitation.link_version)
_FORMER_SEED = _seeds(FormerLink.invitation_id, FormerLink.version)


def answer_token(invitation_id: str, kept: str | None = None, *, version: int = 1) -> str:
    """The unguessable token of an invitation's answer page; ``kept`` is its ``token_hash``, unless the row is just being made.
    ``version``: which link of the invitation, see `replace_answer_link`."""
    seed = _seed(invitation_id, version)
    return passcode.derived(current_settings().code_keys, lambda key: passcode.derive_token(key, "answer", seed), kept)


def token_of(invitation: Invitation) -> str:
    """The token of the answer page as it is now."""
    return answer_token(invitation.id, invitation.token_hash, version=invitation.link_version)


def _seed(invitation_id: str, version: int) -> str:
    return invitation_id if version == 1 else f"{invitation_id}.{version}"


def replace_answer_link(invitation: Invitation, at: datetime) -> None:
    """From now on the invitation has another link: whoever holds the old one, say a lost letter, comes no further with it and is told that
    it was replaced."""
    former = {"token_hash": invitation.token_hash, "short_hash": invitation.short_hash, "version": invitation.link_version}
    db.session.add(FormerLink(invitation_id=invitation.id, replaced_at=at, **former))
    invitation.link_version += 1
    invitation.token_hash = token_hash(answer_token(invitation.id, version=invitation.link_version))
    if invitation.short_hash:
        invitation.short_hash = token_hash(short_code(invitation.id, version=invitation.link_version))


def token_hash(token: str) -> str:
    """Under which ``Invitation.token_hash`` a token is found."""
    return passcode.lookup_hash(current_settings().code_key, token)


def short_code(invitation_id: str, kept: str | None = None, *, version: int = 1) -> str:
    """The code of the same page that a person can type; ``kept`` is its ``short_hash``, unless the row is just being made."""
    seed = _seed(invitation_id, version)
    return passcode.derived(current_settings().code_keys, lambda key: passcode.derive_short(key, seed), kept)


def printed_code(invitation: Invitation) -> str:
    """The code as paper prints it; empty for an invitation from before there were any, which none would open."""
    if not invitation.short_hash:
        return ""
    return passcode.show_short(short_code(invitation.id, invitation.short_hash, version=invitation.link_version))


def short_page() -> str:
    """Where codes are typed: ``https://HOST/k``."""
    return f"{current_app.config['SETTINGS'].base_url}/k"


def answer_link(invitation: Invitation) -> str:
    """The absolute address of an invitation's answer page."""
    return f"{current_app.config['SETTINGS'].base_url}/u/{token_of(invitation)}"


def sample_links() -> tuple[str, str]:
    """(answer page, pass page) as long as real ones, to be looked at: they open nothing."""
    base = current_app.config["SETTINGS"].base_url
    return f"{base}/u/{'0' * len(answer_token(''))}", f"{base}/p/{SAMPLE_CODE}"


def pass_link(issued: Pass) -> str:
    """The absolute address of a pass, as its QR says it: in capitals, so the symbol stays small."""
    return f"{current_app.config['SETTINGS'].base_url}/P/{code_of(issued)}".upper()


def pass_page(issued: Pass) -> str:
    """The same page as a link for mails and messages."""
    return f"{current_app.config['SETTINGS'].base_url}/p/{code_of(issued)}"


def rehash_codes() -> int:
    """After ``token_key`` was rotated: find every pass and answer page under the newest key; how many were not."""
    code_keys.rehash(Invitation, Invitation.short_hash, code_keys.short, _SEED)  # beside the token, and not counted again
    code_keys.rehash(FormerLink, FormerLink.short_hash, code_keys.short, _FORMER_SEED)  # these open nothing
    code_keys.rehash(FormerLink, FormerLink.token_hash, code_keys.token("answer"), _FORMER_SEED)
    return code_keys.rehash(Pass, Pass.code_hash, code_keys.code) + code_keys.rehash(
        Invitation, Invitation.token_hash, code_keys.token("answer"), _SEED
    )


def count_former_codes() -> int:
    """How many passes and answer pages were made with a former ``token_key`` and need it to be printed again."""
    answers = code_keys.count_former(Invitation, Invitation.token_hash, code_keys.token("answer"), _SEED)
    return code_keys.count_former(Pass, Pass.code_hash, code_keys.code) + answers


def find_invitation(text: str) -> Invitation | None:
    """The invitation that a token, as somebody typed it, opens, with letter, participant and meeting; None for any other."""
    token = passcode.read_token(text)
    return _find_invitation(Invitation.token_hash == token_hash(token)) if token else None


def find_by_short_code(text: str) -> Invitation | None:
    """The same by the short code."""
    code = passcode.read_short(text)
    return _find_invitation(Invitation.short_hash == token_hash(code)) if code else None


def find_replaced(text: str) -> FormerLink | None:
    """The replaced link that this token or short code, as somebody typed it, belonged to."""
    token, code = passcode.read_token(text), passcode.read_short(text)
    if token:
        which = FormerLink.token_hash == token_hash(token)
    elif code:
        which = FormerLink.short_hash == token_hash(code)
    else:
        return None
    whose = joinedload(FormerLink.invitation).joinedload(Invitation.meeting)
    return db.session.scalar(sa.select(FormerLink).where(which).options(whose))


def _find_invitation(which: sa.ColumnElement[bool]) -> Invitation | None:
    statement = (
        sa.select(Invitation)
        .where(which)
        .options(
            joinedload(Invitation.letter),
            joinedload(Invitation.document),
            joinedload(Invitation.participant).joinedload(Participant.category),
            joinedload(Invitation.meeting).joinedload(Meeting.organisation),
        )
    )
    return db.session.scalar(statement)


def find_passes(texts: Iterable[str]) -> Sequence[Pass]:
    """The passes, in whatever state, whose codes are among what QR codes say; with their participants."""
    hashes = [hash_of(code) for code in map(passcode.read_code, texts) if code]
    return db.session.scalars(sa.select(Pass).where(Pass.code_hash.in_(hashes)).options(joinedload(Pass.participant))).all()


def find_pass(text: str) -> Pass | None:
    """The pass whose code this is, as somebody typed it, in whatever state; with participant and meeting."""
    code = passcode.read_code(text)
    if code is None:
        return None
    return db.session.scalar(_pass_found(), {"hash": hash_of(code)})


@cache  # a hall of guests asks at once: making the statement takes longer than sending it
def _pass_found() -> sa.Select[Pass]:
    whole = joinedload(Pass.participant).joinedload(Participant.meeting).joinedload(Meeting.organisation)
    return sa.select(Pass).where(Pass.code_hash == sa.bindparam("hash")).options(whole)

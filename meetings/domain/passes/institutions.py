"""The address behind which an institution names its people: derived like the answer page's, so it can be sent again."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meetings import passcode
from meetings.config import current_settings
from meetings.domain import code_keys
from meetings.extensions import db
from meetings.models import Delegation, Meeting

PURPOSE = "delegation"
_SEED = Delegation.id + "." + sa.cast(Delegation.link_version, sa.String)


def institution_token(delegation_id: str, version: int, kept: str | None = None) -> str:
    """The unguessable token of a link; ``kept`` is its ``token_hash``, unless the link is just being made."""
    seed = f"{delegation_id}.{version}"
    return passcode.derived(current_settings().code_keys, lambda key: passcode.derive_token(key, PURPOSE, seed), kept)


def institution_link(delegation: Delegation) -> str:
    """The absolute address of an institution's page."""
    token = institution_token(delegation.id, delegation.link_version, delegation.token_hash)
    return f"{current_settings().base_url}/d/{token}"


def find_delegation(text: str) -> Delegation | None:
    """The delegation that a token, as somebody typed it, opens, with meeting and category; None for any other."""
    token = passcode.read_token(text)
    if not token:
        return None
    whose = joinedload(Delegation.meeting).joinedload(Meeting.organisation), joinedload(Delegation.category)
    hashed = passcode.lookup_hash(current_settings().code_key, token)
    return db.session.scalar(sa.select(Delegation).where(Delegation.token_hash == hashed).options(*whose))


def rehash_institutions() -> int:
    """After ``token_key`` was rotated: find every institution's page under the newest key; how many were not."""
    return code_keys.rehash(Delegation, Delegation.token_hash, code_keys.token(PURPOSE), _SEED)


def count_former_institutions() -> int:
    """How many institutions' links were made with a former ``token_key``."""
    return code_keys.count_former(Delegation, Delegation.token_hash, code_keys.token(PURPOSE), _SEED)

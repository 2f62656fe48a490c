"""Papers made from published minutes end with them; ``decided`` makes them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from meetings.domain.documents import EXTRACTS, ISSUED
from meetings.enums import DocumentState
from meetings.extensions import db
from meetings.models import Document, Minutes


def end_extracts(minutes_ids: Sequence[str], by: Document, at: datetime) -> None:
    """What these minutes said does not hold any more: ``by``, their own document, was withdrawn, or is the one that takes their place. Papers
    that are not issued yet never will be."""
    mine = Document.kind.in_(EXTRACTS), Document.about_id.in_(minutes_ids)
    silently = {"synchronize_session": False}
    db.session.execute(sa.delete(Document).where(*mine, Document.state.not_in(ISSUED)).execution_options(**silently))
    if by.state is DocumentState.REVOKED:
        ended = {"state": DocumentState.REVOKED, "revoked_at": at, "revoke_reason": by.revoke_reason}
    else:
        ended = {"state": DocumentState.SUPERSEDED}
        replaced = {"superseded_by_id": by.id}
        db.session.execute(sa.update(Document).where(*mine).values(replaced).execution_options(**silently))
    holding = Document.state == DocumentState.PUBLISHED
    db.session.execute(sa.update(Document).where(*mine, holding).values(updated_at=at, **ended).execution_options(**silently))


def had_extracts(minutes: Minutes) -> bool:
    """Whether papers were made from a version before this one, which are to be made again from it."""
    older = sa.select(Minutes.id).where(Minutes.session_id == minutes.session_id, Minutes.version < minutes.version)
    return (
        db.session.scalar(sa.select(Document.id).where(Document.kind.in_(EXTRACTS), Document.about_id.in_(older)).limit(1))
        is not None
    )

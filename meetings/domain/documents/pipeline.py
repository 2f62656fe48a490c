"""A document's way: queued with its cause → claimed by one worker → rendered → kept with its hash.

The row is the truth. A worker claims rows with one conditional UPDATE; a crash in between leaves a claim that goes
stale and is released by the sweep. Rendering the same content twice is harmless: the second result is dropped.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from meetings import passcode
from meetings.enums import DocumentKind, DocumentState, SecurityClass
from meetings.extensions import db, nudges
from meetings.models import Document, Meeting
from meetings.storage import storage

STALE_AFTER = timedelta(minutes=5)
MOST_ATTEMPTS = 5


def _token_key() -> bytes:
    return hashlib.sha256(current_app.config["SETTINGS"].token_key.encode()).digest()


def verification_token(document: Document) -> str:
    """The unguessable token in the verification address of ``document``."""
    return passcode.derive_token(_token_key(), "verify", document.id)


def queue_document(
    kind: DocumentKind,
    subject: str,
    *,
    meeting: Meeting,
    title: str,
    at: datetime,
    version: int = 1,
    number: str = "",
    signer: str = "",
    security: SecurityClass = SecurityClass.NORMAL,
    content: dict[str, Any] | None = None,
) -> Document:
    """Add a document to be rendered, in the caller's transaction, and hurry a worker after the commit.

    (kind, subject, version) is unique: queueing the same again raises IntegrityError at flush.
    """
    document = Document(
        id=passcode.new_id(),
        organisation_id=meeting.organisation_id,
        meeting_id=meeting.id,
        kind=kind,
        subject=subject,
        version=version,
        title=title[:300],
        number=number,
        signer=signer[:300],
        security=security,
        content=content or {},
        state=DocumentState.QUEUED,
        created_at=at,
        updated_at=at,
    )
    document.verify_hash = passcode.lookup_hash(_token_key(), verification_token(document))
    db.session.add(document)
    nudges.remember(db.session(), "render_documents")
    return document


def requeue_document(document: Document, at: datetime) -> None:
    """Render a draft document again (its content has changed). Never for a published one."""
    document.state, document.attempts, document.claimed_at, document.error = DocumentState.QUEUED, 0, None, ""
    document.updated_at = at
    nudges.remember(db.session(), "render_documents")


def claim_documents(at: datetime, limit: int = 1, *, kinds: Sequence[DocumentKind] = tuple(DocumentKind)) -> list[str]:
    """Ids of up to ``limit`` queued documents, now this worker's; oldest first. The caller commits at once."""
    waiting = (
        sa.select(Document.id)
        .where(Document.state == DocumentState.QUEUED, Document.kind.in_(kinds))
        .order_by(Document.updated_at)
        .limit(limit)
    )
    if db.session.get_bind().dialect.name == "postgresql":
        waiting = waiting.with_for_update(skip_locked=True)
    claim = (
        sa.update(Document)
        .where(Document.id.in_(waiting.scalar_subquery()), Document.state == DocumentState.QUEUED)
        .values(state=DocumentState.RENDERING, claimed_at=at, attempts=Document.attempts + 1, updated_at=at)
        .returning(Document.id)
        .execution_options(synchronize_session=False)
    )
    return list(db.session.scalars(claim))


def finish_document(
    document_id: str, data: bytes, at: datetime, *, pages: int | None, published: bool = False
) -> bool:
    """Keep the rendered bytes and mark the document ready (or published); False when it was not ours any more."""
    key = storage.put("documents", data)
    values: dict[str, Any] = {
        "state": DocumentState.PUBLISHED if published else DocumentState.READY,
        "storage_key": key,
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "pages": pages,
        "error": "",
        "updated_at": at,
    }
    if published:
        values["published_at"] = at
    done = db.session.execute(
        sa.update(Document)
        .where(Document.id == document_id, Document.state == DocumentState.RENDERING)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def fail_document(document_id: str, message: str, at: datetime) -> None:
    """Put a document back in the queue after an error, or give up after several attempts."""
    db.session.execute(
        sa.update(Document)
        .where(Document.id == document_id, Document.state == DocumentState.RENDERING)
        .values(
            state=sa.case(
                (Document.attempts >= MOST_ATTEMPTS, DocumentState.FAILED.value), else_=DocumentState.QUEUED.value
            ),
            error=message[:2000],
            updated_at=at,
        )
        .execution_options(synchronize_session=False)
    )


def release_stale_documents(at: datetime) -> int:
    """Return documents whose worker died to the queue; how many."""
    released = db.session.execute(
        sa.update(Document)
        .where(Document.state == DocumentState.RENDERING, Document.claimed_at < at - STALE_AFTER)
        .values(state=DocumentState.QUEUED, updated_at=at)
        .execution_options(synchronize_session=False)
    )
    return int(released.rowcount)  # type: ignore[attr-defined]

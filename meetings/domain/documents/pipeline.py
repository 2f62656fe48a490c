"""A document's way: queued with its cause → claimed by one worker → rendered → kept with its hash.

The row is the truth. A worker claims rows with one conditional UPDATE; a crash in between leaves a claim that goes
stale and is released by the sweep. Rendering the same content twice is harmless: the second result is dropped.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from meetings import passcode, worker
from meetings.config import current_settings
from meetings.enums import DocumentKind, DocumentState, SecurityClass
from meetings.extensions import db, nudges
from meetings.models import Document, Meeting
from meetings.storage import storage

MOST_ATTEMPTS = 5
PAUSE = timedelta(seconds=10)  # before a failed rendering is tried again
REST = 8  # seconds at least before a draft under the pen is printed again; a long one waits a second a page


def verification_token(document: Document) -> str:
    """The unguessable token in the verification address of ``document``."""
    return passcode.derive_token(current_settings().code_key, "verify", document.id)


def verification_hash(document: Document) -> str:
    """Under which ``Document.verify_hash`` its token is found."""
    return passcode.lookup_hash(current_settings().code_key, verification_token(document))


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
    document.verify_hash = verification_hash(document)
    db.session.add(document)
    nudges.remember(db.session(), "render_documents")
    return document


def renew_document(kind: DocumentKind, subject: str, *, meeting: Meeting, title: str, at: datetime) -> None:
    """Have a paper that shows the rows as they are now made, or made again; one that is on its way already is enough."""
    try:
        with db.session.begin_nested():
            queue_document(kind, subject, meeting=meeting, title=title, at=at)
    except IntegrityError:
        db.session.execute(
            sa.update(Document)
            .where(
                Document.kind == kind,
                Document.subject == subject,
                Document.state.in_((DocumentState.READY, DocumentState.FAILED)),
            )
            .values(state=DocumentState.QUEUED, title=title[:300], attempts=0, claimed_by="", error="", updated_at=at)
            .execution_options(synchronize_session=False)
        )


def requeue_document(document_id: str, at: datetime) -> None:
    """Render a draft again soon, its content has changed; never for a published document.

    ``updated_at`` of a queued row is when it is due: a row that waits already takes this change along, so many edits make
    one rendering. A rendering that is under way loses its claim, and its outcome is dropped.
    """
    pages = db.session.scalar(sa.select(Document.pages).where(Document.id == document_id)) or 0
    due = at + timedelta(seconds=max(REST, pages))
    db.session.execute(
        sa.update(Document)
        .where(
            Document.id == document_id,
            Document.state.in_((DocumentState.READY, DocumentState.RENDERING, DocumentState.FAILED)),
        )
        .values(state=DocumentState.QUEUED, attempts=0, claimed_at=None, claimed_by="", error="", updated_at=due)
        .execution_options(synchronize_session=False)
    )


def claim_documents(
    at: datetime, limit: int = 1, *, kinds: Sequence[DocumentKind] = tuple(DocumentKind), attempts: int = MOST_ATTEMPTS
) -> list[str]:
    """Ids of up to ``limit`` queued documents that are due and were tried at most ``attempts`` times, now this worker's; oldest
    first. The caller commits at once."""
    waiting: sa.Select[str] = (
        sa.select(Document.id)
        .where(
            Document.state == DocumentState.QUEUED,
            Document.updated_at <= at,
            Document.kind.in_(kinds),
            Document.attempts <= attempts,
        )
        .order_by(Document.number == "", Document.updated_at)  # a publication is waited for, a draft is not
        .limit(limit)
    )
    if db.session.get_bind().dialect.name == "postgresql":
        # A CTE is run once; a subquery behind IN may run again for each row, and each time skip what it has locked.
        locked = waiting.with_for_update(skip_locked=True).cte("locked")
        waiting = sa.select(locked.c.id)
    claim = (
        sa.update(Document)
        .where(Document.id.in_(waiting), Document.state == DocumentState.QUEUED)
        .values(
            state=DocumentState.RENDERING,
            claimed_at=at,
            claimed_by=worker.claim_name(),
            attempts=Document.attempts + 1,
            updated_at=at,
        )
        .returning(Document.id)
        .execution_options(synchronize_session=False)
    )
    return list(db.session.scalars(claim))


def finish_document(
    document_id: str, data: bytes, at: datetime, *, pages: int | None, published: bool = False, claim: str | None = None
) -> bool:
    """Keep the rendered bytes and mark the document ready (or published); False when it was not ours any more.

    ``claim`` is the row's ``claimed_by`` as the worker read it: a worker that was slow or taken for dead changes nothing.
    """
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
        sa.update(Document).where(_claimed(document_id, claim)).values(**values).execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def fail_document(document_id: str, message: str, at: datetime, *, claim: str | None = None) -> None:
    """Put a document back in the queue after an error, or give up after several attempts."""
    db.session.execute(
        sa.update(Document)
        .where(_claimed(document_id, claim))
        .values(state=_again_or_failed(), error=message[:2000], updated_at=at + PAUSE)
        .execution_options(synchronize_session=False)
    )


def _claimed(document_id: str, claim: str | None) -> sa.ColumnElement[bool]:
    mine = sa.and_(Document.id == document_id, Document.state == DocumentState.RENDERING)
    return mine if claim is None else sa.and_(mine, Document.claimed_by == claim)


def _again_or_failed() -> sa.ColumnElement[str]:
    return sa.case((Document.attempts >= MOST_ATTEMPTS, DocumentState.FAILED.value), else_=DocumentState.QUEUED.value)


def give_back_documents(document_ids: Sequence[str], at: datetime) -> None:
    """Return claimed documents that were not begun to the queue, without counting an attempt."""
    db.session.execute(
        sa.update(Document)
        .where(Document.id.in_(document_ids), Document.state == DocumentState.RENDERING)
        .values(state=DocumentState.QUEUED, attempts=Document.attempts - 1, claimed_by="", updated_at=at)
        .execution_options(synchronize_session=False)
    )


def release_stale_documents(at: datetime, stale_after: timedelta) -> int:
    """Return documents whose worker died to the queue; how many. A dead process of this machine is known at once.

    One that killed its worker several times is given up, so that it cannot do so for ever.
    """
    rendering = Document.state == DocumentState.RENDERING
    claims = db.session.scalars(sa.select(Document.claimed_by).where(rendering).distinct()).all()
    gone = [claim for claim in claims if worker.is_gone(claim)]
    released = db.session.execute(
        sa.update(Document)
        .where(rendering, sa.or_(Document.claimed_at < at - stale_after, Document.claimed_by.in_(gone)))
        .values(state=_again_or_failed(), updated_at=at)
        .execution_options(synchronize_session=False)
    )
    if released.rowcount:  # type: ignore[attr-defined]
        nudges.remember(db.session(), "render_documents")
        nudges.remember(db.session(), "render_letters")
    return int(released.rowcount)  # type: ignore[attr-defined]

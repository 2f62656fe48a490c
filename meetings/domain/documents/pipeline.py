"""A document's way: queued with its cause → claimed by one worker → rendered → kept with its hash.

The row is the truth; workers share the rows by claims, and a crash leaves one that the sweep releases. Rendering the same content
twice is harmless: the second result is dropped.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from meetings import passcode
from meetings.config import current_settings
from meetings.domain.claims import Claimed, Claims
from meetings.enums import DocumentKind, DocumentState, SecurityClass, Task
from meetings.extensions import db, nudges
from meetings.models import Document, Meeting, Organisation, Signature
from meetings.models.base import UtcDateTime
from meetings.storage import storage

CLAIMS = Claims(
    Document,
    waiting=DocumentState.QUEUED,
    held=DocumentState.RENDERING,
    order=(Document.final.desc(), Document.updated_at),  # a publication is waited for, a draft is not
    due=Document.updated_at,
)
MOST_ATTEMPTS = 5
PAUSE = timedelta(seconds=10)  # before a failed rendering is tried again
REST = 8  # seconds at least before a draft under the pen is printed again; a long one waits a second a page


def verification_token(document: Document) -> str:
    """The unguessable token in the verification address of ``document``."""
    keys = current_settings().code_keys
    return passcode.derived(keys, lambda key: passcode.derive_token(key, "verify", document.id), document.verify_hash)


def verification_hash(document: Document) -> str:
    """Under which ``Document.verify_hash`` its token is found."""
    return passcode.lookup_hash(current_settings().code_key, verification_token(document))


def queue_document(
    kind: DocumentKind,
    about_id: str,
    *,
    meeting: Meeting | None = None,
    organisation: Organisation | None = None,
    title: str,
    at: datetime,
    form: str = "",
    final: bool = False,
    version: int = 1,
    number: str = "",
    signer: str = "",
    security: SecurityClass = SecurityClass.NORMAL,
    content: dict[str, Any] | None = None,
    published_at: datetime | None = None,
) -> Document:
    """Add a document of a meeting or, where it is about several, of an organisation to be rendered, in the caller's transaction, and hurry
    a worker after the commit.

    ``published_at``: when it was issued, where that is not the moment at which its file is made. ``about_id`` and ``form`` say what it shows (see ``Document``), ``final`` that it is issued once it is made. Queueing the same
    kind, about, form, finality and version again raises IntegrityError at flush.
    """
    owner = meeting.organisation_id if meeting is not None else organisation.id if organisation is not None else None
    document = Document(
        id=passcode.new_id(),
        organisation_id=owner,
        meeting_id=meeting.id if meeting is not None else None,
        kind=kind,
        about_id=about_id,
        form=form,
        final=final,
        version=version,
        title=title[:300],
        number=number,
        signer=signer[:300],
        security=security,
        content=content or {},
        published_at=published_at,
        state=DocumentState.QUEUED,
        created_at=at,
        updated_at=at,
    )
    document.verify_hash = verification_hash(document)
    db.session.add(document)
    nudges.remember(db.session(), Task.RENDER_DOCUMENTS)
    return document


def renew_document(
    kind: DocumentKind,
    about_id: str,
    form: str,
    *,
    meeting: Meeting | None = None,
    organisation: Organisation | None = None,
    title: str,
    at: datetime,
    content: dict[str, Any] | None = None,
) -> None:
    """Have a paper that shows the rows as they are now made, or made again; one that is on its way already is enough, unless ``content``
    says what it is to show."""
    before = [DocumentState.READY, DocumentState.FAILED]
    shown: dict[str, Any] = {}
    if content:
        before += [DocumentState.QUEUED, DocumentState.RENDERING]
        shown = {"content": content, "claimed_at": None}
    try:
        with db.session.begin_nested():
            about: dict[str, Any] = {"meeting": meeting, "organisation": organisation}
            queue_document(kind, about_id, **about, title=title, at=at, form=form, content=content)
    except IntegrityError:
        db.session.execute(
            sa.update(Document)
            .where(
                Document.kind == kind,
                Document.about_id == about_id,
                Document.form == form,
                Document.state.in_(before),
            )
            .values(state=DocumentState.QUEUED, title=title[:300], attempts=0, claimed_by="", error="", updated_at=at, **shown)
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
) -> Claimed:
    """Take up to ``limit`` queued documents that are due and were tried at most ``attempts`` times: publications first, then the
    oldest. The caller commits at once."""
    return CLAIMS.claim(
        at,
        limit,
        Document.updated_at <= at,
        Document.kind.in_(kinds),
        Document.attempts <= attempts,
        attempts=Document.attempts + 1,
    )


def finish_document(
    document_id: str, claim: str, data: bytes, at: datetime, *, pages: int | None, content: dict[str, Any] | None = None
) -> bool:
    """Keep the rendered bytes: a final document is published by it, or waits for its signatures; any other is ready. ``content``: what of the
    rows it shows, where that is frozen only now. False when it was not ours any more."""
    key = storage.put("documents", data)
    unsigned = sa.exists().where(Signature.document_id == Document.id, Signature.signed_at.is_(None)).correlate(Document)
    frozen: dict[str, Any] = {} if content is None else {"content": content}
    finished = CLAIMS.change(
        [document_id],
        claim,
        **frozen,
        state=sa.case(
            (~Document.final, DocumentState.READY.value),
            (unsigned, DocumentState.SIGNING.value),
            else_=DocumentState.PUBLISHED.value,
        ),
        published_at=sa.case(
            (sa.or_(~Document.final, unsigned), sa.null()),
            else_=sa.func.coalesce(Document.published_at, sa.literal(at, UtcDateTime)),
        ),
        storage_key=key,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        pages=pages,
        as_of=Document.claimed_at,  # the rows are read after that, and whoever changes them later takes the claim away
        error="",
        updated_at=at,
    )
    return bool(finished)


def fail_document(document_id: str, claim: str, message: str, at: datetime) -> bool:
    """Put a document back in the queue after an error, or give it up after several attempts; says whether it is given up now."""
    failed = fail_documents(Claimed(claim, [document_id]), message, at)
    state = sa.select(Document.state).where(Document.id == document_id)
    return bool(failed) and db.session.scalar(state) is DocumentState.FAILED


def fail_documents(claimed: Claimed, message: str, at: datetime) -> int:
    """The same for all that the worker still holds; how many. The attempt counts: what is claimed again comes in smaller groups."""
    again: dict[str, Any] = {"state": _again_or_failed(), "claimed_by": "", "claimed_at": None}
    return CLAIMS.change(claimed.ids, claimed.claim, **again, error=message[:2000], updated_at=at + PAUSE)


def _again_or_failed() -> sa.ColumnElement[str]:
    return sa.case((Document.attempts >= MOST_ATTEMPTS, DocumentState.FAILED.value), else_=DocumentState.QUEUED.value)


def renew_claim(claimed: Claimed, at: datetime) -> int:
    """Say that the worker is still at these documents; how many of them it still holds."""
    return CLAIMS.renew(claimed, at)


def give_back_documents(claimed: Claimed, at: datetime) -> None:
    """Return to the queue what the worker has not finished of these documents, without counting an attempt."""
    CLAIMS.give_back(claimed, at, attempts=Document.attempts - 1)


def release_stale_documents(at: datetime, stale_after: timedelta) -> int:
    """Return documents whose worker died to the queue; how many.

    One that killed its worker several times is given up, so that it cannot do so for ever.
    """
    released = CLAIMS.release_stale(at, stale_after, state=_again_or_failed())
    if released:
        nudges.remember(db.session(), Task.RENDER_DOCUMENTS)
        nudges.remember(db.session(), Task.RENDER_LETTERS)
    return released

"""What the public may know of an issued document, found by the token in its QR."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload

from meetings import passcode
from meetings.config import current_settings
from meetings.domain import code_keys
from meetings.enums import DocumentKind, DocumentState, SecurityClass
from meetings.extensions import db
from meetings.models import Document, Meeting, Organisation, Signature

ISSUED = (DocumentState.PUBLISHED, DocumentState.SUPERSEDED, DocumentState.REVOKED)


@dataclass(frozen=True)
class Issued:
    """An issued document with what its page names around it."""

    document: Document
    organisation: Organisation
    meeting: Meeting | None
    newest: Document | None  # the last version issued after this one, superseded or withdrawn
    newest_dated: date | None  # the date on that paper
    dated: date | None  # the date on the paper, where it is another than that of its publication
    signatures: Sequence[Signature]  # that it bears; none: it was approved in the service alone
    approved_by: str  # who approved it there, as the paper says; empty where it says nobody
    zone: str  # in which the paper tells its hours; else that of its meeting or organisation now

    @property
    def may_download(self) -> bool:
        """Only ordinary papers are handed out; of others the page confirms a file that somebody has already. A letter that was
        printed again carries a QR that opens no door, and what was revoked is nobody's to spread."""
        old_letter = self.document.kind is DocumentKind.LETTER and self.document.state is DocumentState.SUPERSEDED
        return self.document.security is SecurityClass.NORMAL and not old_letter and not self.revoked

    @property
    def revoked(self) -> bool:
        """Taken back: its page says so, and names nobody."""
        return self.document.state is DocumentState.REVOKED

    @property
    def title(self) -> str:
        """What the document is about; empty for a revoked letter, whose title names the addressee."""
        return "" if self.revoked and self.document.kind is DocumentKind.LETTER else self.document.title


def rehash_documents() -> int:
    """After ``token_key`` was rotated: find every document under the newest key; how many were not."""
    return code_keys.rehash(Document, Document.verify_hash, code_keys.token("verify"))


def count_former_documents() -> int:
    """How many documents were made with a former ``token_key`` and need it to be printed again."""
    return code_keys.count_former(Document, Document.verify_hash, code_keys.token("verify"))


def find_issued(text: str) -> Issued | None:
    """The issued document behind a token, as somebody typed it, or None; drafts and documents still being made have no page."""
    token = passcode.read_token(text)
    if token is None:
        return None
    key = current_settings().code_key
    row: Any = db.session.execute(
        sa.select(Document, *(Document.content[name].as_string() for name in ("signed_on", "zone", "approved_by")))
        .where(Document.verify_hash == passcode.lookup_hash(key, token), Document.state.in_(ISSUED))
        .options(defer(Document.content))
    ).one_or_none()
    if row is None:
        return None
    document, signed_on, zone, approved_by = row
    organisation = db.session.get_one(Organisation, document.organisation_id)
    meeting = None
    if document.meeting_id is not None:
        meeting = db.session.get_one(Meeting, document.meeting_id, options=[joinedload(Meeting.organisation)])
    dated = date.fromisoformat(signed_on) if signed_on else None
    newest = _newest(document)
    if newest is not None and newest.state not in ISSUED:
        newest = None  # still being printed
    zone = zone or (meeting or organisation).timezone
    newest_dated = _dated(newest) if newest else None
    borne = sa.select(Signature).where(Signature.document_id == document.id).order_by(Signature.place)
    signatures = db.session.scalars(borne).all()
    return Issued(document, organisation, meeting, newest, newest_dated, dated, signatures, approved_by or "", zone)


def _dated(document: Document) -> date | None:
    signed_on = db.session.scalar(sa.select(Document.content["signed_on"].as_string()).where(Document.id == document.id))
    if signed_on:
        return date.fromisoformat(signed_on)
    return document.published_at.date() if document.published_at else None


def other_version(document: Document, sha256: str) -> Document | None:
    """An issued version of the same paper whose file has this hash, other than ``document`` itself."""
    family = {(_newest(document) or document).id}
    found: set[str] = family
    while found:
        older = sa.select(Document.id).where(Document.superseded_by_id.in_(found), Document.id.not_in(family))
        found = set(db.session.scalars(older))
        family |= found
    return db.session.scalars(
        sa.select(Document)
        .where(Document.id.in_(family - {document.id}), Document.state.in_(ISSUED), Document.sha256 == sha256)
        .options(defer(Document.content))
    ).first()


def _newest(document: Document) -> Document | None:
    """Follow ``superseded_by`` to its end; versions are few, and the chain cannot turn back."""
    newest, seen = document, {document.id}
    while newest.superseded_by_id and newest.superseded_by_id not in seen:
        seen.add(newest.superseded_by_id)
        newest = db.session.get_one(Document, newest.superseded_by_id, options=[defer(Document.content)])
    return newest if newest is not document else None

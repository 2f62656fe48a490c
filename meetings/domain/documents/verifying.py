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
from meetings.enums import DocumentKind, DocumentState, LetterState, SecurityClass
from meetings.extensions import db
from meetings.models import Document, Invitation, Letter, Meeting, Organisation, Signature

EXTRACTS = (DocumentKind.EXTRACT, DocumentKind.DECISIONS)  # of minutes
OF_ONE_PERSON = (DocumentKind.LETTER, DocumentKind.CERTIFICATE)
FROZEN = ("signed_on", "zone", "approved_by", "issued_by")
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
    issued_by: str  # who had an extract issued, as it says
    version: int  # of the paper, for an extract that of its minutes
    newest_version: int
    changed: Letter | None  # of a letter that holds no longer as it is: the newest issued one that follows it
    zone: str  # in which the paper tells its hours; else that of its meeting or organisation now

    @property
    def may_download(self) -> bool:
        """Only ordinary papers are handed out; of others the page confirms a file that somebody has already. A letter that was
        printed again carries a QR that opens no door, a certificate that was renewed says what is wrong of somebody, and what was revoked is
        nobody's to spread."""
        replaced = self.document.kind in OF_ONE_PERSON and self.document.state is DocumentState.SUPERSEDED
        return self.document.security is SecurityClass.NORMAL and not replaced and not self.revoked

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


def zone_of(document: Document) -> str:
    """In which zone (IANA) a document tells its hours, on each of its pages, also those that come later: the one that was frozen with it; else
    that of its meeting or organisation now."""
    if frozen := document.content.get("zone"):
        return str(frozen)
    return _zone_now(document)


def _zone_now(document: Document) -> str:
    if document.meeting_id is not None:
        return db.session.get_one(Meeting, document.meeting_id).timezone
    return db.session.get_one(Organisation, document.organisation_id).timezone


def find_issued(text: str) -> Issued | None:
    """The issued document behind a token, as somebody typed it, or None; drafts and documents still being made have no page."""
    token = passcode.read_token(text)
    if token is None:
        return None
    key = current_settings().code_key
    row: Any = db.session.execute(
        sa.select(Document, *(Document.content[name].as_string() for name in FROZEN), _version())
        .where(Document.verify_hash == passcode.lookup_hash(key, token), Document.state.in_(ISSUED))
        .options(defer(Document.content))
    ).one_or_none()
    if row is None:
        return None
    document, signed_on, zone, approved_by, issued_by, version = row
    if document.kind in EXTRACTS:  # those of before call who had them issued so
        approved_by, issued_by = "", issued_by or approved_by
    organisation = db.session.get_one(Organisation, document.organisation_id)
    meeting = None
    if document.meeting_id is not None:
        meeting = db.session.get_one(Meeting, document.meeting_id, options=[joinedload(Meeting.organisation)])
    dated = date.fromisoformat(signed_on) if signed_on else None
    newest = _newest(document)
    if newest is not None and document.kind in EXTRACTS:
        newest = _same_extract(document, newest) or newest
    if newest is not None and newest.state not in ISSUED:
        newest = None  # still being printed
    zone = zone or _zone_now(document)
    newest_dated = _dated(newest) if newest else None
    borne = sa.select(Signature).where(Signature.document_id == document.id).order_by(Signature.place)
    signatures = db.session.scalars(borne).all()
    return Issued(
        document,
        organisation,
        meeting,
        newest,
        newest_dated,
        dated,
        signatures,
        approved_by or "",
        issued_by or "",
        version or document.version,
        (db.session.scalar(sa.select(_version()).where(Document.id == newest.id)) or newest.version) if newest else 0,
        _changed_by(document),
        zone,
    )


def _same_extract(document: Document, minutes: Document) -> Document | None:
    """The issued extract for the same institution of minutes that took the place of the ones it is an extract of."""
    same = Document.kind == document.kind, Document.form == document.form, Document.about_id == minutes.about_id
    return db.session.scalar(sa.select(Document).where(*same, Document.state.in_(ISSUED)).options(defer(Document.content)))


def _version() -> sa.ColumnElement[int | None]:
    return Document.content["version"].as_integer()


def _changed_by(document: Document) -> Letter | None:
    """The last of the issued letters that change the one whose print this is, one after another; few."""
    if document.kind is not DocumentKind.LETTER:
        return None
    printed = sa.select(Invitation.letter_id).where(Invitation.id == document.about_id).scalar_subquery()
    found: Letter | None = None
    while True:
        corrects = Letter.corrects_id == (found.id if found else printed)
        later = db.session.scalar(sa.select(Letter).where(corrects, Letter.state == LetterState.ISSUED))
        if later is None:
            return found
        found = later


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
        .where(
            Document.kind == document.kind, Document.form == document.form
        )  # minutes take the place of extracts of the ones before
        .options(defer(Document.content))
    ).first()


def _newest(document: Document) -> Document | None:
    """Follow ``superseded_by`` to its end; versions are few, and the chain cannot turn back."""
    newest, seen = document, {document.id}
    while newest.superseded_by_id and newest.superseded_by_id not in seen:
        seen.add(newest.superseded_by_id)
        newest = db.session.get_one(Document, newest.superseded_by_id, options=[defer(Document.content)])
    return newest if newest is not document else None

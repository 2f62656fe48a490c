"""The signed file takes the place of the one that was signed, once; with the last signature the document is issued."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.signing.asking import signatures_of
from meetings.enums import DocumentState, SigningMethod
from meetings.errors import Overtaken, WrongState
from meetings.extensions import db
from meetings.models import Document, Meeting, Signature
from meetings.models.base import change_rows
from meetings.storage import storage


def wanted_signature(document: Document, method: SigningMethod, place: int = 1) -> Signature:
    """The signature that is wanting in this place of the document, by this method. Raises WrongState where there is none (any more)."""
    for each in signatures_of(document) if document.state is DocumentState.SIGNING else ():
        if (each.place, each.method, each.signed_at) == (place, method, None):
            return each
    raise WrongState(_("Naskah ini tidak menunggu tanda tangan itu (lagi)."))


def keep_signed(
    document: Document,
    wanted: Signature,
    signed: bytes,
    actor: Actor,
    at: datetime,
    *,
    pages: int | None = None,
    certificate: Mapping[str, str] | None = None,
) -> None:
    """Keep ``signed`` as the document's file, and beside the signature the file that it was put on. ``pages``: where it has another number
    of them. Raises Overtaken when somebody else was faster: then the document's file is not any more the one that was signed."""
    mine = {
        "signed_at": at,
        "brought_by": actor.name[:300],
        "certificate": dict(certificate or {}),
        "source_key": document.storage_key,
        "source_sha256": document.sha256,
        "updated_at": at,
    }
    left = sa.exists().where(Signature.document_id == Document.id, Signature.signed_at.is_(None)).correlate(Document)
    issued = {
        "storage_key": storage.put("documents", signed),
        "sha256": hashlib.sha256(signed).hexdigest(),
        "size": len(signed),
        "pages": pages or document.pages,
        "state": sa.case((left, DocumentState.SIGNING.value), else_=DocumentState.PUBLISHED.value),
        "published_at": sa.case((left, sa.null()), else_=sa.literal(at, Document.published_at.type)),
        "updated_at": at,
    }
    unsigned = Signature.id == wanted.id, Signature.signed_at.is_(None)
    same = Document.id == document.id, Document.state == DocumentState.SIGNING, Document.sha256 == document.sha256
    for statement in (sa.update(Signature).where(*unsigned).values(mine), sa.update(Document).where(*same).values(issued)):
        if not change_rows(statement.execution_options(synchronize_session=False)):
            raise Overtaken(_("Naskah ini baru saja ditandatangani orang lain. Periksa, lalu tanda tangani lagi."))
    db.session.refresh(document)
    db.session.expire(wanted)
    record(
        actor,
        Action.DOCUMENT_SIGNED,
        at=at,
        meeting=db.session.get(Meeting, document.meeting_id),
        target=document,
        target_name=document.title,
        number=document.number,
        certificate=certificate["subject"] if certificate else "",
    )
    db.session.flush()

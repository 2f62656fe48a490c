"""Which signature a paper needs. While one of its rows is unsigned, its finished file waits instead of being issued
(``documents.finish_document``)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from meetings.enums import DocumentKind, DocumentState, SigningMethod
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Document, Organisation, Signature
from meetings.models.base import change_rows
from meetings.passcode import new_id


def method_for(organisation: Organisation, kind: DocumentKind) -> SigningMethod:
    """How papers of this kind are signed: as the organisation itself says, else the nearest one above it that says so, else approval in the
    service alone."""
    above = sa.select(Organisation.signing).where(Organisation.id.in_(organisation.ancestor_ids))
    for rules in db.session.scalars(above.order_by(Organisation.path.desc())):
        if kind.value in rules:
            return SigningMethod(rules[kind.value])
    return SigningMethod.APPROVAL


def ask_for_signatures(document: Document, blocks: Mapping[int, str], organisation: Organisation, at: datetime) -> None:
    """Have a document that was just queued wait for what the organisation's rule wants. ``blocks``: who signs it (name and office, a line
    each), by the place of their block in its layout, in their order. Approval alone wants nothing; one file comes back with what all have signed."""
    method = method_for(organisation, document.kind)
    if method in (SigningMethod.WET, SigningMethod.ELSEWHERE):
        blocks = {1: "\n".join(blocks.values())[:300]}
    if method is not SigningMethod.APPROVAL:
        common = {"document_id": document.id, "method": method, "created_at": at, "updated_at": at}
        db.session.add_all(Signature(id=new_id(), place=place, signer=signer, **common) for place, signer in blocks.items())


def signatures_of(document: Document) -> Sequence[Signature]:
    """What the document needs and has, in order."""
    return db.session.scalars(sa.select(Signature).where(Signature.document_id == document.id).order_by(Signature.place)).all()


def forget_signatures(document: Document, refusal: str) -> None:
    """Remove a document that waits for signatures and was never issued, with what it waits for. Raises WrongState, in the words of
    ``refusal``, for any other."""
    waiting = Document.id == document.id, Document.state == DocumentState.SIGNING
    removed = change_rows(sa.delete(Document).where(*waiting).execution_options(synchronize_session=False))
    if not removed:
        raise WrongState(refusal)
    db.session.expunge(document)

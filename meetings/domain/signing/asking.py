"""Which signature a paper needs. While one of its rows is unsigned, its finished file waits instead of being issued
(``documents.finish_document``)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from meetings.domain.organisations import family_of
from meetings.enums import DocumentKind, DocumentState, SigningMethod
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Document, Organisation, Signature
from meetings.models.base import change_rows
from meetings.passcode import new_id

# Their chair signs both; letters and certificates are signed in the name of the house.
LIKE = {DocumentKind.ATTENDANCE: DocumentKind.MINUTES, DocumentKind.CERTIFICATE: DocumentKind.LETTER}


def method_for(organisation: Organisation, kind: DocumentKind) -> SigningMethod:
    """How papers of this kind are signed there (`method_in`)."""
    return method_in(family_of(organisation), kind)


def method_in(family: Sequence[Organisation], kind: DocumentKind) -> SigningMethod:
    """How an organisation's papers of this kind, or of the one that they follow, are signed: as it says itself, else the nearest one above it
    that says so, else approval in the service alone. ``family``: the organisation and all above it (`family_of`)."""
    named = LIKE.get(kind, kind).value
    said = (each.signing[named] for each in family if named in each.signing)
    return SigningMethod(next(said, SigningMethod.APPROVAL))


def ask_for_signatures(document: Document, blocks: Mapping[int, str], organisation: Organisation, at: datetime) -> None:
    """Have a document that was just queued wait for what the organisation's rule wants. ``blocks``: who signs it (name and office, a line
    each), by the place of their block in its layout, in their order. Approval alone wants nothing; one file comes back with what all have signed."""
    method = method_for(organisation, document.kind)
    if method in (SigningMethod.WET, SigningMethod.ELSEWHERE):
        blocks = {1: "\n".join(blocks.values())[:300]}
    if method is not SigningMethod.APPROVAL:
        common = {"document_id": document.id, "method": method, "created_at": at, "updated_at": at}
        db.session.add_all(Signature(id=new_id(), place=place, signer=signer, **common) for place, signer in blocks.items())


def ask_for_many(document_ids: Iterable[str], method: SigningMethod, signer: str, at: datetime) -> None:
    """The same for many documents of one signer and one block, which are signed by ``method``; one statement."""
    common = {"place": 1, "method": method, "signer": signer[:300], "created_at": at, "updated_at": at}
    rows = [{"id": new_id(), "document_id": each} | common for each in document_ids]
    if rows and method is not SigningMethod.APPROVAL:
        db.session.execute(sa.insert(Signature), rows)


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

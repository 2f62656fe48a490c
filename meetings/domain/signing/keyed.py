"""Signed electronically with a key that its holder brings: it signs in this request, and is not kept."""

import hashlib
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.documents.signing.pades import Key, KeyRefused
from meetings.documents.signing.room import find_room
from meetings.documents.signing.stamp import Stamp, render_stamp
from meetings.domain.audit import Action, Actor, record
from meetings.domain.signing.asking import signatures_of
from meetings.enums import DocumentState, SigningMethod
from meetings.errors import InvalidInput, Overtaken, WrongState
from meetings.extensions import db
from meetings.models import Document, Meeting, Organisation, Signature
from meetings.models.base import change_rows
from meetings.storage import storage
from meetings.writing.dates import format_moment_in_sentence
from meetings.writing.names import split_name

LARGEST_KEY = 200_000  # bytes; a certificate with its chain has ten


class OtherHolder(InvalidInput):
    """The certificate is in another name than the block that it would sign."""


def open_key(data: bytes, password: str, at: datetime, zone: str) -> Key:
    """The key out of a PKCS#12 file. Raises InvalidInput for a wrong file or password, or a certificate that does not hold at ``at``
    (its end is told in ``zone``)."""
    if len(data) > LARGEST_KEY:
        raise InvalidInput(_("Berkas ini terlalu besar untuk sebuah sertifikat."), field="key")
    try:
        key = Key(data, password)
    except KeyRefused as error:
        raise InvalidInput(str(error), field="key_password") from None
    certificate = key.certificate
    if not certificate.begins <= at <= certificate.ends:
        day = format_moment_in_sentence(certificate.ends, zone)
        raise InvalidInput(
            _("Sertifikat %(name)s tidak berlaku (sampai %(day)s).", name=certificate.subject, day=day), field="key"
        )
    if not certificate.signs:
        raise InvalidInput(_("Sertifikat %(name)s bukan untuk tanda tangan.", name=certificate.subject), field="key")
    return key


def sign_with_key(document: Document, place: int, key: Key, actor: Actor, at: datetime, *, other_name: bool = False) -> None:
    """Put the signature of one block into the document; with the last of them it is issued.

    ``other_name``: the certificate names its holder otherwise than the block, and is theirs all the same. Raises OtherHolder without
    it, WrongState where no such signature is wanted (any more), Overtaken when somebody else signed this very moment.
    """
    wanted = next((each for each in signatures_of(document) if each.place == place and each.method is SigningMethod.KEY), None)
    if document.state is not DocumentState.SIGNING or wanted is None or wanted.signed_at is not None:
        raise WrongState(_("Naskah ini tidak menunggu tanda tangan itu (lagi)."))
    certificate = key.certificate
    if not other_name and not same_holder(certificate.subject, wanted.signer):
        told = _("Sertifikat ini atas nama %(holder)s, sedangkan naskah menyebut %(signer)s.")
        raise OtherHolder(told % {"holder": certificate.subject, "signer": wanted.signer.partition("\n")[0]}, field="key")
    organisation = db.session.get_one(Organisation, document.organisation_id)
    before, digest = storage.get(document.storage_key or ""), document.sha256
    when = format_moment_in_sentence(at, organisation.timezone)
    stamp = render_stamp(Stamp(certificate.subject, certificate.issuer, when))
    reason = f"{_(document.kind.label)} {document.number}".strip()
    signed = key.sign(before, place, find_room(before, place), stamp, reason=reason, location=organisation.city)
    _keep(document, wanted, signed, digest, key, actor, at)
    record(
        actor,
        Action.DOCUMENT_SIGNED,
        at=at,
        meeting=db.session.get(Meeting, document.meeting_id),
        target=document,
        target_name=document.title,
        number=document.number,
        certificate=certificate.subject,
    )
    db.session.flush()


def _keep(document: Document, wanted: Signature, signed: bytes, digest: str | None, key: Key, actor: Actor, at: datetime) -> None:
    certificate = {name: getattr(key.certificate, name) for name in ("subject", "issuer", "serial")}
    source = {"source_key": document.storage_key, "source_sha256": digest}
    unsigned = Signature.id == wanted.id, Signature.signed_at.is_(None)
    mine = {"signed_at": at, "brought_by": actor.name, "certificate": certificate, **source}
    alone = {"synchronize_session": False}
    done = change_rows(sa.update(Signature).where(*unsigned).values(**mine, updated_at=at).execution_options(**alone))
    left = sa.exists().where(Signature.document_id == Document.id, Signature.signed_at.is_(None)).correlate(Document)
    issued = {
        "storage_key": storage.put("documents", signed),
        "sha256": hashlib.sha256(signed).hexdigest(),
        "size": len(signed),
        "state": sa.case((left, DocumentState.SIGNING.value), else_=DocumentState.PUBLISHED.value),
        "published_at": sa.case((left, sa.null()), else_=sa.literal(at, Document.published_at.type)),
    }
    same = Document.id == document.id, Document.state == DocumentState.SIGNING, Document.sha256 == digest
    done = done and change_rows(sa.update(Document).where(*same).values(**issued, updated_at=at).execution_options(**alone))
    if not done:
        raise Overtaken(_("Naskah ini baru saja ditandatangani orang lain. Periksa, lalu tanda tangani lagi."))
    db.session.refresh(document)


def same_holder(holder: str, signer: str) -> bool:
    """Whether a certificate's name is that of a block, degrees, capitals and punctuation aside."""
    return _letters(holder) == _letters(signer.partition("\n")[0])


def _letters(name: str) -> str:
    return "".join(sign for sign in split_name(name).name.casefold() if sign.isalnum())

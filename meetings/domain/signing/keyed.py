"""Signed electronically with a key that its holder brings: it signs in this request, and is not kept."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from meetings.documents.signing.pades import Certificate, Key, KeyRefused
from meetings.documents.signing.room import find_room
from meetings.documents.signing.stamp import Stamp, render_stamp
from meetings.domain.audit import Actor
from meetings.domain.documents import zone_of
from meetings.domain.signing.asking import signatures_of
from meetings.domain.signing.keeping import keep_signed, wanted_signature
from meetings.enums import SigningMethod
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Document, Organisation, Signature
from meetings.storage import storage
from meetings.writing.dates import format_moment_in_sentence
from meetings.writing.names import split_name

LARGEST_KEY = 200_000  # bytes; a certificate with its chain has ten


class DoubtfulKey(InvalidInput):
    """The certificate is in another name than the block that it would sign, or its holder made it."""


def open_key(data: bytes, password: str, at: datetime, zone: str) -> Key:
    """The key out of a PKCS#12 file. Raises InvalidInput for a wrong file or password, or a certificate that does not hold at ``at``
    (its end is told in ``zone``)."""
    if len(data) > LARGEST_KEY:
        raise InvalidInput(_("Berkas ini terlalu besar untuk sebuah sertifikat."), field="key")
    try:
        key = Key(data, password)
    except KeyRefused:
        told = _("Kata sandi salah, atau berkas ini bukan sertifikat PKCS#12 (.p12, .pfx) beserta kuncinya.")
        raise InvalidInput(told, field="key_password") from None
    certificate = key.certificate
    if at < certificate.begins:
        day = format_moment_in_sentence(certificate.begins, zone)
        told = _("Sertifikat %(name)s baru berlaku mulai %(day)s.", name=certificate.subject, day=day)
        raise InvalidInput(told, field="key")
    if at > certificate.ends:
        day = format_moment_in_sentence(certificate.ends, zone)
        told = _("Sertifikat %(name)s hanya berlaku sampai %(day)s.", name=certificate.subject, day=day)
        raise InvalidInput(told, field="key")
    if not certificate.signs:
        raise InvalidInput(_("Sertifikat %(name)s bukan untuk tanda tangan.", name=certificate.subject), field="key")
    return key


@dataclass(frozen=True, slots=True)
class Signed:
    """A document's file with one signature more, not kept yet."""

    document: Document
    wanted: Signature
    data: bytes
    certificate: Certificate

    def keep(self, actor: Actor, at: datetime) -> None:
        """It is the document's file now; with the last signature the document is issued. Raises Overtaken when somebody was faster."""
        keep_signed(self.document, self.wanted, self.data, actor, at, certificate=self.certificate.told)


def sign_with_key(document: Document, place: int, key: Key, at: datetime, *, meant: bool = False) -> Signed:
    """Put the signature of one block into the document's file; nothing is written yet, so that many can be signed without holding up
    others.

    ``meant``: the certificate names its holder otherwise than the block, or its holder made it, and it is theirs all the same. Raises
    DoubtfulKey without it, InvalidInput for the certificate of who signs in another block, WrongState where no such signature is
    wanted (any more).
    """
    wanted = wanted_signature(document, SigningMethod.KEY, place)
    certificate = key.certificate
    if not same_holder(certificate.subject, wanted.signer):
        blocks = [each.signer for each in signatures_of(document) if same_holder(certificate.subject, each.signer)]
        if blocks:
            told = _("Sertifikat ini milik %(name)s, yang menandatangani blok lain. Pilih bloknya.")
            raise InvalidInput(told % {"name": blocks[0].partition("\n")[0]}, field="key")
        if not meant:
            both = {"holder": certificate.subject, "signer": wanted.signer.partition("\n")[0]}
            told = _("Sertifikat ini atas nama %(holder)s, sedangkan naskah menyebut %(signer)s.", **both)
            raise DoubtfulKey(told, field="key")
    if certificate.own and not meant:
        raise DoubtfulKey(
            _("Sertifikat ini dibuat pemegangnya sendiri; tidak ada yang menjamin nama %(name)s.", name=certificate.subject),
            field="key",
        )
    organisation = db.session.get_one(Organisation, document.organisation_id)
    before = storage.get(document.storage_key or "")
    stamp = render_stamp(Stamp(certificate.subject, certificate.told["issuer"], format_moment_in_sentence(at, zone_of(document))))
    reason = f"{_(document.kind.label)} {document.number}".strip()
    signed = key.sign(before, place, find_room(before, place), stamp, reason=reason, location=organisation.city)
    return Signed(document, wanted, signed, certificate)


def same_holder(holder: str, signer: str) -> bool:
    """Whether a certificate's name is that of a block, degrees, capitals and punctuation aside."""
    return _letters(holder) == _letters(signer.partition("\n")[0])


def _letters(name: str) -> str:
    return "".join(sign for sign in split_name(name).name.casefold() if sign.isalnum())

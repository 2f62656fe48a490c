"""PAdES signatures with a certificate and its key in a PKCS#12 file. Neither the file nor its password is kept anywhere."""

import io
import tempfile
from dataclasses import dataclass
from datetime import datetime

from asn1crypto.x509 import Certificate as Asn1Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle

from meetings.documents.errors import DocumentError
from meetings.documents.signing.room import Room, room_name


class KeyRefused(DocumentError):
    """The PKCS#12 file cannot be opened with this password, or holds nothing to sign with."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Of whom a certificate is: ``subject`` and ``issuer`` are common names. ``begins`` and ``ends`` are aware; ``signs``: it is meant for signatures;
    ``own``: its holder made it, and nobody vouches for the name."""

    subject: str
    issuer: str
    serial: str
    begins: datetime
    ends: datetime
    signs: bool
    own: bool

    @property
    def told(self) -> dict[str, str]:
        """What is kept of it beside a signature."""
        return {"subject": self.subject, "issuer": "" if self.own else self.issuer, "serial": self.serial}


class Key:
    """A certificate with its private key, opened. Lives as long as the request that brought it."""

    def __init__(self, data: bytes, password: str) -> None:
        """Raises KeyRefused."""
        try:
            key, certificate, _chain = pkcs12.load_key_and_certificates(data, password.encode())
            self._signer = signers.SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=password.encode())
        except (ValueError, TypeError):
            raise KeyRefused from None
        if key is None or certificate is None:
            raise KeyRefused
        self.certificate = certificate_of(certificate)

    def sign(self, data: bytes, place: int, room: Room | None, stamp: bytes, *, reason: str, location: str) -> bytes:
        """The PDF with one signature more, appended, so that those before it stay valid; shown in ``room`` as the page ``stamp``, or not
        shown."""
        writer = IncrementalPdfFileWriter(io.BytesIO(data))
        about = signers.PdfSignatureMetadata(
            field_name=room_name(place),
            name=self.certificate.subject,
            reason=reason,
            location=location or None,
            subfilter=fields.SigSeedSubFilter.PADES,
            md_algorithm="sha256",
        )
        with tempfile.NamedTemporaryFile(suffix=".pdf") as page:
            page.write(stamp)
            page.flush()
            whole = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, Margins.uniform(0))
            shown = ImportedPdfPage(page.name)
            style = StaticStampStyle(background=shown, background_layout=whole, background_opacity=1, border_width=0)
            box = (round(room.box[0]), round(room.box[1]), round(room.box[2]), round(room.box[3])) if room else None
            field = fields.SigFieldSpec(room_name(place), on_page=room.page if room else 0, box=box)
            signing = signers.PdfSigner(about, self._signer, stamp_style=style if room else None, new_field_spec=field)
            signed: bytes = signing.sign_pdf(writer).getvalue()
        return signed


def certificate_of(certificate: x509.Certificate | Asn1Certificate) -> Certificate:
    """What papers and pages tell of a certificate."""
    if isinstance(certificate, Asn1Certificate):
        certificate = x509.load_der_x509_certificate(certificate.dump())
    return Certificate(
        _common_name(certificate.subject),
        _common_name(certificate.issuer),
        f"{certificate.serial_number:x}",
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        _meant_for_signatures(certificate),
        certificate.subject == certificate.issuer,
    )


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def _meant_for_signatures(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment

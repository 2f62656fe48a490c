"""The electronic signatures in a PDF that somebody brings, and its words."""

import io
from dataclasses import dataclass
from datetime import datetime

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel, SuspiciousModification
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from meetings.documents.signing.pades import Certificate, certificate_of

UNCHANGED = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
UNTRUSTED = ValidationContext(trust_roots=[], allow_fetching=False)
"""Whether anybody vouches for the certificate is for the reader of the paper to judge: here nothing is asked of the outside."""


@dataclass(frozen=True, slots=True)
class Found:
    """One signature. ``intact``: what it covers is as it was signed, and what came later are signatures and fields; ``at``: as the signer's
    program says, if it does."""

    certificate: Certificate
    intact: bool
    at: datetime | None


def read_signatures(data: bytes) -> tuple[list[Found], bool]:
    """The signatures of a PDF, oldest first, and whether the last of them covers the file to its end. None for what cannot be read."""
    try:
        embedded = PdfFileReader(io.BytesIO(data), strict=False).embedded_signatures
        found = [_judge(each) for each in embedded if each.sig_object_type == "/Sig"]
        whole = bool(embedded) and embedded[-1].evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
    except (PdfError, SignatureValidationError, ValueError):
        return [], False
    return found, whole


def _judge(each: EmbeddedPdfSignature) -> Found:
    status = validate_pdf_signature(each, UNTRUSTED)
    later = status.modification_level in UNCHANGED
    return Found(certificate_of(each.signer_cert), bool(status.intact and status.valid and later), each.self_reported_timestamp)


def only_signed(data: bytes, before: bytes) -> bool:
    """Whether a PDF that begins with ``before`` has got nothing but signatures since."""
    reader = PdfFileReader(io.BytesIO(data), strict=False)
    revision = PdfFileReader(io.BytesIO(before), strict=False).total_revisions - 1
    try:
        changes = DEFAULT_DIFF_POLICY.review_file(reader, revision)
    except (SuspiciousModification, PdfError, ValueError):
        return False
    return isinstance(changes, DiffResult) and changes.modification_level in UNCHANGED


def words_of(data: bytes) -> str:
    """The text of a PDF without blanks; empty where there is none, as in a scan."""
    try:
        return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)
    except (PyPdfError, ValueError, KeyError):
        return ""

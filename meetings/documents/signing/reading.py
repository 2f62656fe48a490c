"""The electronic signatures in a PDF that somebody brings, and its words."""

import contextlib
import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pikepdf
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from meetings.documents.signing.pades import Certificate, certificate_of
from meetings.writing.dates import format_date

MONTHS = tuple(format_date(date(2000, month, 1)).split()[1] for month in range(1, 13))
DATE = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(MONTHS)})\s+(\d{{4}})\b", re.IGNORECASE)
SUBJECT = re.compile(r"^\W*(?:Hal|Perihal)\s*:\s*(\S.{0,200})$", re.MULTILINE | re.IGNORECASE)
DAY = re.compile(r"\bhari\s*[/,]\s*tanggal\s*:\s*(\S.{0,100})$", re.MULTILINE | re.IGNORECASE)
NUMBER = re.compile(rf"\bNomor\s*:\s*(\S.{{0,100}}?)\s*(?=$|{DATE.pattern.replace('(', '(?:')})", re.MULTILINE | re.IGNORECASE)
UNCHANGED = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
ADDED = {"/Page": ("/Annots",), "/Catalog": ("/AcroForm", "/DSS", "/Extensions", "/Version", "/Perms", "/Metadata")}
UNTRUSTED = ValidationContext(trust_roots=[], allow_fetching=False)
"""Whether anybody vouches for the certificate is for the reader of the paper to judge: here nothing is asked of the outside."""


@dataclass(frozen=True, slots=True)
class Found:
    """One signature. ``intact``: what it covers is as it was signed, and what came later are signatures and fields. ``at``: when it was made,
    as an authority's time stamp in it says (``stamped``), or else the clock of the program that made it; None where it says nothing."""

    certificate: Certificate
    intact: bool
    at: datetime | None = None
    stamped: bool = False

    @property
    def told(self) -> dict[str, str]:
        """What is kept of it: whose it is, and when it was made by whose clock."""
        if self.at is None:
            return self.certificate.told
        return self.certificate.told | {"made_at": self.at.isoformat(), "clock": "stamp" if self.stamped else "signer"}


def read_signatures(data: bytes) -> tuple[list[Found], bool]:
    """The signatures of a PDF, oldest first, and whether the last of them covers the file to its end. None for what cannot be read."""
    try:
        embedded = PdfFileReader(io.BytesIO(data), strict=False).embedded_signatures
        found = [_judge(each) for each in embedded if each.sig_object_type == "/Sig"]
        whole = bool(embedded) and embedded[-1].evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
    except Exception:  # whatever a file that somebody brings makes the library stumble over
        return [], False
    return found, whole


def _judge(each: EmbeddedPdfSignature) -> Found:
    status = validate_pdf_signature(each, UNTRUSTED)
    later = status.modification_level in UNCHANGED
    at, stamped = _made_at(each, status)
    return Found(certificate_of(each.signer_cert), bool(status.intact and status.valid and later), at, stamped)


def _made_at(each: EmbeddedPdfSignature, status: PdfSignatureStatus) -> tuple[datetime | None, bool]:
    """A time stamp counts when it is whole; its authority is for the reader to judge, as the certificate's is."""
    stamp = status.timestamp_validity
    if stamp is not None and stamp.intact and stamp.valid:
        return stamp.timestamp.astimezone(UTC), True
    at = each.self_reported_timestamp
    return (at.astimezone(UTC) if at is not None and at.tzinfo is not None else None), False


def only_signed(data: bytes, before: bytes) -> bool:
    """Whether a PDF that begins with ``before`` has got nothing but signatures since: its objects are what they were, but for the fields
    and the places where they are shown. (pyHanko compares so only where the first file has a form already.)"""
    with pikepdf.open(io.BytesIO(before)) as old, pikepdf.open(io.BytesIO(data)) as new:
        facts = old.trailer.get("/Info")
        known = {each.objgen for each in old.objects}
        for each in old.objects:
            about_file = facts is not None and each.objgen == facts.objgen
            if not about_file and _plain(each) != _plain(new.get_object(each.objgen)):
                return False
        shown = (mark for page in new.pages for mark in page.obj.get("/Annots", pikepdf.Array()) if mark.objgen not in known)
        return all(mark.get("/Subtype") == "/Widget" and mark.get("/FT") == "/Sig" for mark in shown)


def _plain(each: pikepdf.Object) -> tuple[bytes, bytes]:
    """An object as text and data, without what a signature may add to it."""
    if isinstance(each, pikepdf.Stream):
        if each.get("/Type") in ("/XRef", "/ObjStm", "/Metadata"):  # what nobody sees
            return b"", b""
        return each.stream_dict.unparse(resolved=True), each.read_raw_bytes()
    if isinstance(each, pikepdf.Dictionary) and (kind := str(each.get("/Type", ""))) in ADDED:
        each = pikepdf.Dictionary({name: value for name, value in each.items() if name not in ADDED[kind]})
        return each.unparse(), b""
    return each.unparse(resolved=True), b""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a letter says as text: its number, its date, its subject («Hal»), the day of the meeting («hari/tanggal»), and all words of the paper
    without blanks; empty or None where it has none."""

    number: str
    dated: date | None
    words: str
    subject: str = ""
    day: str = ""


def read_heading(data: bytes) -> Heading:
    """Number and date of a letter, as its PDF says them in words of an Indonesian letter: «Nomor : …», and the first date."""
    try:
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    except Exception:  # as above
        return Heading("", None, "")
    number, dated = NUMBER.search(text), None
    for day, month, year in DATE.findall(text):
        with contextlib.suppress(ValueError):
            dated = date(int(year), MONTHS.index(month.capitalize()) + 1, int(day))
            break
    subject, day = (" ".join(found[1].split()) if (found := each.search(text)) else "" for each in (SUBJECT, DAY))
    return Heading(" ".join(number[1].split()) if number else "", dated, "".join(text.split()), subject, day)


def words_of(data: bytes) -> str:
    """The text of a PDF without blanks; empty where there is none, as in a scan."""
    try:
        return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)
    except Exception:  # as above
        return ""

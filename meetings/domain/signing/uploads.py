"""What can be told of a PDF that somebody brings instead of the one that went out to be signed."""

import hashlib
import io
from collections.abc import Callable

import pikepdf
import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import passcode
from meetings.config import current_settings
from meetings.documents.signing.codes import codes_of, is_scanned
from meetings.documents.signing.reading import words_of
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Document, Signature

PDF = b"%PDF-"
Judge = Callable[[bytes], str]
"""Says of a PDF by the QR codes on its pages whether it is the paper that is meant: a sentence of doubt, "" for none. Raises InvalidInput, with
its name, for another paper."""


class Doubtful(InvalidInput):
    """The file may be another paper, or lacks something: a person says whether it is meant."""


def pages_of(data: bytes) -> int:
    """How many pages a PDF has. Raises InvalidInput for anything that is none, or that only a password opens."""
    if PDF not in data[:1024]:
        raise InvalidInput(_("Pilih berkas PDF. Foto dapat disimpan sebagai PDF dari telepon."), field="file")
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return len(pdf.pages)
    except pikepdf.PasswordError:
        raise InvalidInput(_("PDF ini berkata sandi. Simpan tanpa kata sandi, lalu unggah lagi."), field="file") from None
    except pikepdf.PdfError:
        raise InvalidInput(_("PDF ini rusak atau tidak lengkap. Pindai atau simpan lagi."), field="file") from None


def refuse_our_own(document: Document | None, data: bytes) -> None:
    """Raise InvalidInput for the very file that went out, and for any other that this service has made."""
    digest = hashlib.sha256(data).hexdigest()
    if document is not None and digest == document.sha256:
        raise InvalidInput(_("Ini berkas yang belum ditandatangani. Unggah yang sudah ditandatangani."), field="file")
    ours = sa.or_(sa.exists().where(Document.sha256 == digest), sa.exists().where(Signature.source_sha256 == digest))
    if db.session.scalar(sa.select(ours)):
        raise InvalidInput(_("Ini berkas naskah lain yang dibuat layanan ini, bukan naskah yang ditandatangani."), field="file")


def refuse_print(document: Document, data: bytes) -> None:
    """Raise InvalidInput for the print itself, saved again or in parts: it has the paper's number in letters, where a scan is a picture."""
    number = "".join(document.number.split())
    if number and number in words_of(data) and not is_scanned(data):
        raise InvalidInput(
            _("Ini berkas yang belum ditandatangani, bukan pindaiannya. Unggah pindaian yang sudah ditandatangani."), field="file"
        )


def number_doubt(document: Document, data: bytes) -> str:
    """A sentence where the PDF has words, and the document's number is none of them; empty for a scan, which has none."""
    words = words_of(data)
    if not words or "".join(document.number.split()) in words:
        return ""
    return _("Nomor %(number)s tidak ditemukan dalam PDF ini.", number=document.number)


def judge_by_link(document: Document, data: bytes) -> str:
    """A `Judge` (with the document given) for papers that show their address on the verification page; its own number in words is as good."""
    codes = codes_of(data)
    tokens = [passcode.read_token(code.rpartition("/")[2]) for code in codes if "/v/" in code.lower()]
    hashes = [passcode.lookup_hash(current_settings().code_key, token) for token in tokens if token]
    found = db.session.scalars(sa.select(Document).where(Document.verify_hash.in_(hashes))).all()
    if any(each.id == document.id for each in found):
        return ""
    if found:
        told = _("Ini pindaian naskah lain: %(title)s, nomor %(number)s.")
        raise InvalidInput(told % {"title": found[0].title, "number": found[0].number or "–"}, field="file")
    named = words_of(data) and not number_doubt(document, data)
    return "" if named else no_code_read()


def no_code_read() -> str:
    """What a person is told where only their eyes can tell which paper it is."""
    return _("Kode QR naskah ini tidak terbaca dari PDF-nya; pastikan sendiri ini naskah yang benar.")

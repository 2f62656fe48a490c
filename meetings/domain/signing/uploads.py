"""What can be told of a PDF that somebody brings instead of the one that went out to be signed."""

import hashlib
import io

import pikepdf
import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.documents.signing.reading import words_of
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Document, Signature

PDF = b"%PDF-"


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


def refuse_our_own(document: Document, data: bytes) -> None:
    """Raise InvalidInput for the very file that went out, and for any other that this service has made."""
    digest = hashlib.sha256(data).hexdigest()
    if digest == document.sha256:
        raise InvalidInput(_("Ini berkas yang belum ditandatangani. Unggah yang sudah ditandatangani."), field="file")
    ours = sa.or_(sa.exists().where(Document.sha256 == digest), sa.exists().where(Signature.source_sha256 == digest))
    if db.session.scalar(sa.select(ours)):
        raise InvalidInput(_("Ini berkas naskah lain yang dibuat layanan ini, bukan naskah yang ditandatangani."), field="file")


def number_doubt(document: Document, data: bytes) -> str:
    """A sentence where the PDF has words, and the document's number is none of them; empty for a scan, which has none."""
    words = words_of(data)
    if not words or "".join(document.number.split()) in words:
        return ""
    return _("Nomor %(number)s tidak ditemukan dalam PDF ini.", number=document.number)

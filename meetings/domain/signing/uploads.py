"""What can be told of a PDF that somebody brings instead of the one that went out to be signed."""

import hashlib
import io

import pikepdf
from flask_babel import gettext as _

from meetings.errors import InvalidInput
from meetings.models import Document

PDF = b"%PDF-"


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


def refuse_unsigned(document: Document, data: bytes) -> None:
    """Raise InvalidInput for the very file that went out."""
    if hashlib.sha256(data).hexdigest() == document.sha256:
        raise InvalidInput(_("Ini berkas yang belum ditandatangani. Unggah yang sudah ditandatangani."), field="file")

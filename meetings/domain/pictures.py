"""Pictures and scans that people upload, for pages and papers alike: what is taken in, and what is said of what is not."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
from flask_babel import gettext as _
from PIL import Image, UnidentifiedImageError

from meetings.errors import InvalidInput

KINDS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 25_000_000  # a full A4 page at 400 dpi has 15; every letter unpacks its letterhead
SCAN_LIMIT = 5 * 1024 * 1024  # bytes


@contextmanager
def opened_picture(data: bytes, field: str) -> Iterator[Image.Image]:
    """The picture, not read yet, for as long as it is worked with. Raises InvalidInput (``field``) for one of too many pixels, whoever counts
    them first, and for what is no picture or breaks off, also while it is read inside."""
    try:
        with Image.open(io.BytesIO(data), formats=KINDS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _too_large(field)
            yield picture
    except Image.DecompressionBombError:
        raise _too_large(field) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise InvalidInput(_("Gambar harus PNG, JPEG, atau WebP yang utuh."), field=field) from None


def _too_large(field: str) -> InvalidInput:
    most = MOST_PIXELS // 1_000_000
    told = _("Gambar terlalu lebar atau terlalu tinggi; paling banyak %(most)d megapiksel, misalnya 5.000 × 5.000.", most=most)
    return InvalidInput(told, field=field)


def check_scan(data: bytes, field: str) -> None:
    """Raise InvalidInput (``field``) for a file that is too large, or neither a PDF nor a JPEG, whatever its name says."""
    if len(data) > SCAN_LIMIT:
        raise InvalidInput(_("Berkas paling besar %(max)d MB.", max=SCAN_LIMIT // 1024 // 1024), field=field)
    if not _is_pdf(data) and not _is_jpeg(data):
        raise InvalidInput(_("Pilih berkas PDF atau foto JPG."), field=field)


def read_proof(data: bytes, field: str) -> bytes:
    """What `check_scan` takes, and a screenshot or another picture, which becomes a JPEG. Raises InvalidInput (``field``)."""
    if len(data) <= SCAN_LIMIT and not _is_pdf(data) and not _is_jpeg(data):
        file = io.BytesIO()
        try:
            with opened_picture(data, field) as picture:
                picture.convert("RGB").save(file, "JPEG", quality=85)
        except InvalidInput:
            raise InvalidInput(_("Pilih foto atau tangkapan layar (JPG, PNG, WebP), atau berkas PDF."), field=field) from None
        data = file.getvalue()
    check_scan(data, field)
    return data


def scan_type(data: bytes) -> tuple[str, str]:
    """Media type and ending of what `check_scan` let in."""
    return ("application/pdf", "pdf") if data.startswith(b"%PDF-") else ("image/jpeg", "jpg")


def _is_pdf(data: bytes) -> bool:
    """Whether it opens and has a page; one that asks for a password is one."""
    if not data.startswith(b"%PDF-"):
        return False
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return len(pdf.pages) > 0
    except pikepdf.PasswordError:
        return True
    except pikepdf.PdfError:
        return False


def _is_jpeg(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
            picture.verify()
        return True
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False

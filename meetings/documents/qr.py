"""QR images: small modules count, so a pass link is written in capitals and stays in alphanumeric mode.

At a door a code of 29 by 29 modules survives blur that a longer one does not; the quiet zone of four modules
belongs to the symbol (ISO/IEC 18004) and is part of every image made here.
"""

import functools
import io
import re

from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData

from meetings.documents.errors import DocumentError

QUIET_ZONE = 4
MAX_LENGTH = 600
_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")


def make_qr(text: str) -> QRCode:
    """The symbol for ``text`` at error correction M, alphanumeric when every character allows it.

    Raises DocumentError for an empty text or one too long to be read from a phone.
    """
    if not text or len(text) > MAX_LENGTH:
        raise DocumentError(f"a QR code holds 1 to {MAX_LENGTH} characters, not {len(text)}")
    mode = MODE_ALPHA_NUM if _ALPHANUMERIC.fullmatch(text) else MODE_8BIT_BYTE
    qr = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE, image_factory=PilImage)
    qr.add_data(QRData(text.encode(), mode=mode), optimize=0)
    qr.make(fit=True)
    return qr


def qr_png(text: str, module: int = 4) -> bytes:
    """Black on white PNG (grey mode, so PDF keeps it small) with ``module`` pixels a module; for mail and pages."""
    qr = make_qr(text)
    qr.box_size = module
    out = io.BytesIO()
    qr.make_image().get_image().convert("L").save(out, "PNG")
    return out.getvalue()


@functools.lru_cache(maxsize=1_000)  # a guest's page is shown again and again, and choosing the mask takes a third of its time
def qr_path(text: str) -> tuple[int, str]:
    """Side in modules (quiet zone included) and the ``d`` of one SVG path that draws all dark modules.

    Runs of dark modules in a row become one rectangle each: fewer edges than one square a module."""
    qr = make_qr(text)
    parts = []
    for y, row in enumerate(qr.modules, start=QUIET_ZONE):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                parts.append(f"M{start + QUIET_ZONE} {y}h{x - start}v1H{start + QUIET_ZONE}z")
            x += 1
    return len(qr.modules) + 2 * QUIET_ZONE, "".join(parts)

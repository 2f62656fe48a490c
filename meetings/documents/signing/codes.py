"""The QR codes that the pages of a PDF show, be they drawn or scanned, and whether they are scanned at all."""

import io
import threading

import pikepdf
import pypdfium2
import zxingcpp
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

MOST_PAGES = 30
SIDE = 2400  # dots on the longer side: some 200 in an inch of A4 or F4, so that a module of a pass has several
MOST_DOTS = 120_000_000  # of a picture: a page scanned at 600 dots in an inch has 35 million
MOST_OF_IT = 0.6
ONE_AT_A_TIME = threading.Lock()  # PDFium is not made for several threads


def codes_of(data: bytes) -> frozenset[str]:
    """What the QR codes on the first pages of a PDF say, turned or slanted as they may be; empty where none can be read."""
    try:
        if _too_large(data):
            return frozenset()
        with ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as pdf:
            return frozenset(text for number in range(min(len(pdf), MOST_PAGES)) for text in _on_page(pdf[number]))
    except (pypdfium2.PdfiumError, pikepdf.PdfError, ValueError, MemoryError):
        return frozenset()


def is_scanned(data: bytes) -> bool:
    """Whether pictures cover most of at least one of the first pages, as a scanner's or a phone's do; False for what cannot be read."""
    try:
        with ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as pdf:
            return any(_covered(pdf[number]) > MOST_OF_IT for number in range(min(len(pdf), MOST_PAGES)))
    except pypdfium2.PdfiumError:
        return False


def _covered(page: pypdfium2.PdfPage) -> float:
    """What share of the page its pictures take."""
    width, height = page.get_size()
    boxes = [each.get_bounds() for each in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE])]
    return sum((right - left) * (top - bottom) for left, bottom, right, top in boxes) / (width * height)


def _on_page(page: pypdfium2.PdfPage) -> list[str]:
    picture = page.render(scale=SIDE / max(page.get_size()), grayscale=True).to_pil()
    only = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)  # not kept: the library complains at the end of every command
    return [each.text for each in zxingcpp.read_barcodes(picture, formats=only)]


def _too_large(data: bytes) -> bool:
    """Whether a small file unfolds to a picture that would take all memory."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for each in pdf.objects:
            picture = isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
            if picture and int(each.get("/Width", 0)) * int(each.get("/Height", 0)) > MOST_DOTS:
                return True
    return False

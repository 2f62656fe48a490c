"""Reading PDFs back in tests."""

import io
import unicodedata

from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject, StreamObject

from meetings.documents.qr import QUIET_ZONE, make_qr


def read(pdf: bytes) -> PdfReader:
    """A reader on the bytes."""
    return PdfReader(io.BytesIO(pdf))


def page_texts(pdf: bytes) -> list[str]:
    """Text of each page as one line each: wrapping is layout, not content."""
    return [" ".join(page.extract_text().split()) for page in read(pdf).pages]


def text_of(pdf: bytes) -> str:
    """Text of all pages as one line."""
    return " ".join(page_texts(pdf))


def solid_text(pdf: bytes) -> str:
    """Text without any blank or invisible character, for words that were broken over lines."""
    return squeeze(text_of(pdf))


def squeeze(text: str) -> str:
    """Without blanks and format characters."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")


def are_drafts(pdf: bytes) -> list[bool]:
    """Of each page: does KONSEP stand behind it, as a drawing?"""
    return [_drawn(page, "0.913725 0.913725 0.913725 rg") for page in read(pdf).pages]


def _drawn(content: DictionaryObject, colour: str) -> bool:
    streams = [content.get_contents()] if isinstance(content, PageObject) else [content]
    if any(colour.encode() in stream.get_data() for stream in streams if stream):
        return True
    resources = content.get("/Resources", {})
    inner = [each.get_object() for kind in ("/XObject", "/Pattern") for each in resources.get(kind, {}).values()]
    return any(_drawn(each, colour) for each in inner if isinstance(each, StreamObject))


def carries_qr(pdf: bytes, link: str) -> bool:
    """Is the first picture of the first page exactly the QR of ``link``?"""
    expected = make_qr(link).modules
    image = read(pdf).pages[0].images[0].image.convert("L")
    step = image.width / (len(expected) + 2 * QUIET_ZONE)
    places = [int((n + QUIET_ZONE + 0.5) * step) for n in range(len(expected))]
    return [[image.getpixel((x, y)) < 128 for x in places] for y in places] == [[bool(dark) for dark in row] for row in expected]


def embedded_fonts(pdf: bytes) -> set[str]:
    """Names of the embedded fonts, without the subset prefix; a font that is only named raises."""
    names = set()
    for page in read(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font["/DescendantFonts"][0]
            descriptor = descendant["/FontDescriptor"]
            assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            names.add(str(descriptor["/FontName"]).split("+")[-1].lstrip("/"))
    return names


def size_mm(pdf: bytes) -> tuple[int, int]:
    """Width and height of the first page in millimetres."""
    box = read(pdf).pages[0].mediabox
    return round(float(box.width) * 25.4 / 72), round(float(box.height) * 25.4 / 72)

"""What a paper shows once it is signed with a certificate of BSrE: the block in the signer's room, and the sentence at the foot of each page."""

import io
from dataclasses import dataclass

import pikepdf
from PIL import Image, ImageDraw
from weasyprint import HTML

from meetings.documents.lettering import BOLD, PLAIN, font_for, wrapped
from meetings.documents.pdf.engine import Assets
from meetings.documents.signing.room import HEIGHT, POINTS, WIDTH

DOTS = 12  # in a millimetre
INK = "#112233"
ASIDE, UP, HIGH = 15.0, 4.0, 8.0  # millimetres: of the foot from the sides and the lower edge, and how high it is
FOOT = (
    "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan oleh "
    "Balai Besar Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi Negara (BSSN)."
)


@dataclass(frozen=True, slots=True)
class Block:
    """``when`` in words, with its zone."""

    name: str
    position: str
    when: str


def draw_block(block: Block) -> bytes:
    """A PNG of the size of the room for a signature."""
    wide, high = round(WIDTH * DOTS), round(HEIGHT * DOTS)
    texts = [
        ("Ditandatangani secara elektronik oleh", 32, PLAIN, 1),
        (block.position, 32, PLAIN, 2),
        (block.name, 39, BOLD, 2),
        (block.when, 32, PLAIN, 1),
    ]
    lines = []
    for text, size, names, most in texts:
        font = font_for(text, size, names)
        for line in wrapped(text, font, wide - 50)[:most] if text else ():
            lines.append((line, font, round(size * 1.2)))
    picture = Image.new("RGB", (wide, high), "#ffffff")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((2, 2, wide - 3, high - 3), outline="#445566", width=3)
    pen.rectangle((2, 2, 13, high - 3), fill="#445566")
    top = (high - sum(step for _line, _font, step in lines)) / 2
    for line, font, step in lines:
        pen.text((30, top), line, font=font, fill=INK)
        top += step
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def add_foot(data: bytes) -> bytes:
    """The PDF with the sentence at the foot of each page. Only for one that bears no signature yet, and is signed in the same breath."""
    feet: dict[float, pikepdf.Page] = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        opened = []
        for page in pdf.pages:
            left, bottom, right, _top = (float(edge) for edge in page.mediabox)
            across = round(right - left)
            if across not in feet:
                opened.append(pikepdf.open(io.BytesIO(_foot(across / POINTS - 2 * ASIDE))))
                feet[across] = opened[-1].pages[0]
            low = bottom + UP * POINTS
            page.add_overlay(
                feet[across], pikepdf.Rectangle(left + ASIDE * POINTS, low, right - ASIDE * POINTS, low + HIGH * POINTS)
            )
        out = io.BytesIO()
        pdf.save(out)
        for each in opened:
            each.close()
    return out.getvalue()


def _foot(wide: float) -> bytes:
    style = f"@page {{ size: {wide:.2f}mm {HIGH}mm; margin: 0 }} p {{ margin: 0; font: 6.5pt/1.25 'Liberation Sans', Arial, sans-serif; color: #333; text-align: center }}"
    html = f'<!doctype html><html lang="id"><head><title>BSrE</title><style>{style}</style></head><body><p>{FOOT.replace(" Balai", "<br>Balai")}</p></body></html>'
    return HTML(string=html, url_fetcher=Assets(), base_url="asset:").write_pdf()


def page_height(data: bytes, page: int) -> float:
    """How high a page is, in points, counted from its lower edge."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _left, bottom, _right, top = (float(edge) for edge in pdf.pages[page].mediabox)
    return top - bottom

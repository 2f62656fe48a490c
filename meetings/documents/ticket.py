"""A pass as a picture to keep in a phone's gallery: what it is for, when and where, whose it is, and the QR."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from meetings.documents.lettering import BOLD, PLAIN, font_for, wrapped
from meetings.documents.qr import qr_png

WIDTH, MARGIN, GAP = 1080, 60, 28  # pixels
INK, GREY, PAPER = "#000000", "#444444", "#ffffff"


@dataclass(frozen=True, slots=True)
class Ticket:
    """link: what the QR says. facts: lines about when and where. holder: lines below the name. hint: the last line."""

    link: str
    event: str
    facts: tuple[str, ...]
    name: str
    holder: tuple[str, ...]
    hint: str


def ticket_png(ticket: Ticket) -> bytes:
    """The picture as PNG, as high as its text needs."""
    above = [_Text(ticket.event, 52, BOLD), *(_Text(line, 38, PLAIN) for line in ticket.facts if line)]
    below = [_Text(ticket.name, 56, BOLD), *(_Text(line, 38, PLAIN) for line in ticket.holder if line)]
    below.append(_Text(ticket.hint, 32, PLAIN, GREY))
    qr = Image.open(io.BytesIO(qr_png(ticket.link, module=20)))
    side = min(qr.width, WIDTH - 2 * MARGIN)
    height = sum(text.height for text in (*above, *below)) + side + 2 * MARGIN
    picture = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(picture)
    top = _write(pen, above, MARGIN)
    picture.paste(qr.resize((side, side), Image.Resampling.NEAREST), ((WIDTH - side) // 2, top))
    _write(pen, below, top + side)
    pen.rectangle((8, 8, WIDTH - 9, height - 9), outline=INK, width=4)
    out = io.BytesIO()
    picture.convert("L").save(out, "PNG", optimize=True)
    return out.getvalue()


class _Text:
    """A text in lines that fit."""

    def __init__(self, text: str, size: int, fonts: Sequence[str], colour: str = INK) -> None:
        self.font, self.colour = font_for(text, size, fonts), colour
        self.line = round(size * 1.3)
        self.lines = wrapped(text, self.font, WIDTH - 2 * MARGIN)
        self.height = self.line * len(self.lines) + GAP // 2


def _write(pen: ImageDraw.ImageDraw, texts: Sequence[_Text], top: int) -> int:
    for text in texts:
        for number, line in enumerate(text.lines):
            pen.text((WIDTH / 2, top + number * text.line), line, font=text.font, fill=text.colour, anchor="ma")
        top += text.height
    return top

"""Kartu tanda pengenal: cards and labels of one size, alone or many on a sheet, each filled so that nothing runs over its edge."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from math import sqrt
from typing import Any

import pypdfium2
from weasyprint import Document
from weasyprint.formatting_structure import boxes

from meetings.documents.pdf.badge_stock import STOCKS, Stock
from meetings.documents.pdf.engine import Assets, render_pages, write_pdf
from meetings.documents.pdf.filling import MM
from meetings.documents.pdf.joining import append_pages
from meetings.documents.pdf.paper import Paper
from meetings.documents.signing.codes import ONE_AT_A_TIME
from meetings.enums import BadgeSize, BadgeStock

AT_ONCE = 80  # badges that are laid out together; a whole number of every sheet
SCALES = (1.0, 0.88, 0.77, 0.67, 0.58, 0.5, 0.43, 0.37, 0.32, 0.27)
"""Of letters, from which the name takes one and all other words another; only at the last a word is broken anywhere."""
ROUNDS = 2 * len(SCALES)
DOTS = 300  # an inch of a picture
TIMES = {BadgeSize.SMALL: 0.78, BadgeSize.NORMAL: 1.0, BadgeSize.LARGE: 1.25}
SMALLEST_QR = 18.0  # millimetres: a module is half of one, which a camera reads at arm's length


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands on one badge, exactly as given; ``code``: what the QR says, ``photo``: JPEG. Empty: not there."""

    name: str
    position: str = ""
    institution: str = ""
    representing: str = ""
    category: str = ""
    colour: str = ""
    seat: str = ""
    code: str = ""
    photo: bytes | None = None

    def without_code(self) -> "Badge":
        """The same with neither QR nor face, for whoever has not shown the pass."""
        return replace(self, code="", photo=None)


@dataclass(frozen=True)
class Design:
    """What stands on the badges of a layout and how large, by the names of `Badge` and ``event``, ``logo`` and ``line``; what is missing is not
    printed. ``band``: the category's colour across the foot."""

    stock: BadgeStock
    sizes: dict[str, BadgeSize]
    band: bool = True
    event: str = ""
    line: str = ""
    logo: bytes | None = None

    @cached_property
    def card(self) -> Stock:
        """What it is printed on."""
        return STOCKS[self.stock]

    def times(self, name: str) -> float:
        """How many times its usual size something has; 0: it is not printed."""
        return TIMES.get(self.sizes.get(name, BadgeSize.OFF), 0)

    def event_letters(self, cut: "Cut") -> float:
        """Millimetres of the letters of the meeting's name, so that all of it stands in its box."""
        if cut.event is None:
            return 0
        usual = 4 * cut.unit * self.times("event")
        rows = sqrt(cut.event.width * cut.event.height / (len(self.event) * 0.72))  # as large as as many letters fit side by side
        return min(usual, rows)


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a card, in millimetres from its corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Cut:
    """How a card is divided: what is not there has no box. ``unit``: millimetres that everything is measured by."""

    unit: float
    words: Box
    head: Box | None
    logo: Box | None
    event: Box | None
    photo: Box | None
    qr: Box | None
    band: Box | None


@dataclass(slots=True)
class Placed:
    """A badge on its page, and which of ``SCALES`` its name and its other words have."""

    badge: Badge
    cut: Cut
    place: int
    name: int = 0
    rest: int = 0
    band: int = 0
    key: str = ""

    def closer(self, loose: set[str]) -> bool:
        """Make smaller what is too large; False where nothing can be."""
        before = (self.name, self.rest, self.band)
        last = len(SCALES) - 1
        if "name" in loose:
            self.name = min(self.name + 1, last)
        if "rest" in loose or ("words" in loose and self.rest <= self.name):
            self.rest = min(self.rest + 1, last)
        elif "words" in loose:
            self.name, self.rest = min(self.name + 1, last), self.rest if self.name < last else min(self.rest + 1, last)
        if "band" in loose:
            self.band = min(self.band + 1, last)
        return before != (self.name, self.rest, self.band)


def cut_card(design: Design, badge: Badge) -> Cut:
    """Band at the foot, logo and meeting at the head; QR and photo beside the words of a wide card, above and below those of a high one."""
    card = design.card
    unit = sqrt(card.width * card.height) / 100
    pad = 5 * unit if card.across and not card.marks else 4.5 * unit
    top, bottom, left, right = pad, card.height - pad, pad, card.width - pad
    band = None
    told = bool(badge.category and design.times("category"))
    if design.band or told:
        high = (11 * max(design.times("category"), 0.8) if told else 6) * unit
        band = Box(0, card.height - high, card.width, high)
        bottom = card.height - high - pad * 0.5
    logo = event = head = None
    logo_high = 13 * unit * design.times("logo") if design.logo else 0
    event_high = 11 * unit * design.times("event") if design.event else 0
    if high := max(logo_high, event_high):
        head = Box(left, top, right - left, high)
        logo = Box(left, top + (high - logo_high) / 2, logo_high * 1.25, logo_high) if logo_high else None
        begins = left + (logo.width + 2 * unit if logo else 0)
        event = Box(begins, top, right - begins, high) if event_high else None
        top += high + 1.5 * unit
    qr_side = max(30 * unit * design.times("qr"), SMALLEST_QR) if badge.code and design.times("qr") else 0
    photo_high = 38 * unit * design.times("photo") if badge.photo else 0
    photo, qr = None, None
    if card.width > card.height:
        room = bottom - top
        photo_high, qr_side = min(photo_high, room), min(qr_side, room)
        if photo_high:
            photo = Box(left, top + (room - photo_high) / 2, photo_high * 0.75, photo_high)
            left += photo.width + 2.5 * unit
        if qr_side:
            qr = Box(right - qr_side, top + (room - qr_side) / 2, qr_side, qr_side)
            right -= qr_side + 1.5 * unit
    elif photo_high and qr_side:
        high = max(photo_high, qr_side)
        photo = Box(left, bottom - photo_high - (high - photo_high) / 2, photo_high * 0.75, photo_high)
        qr = Box(right - qr_side, bottom - qr_side - (high - qr_side) / 2, qr_side, qr_side)
        bottom -= high + 2 * unit
    elif photo_high:
        photo = Box((card.width - photo_high * 0.75) / 2, top, photo_high * 0.75, photo_high)
        top += photo_high + 2 * unit
    elif qr_side:
        qr = Box((card.width - qr_side) / 2, bottom - qr_side, qr_side, qr_side)
        bottom -= qr_side + 1.5 * unit
    return Cut(unit, Box(left, top, right - left, bottom - top), head, logo, event, photo, qr, band)


def render_badges(
    design: Design,
    number: int,
    read: Callable[[int, int], Sequence[Badge]],
    issued_at: datetime,
    *,
    organisation: str = "",
    used: int = 0,
) -> bytes:
    """``number`` badges as PDF, taken with ``read(first, end)`` piece by piece as they are laid out; the first ``used`` places of the first sheet
    stay empty. Raises DocumentError when they cannot be made."""
    used %= design.card.on_page
    size = AT_ONCE - AT_ONCE % design.card.on_page
    parts = []
    for start in range(0, max(used + number, 1), size):
        free = [None] * (used if start == 0 else 0)
        some = read(max(0, start - used), min(number, start + size - used))
        parts.append(write_pdf(lay_out(design, [*free, *some], issued_at, organisation)))
    return append_pages(parts)


def picture_of(design: Design, badge: Badge, issued_at: datetime) -> bytes:
    """One badge alone as PNG, as a browser prints it."""
    data = write_pdf(lay_out(alone(design), [badge], issued_at))
    with ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as pdf:
        picture = pdf[0].render(scale=DOTS / 72).to_pil()
    written = io.BytesIO()
    picture.save(written, "PNG", dpi=(DOTS, DOTS))
    return written.getvalue()


def alone(design: Design) -> Design:
    """The same with a page for each."""
    return _Alone(design.stock, design.sizes, design.band, design.event, design.line, design.logo)


class _Alone(Design):
    """A design whose card is the page."""

    @cached_property
    def card(self) -> Stock:
        """The card without its sheet."""
        stock = STOCKS[self.stock]
        return Stock(stock.width, stock.height)


def lay_out(design: Design, places: Sequence[Badge | None], issued_at: datetime, organisation: str = "") -> Document:
    """The pages. What is too large for its card is made smaller there, card by card, until all of it stands inside."""
    on_page = design.card.on_page
    placed = [Placed(each, cut_card(design, each), n % on_page) for n, each in enumerate(places) if each is not None]
    for number, each in enumerate(placed):
        each.key = f"k{number}"
    numbers = [n // on_page for n, each in enumerate(places) if each is not None]
    sheets: list[list[Placed]] = [[] for _ in range(max(numbers, default=0) + 1)]
    for number, each in zip(numbers, placed, strict=True):
        sheets[number].append(each)
    waiting = placed
    for _round in range(ROUNDS):
        loose = _loose(_pages(design, [waiting], issued_at, measured=True)) if waiting else {}
        waiting = [each for each in waiting if each.key in loose and each.closer(loose[each.key])]
    return _pages(design, sheets, issued_at, organisation)


def _pages(
    design: Design, sheets: Sequence[Sequence[Placed]], issued_at: datetime, organisation: str = "", *, measured: bool = False
) -> Document:
    """``measured``: only the words, which need no pictures beside them."""
    about: dict[str, Any] = {
        "title": "Tanda pengenal",
        "organisation": organisation,
        "issued_at": issued_at,
        "measured": measured,
    }
    return render_pages("badges.html", Paper(), Assets(), design=design, card=design.card, sheets=sheets, scales=SCALES, **about)


def _loose(laid_out: Document) -> dict[str, set[str]]:
    """By card, what of it is too large: the ``words`` for their height, a word of the ``name`` or of the ``rest``, or the ``band``, for its width."""
    found: dict[str, set[str]] = {}
    for page in laid_out.pages:
        for box in _boxes(page._page_box):
            key = box.element.get("data-key") if isinstance(box, boxes.BlockBox) and box.element is not None else None
            if key is None:
                continue
            name, _colon, part = key.partition(":")
            high, wide = (float(box.element.get(each)) * MM for each in ("data-high", "data-wide"))
            inner = [each for each in _boxes(box) if isinstance(each, boxes.LineBox)]
            ends = [_end(line) for line in inner]
            if inner and max(line.position_y + line.height for line in inner) - min(line.position_y for line in inner) > high + 1:
                found.setdefault(name, set()).add("words" if part == "words" else part)
            if part != "words" and any(end - line.position_x > wide + 1 for end, line in zip(ends, inner, strict=True)):
                found.setdefault(name, set()).add(part)
    return found


def _end(line: Any) -> float:
    """Where the letters of a line end."""
    last = [each for each in _boxes(line) if isinstance(each, boxes.TextBox)]
    return max((each.position_x + each.width for each in last), default=line.position_x)


def _boxes(box: Any) -> Any:
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(child)

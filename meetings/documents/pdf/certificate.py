"""Sertifikat: one sheet held crosswise, with the name large in its middle, signature and QR at its foot; on its back the sessions."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from weasyprint import Document

from meetings.documents.pdf.engine import Assets, render_pages, write_pdf
from meetings.documents.pdf.filling import NORMAL, Step, fill
from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.paper import Paper
from meetings.documents.pdf.signatory import PaperKind, Signatory, place_and_date
from meetings.writing.numbers import count_in_words

SHEET = Paper(
    size="A4", landscape=True, margin_top=1.6, margin_bottom=1.4, margin_left=2.2, margin_right=2.2, font="bookman", font_size=12
)
GAP = 8  # pixels between the words and what stands at the foot
# How large all is; the first at which it stands on one sheet.
SCALES = (1.08, 0.95, 0.86, 0.76, 0.66, 0.56)
# Of the name in points, and up to how many signs it stands on one line.
NAME_SIZES = ((34, 26), (28, 34), (23, 44), (19, 56))
SMALLEST = 16


@dataclass(frozen=True, slots=True)
class Attended:
    """A session on the back: its day and hours as printed, its length in minutes."""

    title: str
    day: str
    hours: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on one certificate. ``text``: its gaps are filled; ``lessons``: JP, 0 says nothing of them.

    issued_at: aware; signed_on: the day above the signature, beside ``place``. check_url: of the page of verification; empty on a draft.
    issued_by: who had it issued, for the page of verification.
    """

    organisation: str
    letterhead: Letterhead
    colour: str
    name: str
    duty: str
    text: str
    issued_at: datetime
    signed_on: date
    zone: str
    office: str = ""
    number: str = ""
    lessons: int = 0
    sessions: tuple[Attended, ...] = ()  # on the back; without any there is none
    jp_minutes: int = 45
    place: str = ""
    signatory: Signatory | None = None
    check_url: str = ""
    issued_by: str = ""
    application: str = "Rapat Resmi"
    paper: Paper = field(default_factory=lambda: SHEET)

    @property
    def name_size(self) -> int:
        """Of the name's type, in points."""
        return next((points for points, signs in NAME_SIZES if len(self.name) <= signs), SMALLEST)

    @property
    def minutes(self) -> int:
        """Of all the sessions on the back."""
        return sum(each.minutes for each in self.sessions)

    @property
    def lessons_words(self) -> str:
        """``8 (delapan) jam pelajaran``; empty without any."""
        return count_in_words(self.lessons, "jam pelajaran") if self.lessons else ""


def render_certificate(certificate: Certificate, *, draft: bool = False) -> bytes:
    """The sheet as tagged PDF; ``draft`` prints KONSEP behind it. Raises DocumentError when it cannot be made."""
    return write_pdf(lay_out_certificate(certificate, draft=draft), tagged=True)


def lay_out_certificate(certificate: Certificate, *, draft: bool = False) -> Document:
    """As large as one side allows; then its back, where it has one."""
    for scale in SCALES:
        laid_out = _render(replace(certificate, sessions=()), scale, draft)
        if len(laid_out.pages) == 1 and _stands_free(laid_out):
            break
    return fill(lambda step: _render(certificate, scale, draft, step)).document if certificate.sessions else laid_out


def _render(certificate: Certificate, scale: float, draft: bool, step: Step = NORMAL) -> Document:
    return render_pages(
        "certificate.html",
        certificate.paper,
        Assets(),
        step=step,
        draft=draft,
        title=f"Sertifikat {certificate.duty} {certificate.name}",
        it=certificate,
        scale=scale,
        kind=PaperKind.CERTIFICATE,
        place_and_date=place_and_date(certificate.place, certificate.signed_on),
    )


def _stands_free(laid_out: Document) -> bool:
    """Whether the words end above signature and QR."""
    boxes = _by_class(laid_out.pages[0]._page_box)
    words = boxes["words"]
    below = [boxes[name].position_y for name in ("check", "sign") if name in boxes]
    return bool(words.position_y + words.height + GAP <= min(below))


def _by_class(box: Any) -> dict[str, Any]:
    found = {}
    if box.element is not None and (name := box.element.get("class")):
        found[name] = box
    for child in getattr(box, "children", ()):
        found |= _by_class(child)
    return found

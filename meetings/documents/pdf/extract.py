"""Daftar Keputusan of minutes, and Petikan Notula for one institution: decisions and actions word for word as the minutes have them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from weasyprint import Document

from meetings.documents.pdf.engine import Assets, render_pages, write_pdf
from meetings.documents.pdf.filling import Step, fill
from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.minutes import KIND, ActionRow, Verification, action_widths
from meetings.documents.pdf.paper import Paper
from meetings.documents.pdf.signatory import Signatory, place_and_date


@dataclass(frozen=True, slots=True)
class Numbered:
    """A decision under its number in the minutes."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ExtractItem:
    """An item of the minutes under its number there, with what of it stands in the extract."""

    place: int
    title: str
    decisions: tuple[Numbered, ...] = ()
    actions: tuple[ActionRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Extract:
    """A whole paper. institution: for whom; empty for a list of all that was decided. minutes_name: "Notula" or "Notulen".
    number, version, day, hours, session: of the minutes. signatory certifies, with the date signed_on; issued_by: who had it issued.
    """

    organisation: str
    letterhead: Letterhead
    title: str
    minutes_name: str
    number: str
    event: str
    zone: str
    items: tuple[ExtractItem, ...]
    issued_at: datetime
    institution: str = ""
    session: str = ""
    day: str = ""
    venue: str = ""
    version: int = 1
    place: str = ""
    signed_on: date | None = None
    role: str = ""
    signatory: Signatory | None = None
    replaces: str = ""
    issued_by: str = ""
    application: str = "Rapat Resmi"
    verification: Verification | None = None
    security: str = ""
    paper: Paper = field(default_factory=Paper)


def render_extract(extract: Extract) -> bytes:
    """The paper as PDF. Raises DocumentError when it cannot be made."""
    return write_pdf(fill_extract(extract), tagged=True)


def fill_extract(extract: Extract) -> Document:
    """Its pages."""

    def lay_out(step: Step) -> Document:
        return render_pages(
            "extract.html",
            extract.paper,
            Assets(),
            step=step,
            extract=extract,
            mark=extract.security,
            title=f"{extract.title} {extract.event}",
            kind=KIND,
            action_widths=lambda rows: action_widths(extract.paper, rows),
            place_and_date=place_and_date(extract.place, extract.signed_on),
        )

    return fill(lay_out).document

"""Susunan Acara: the rundown of a meeting, session by session, for the wall and for the master of ceremonies."""

from dataclasses import dataclass, field
from datetime import datetime

from weasyprint import Document

from meetings.documents.pdf.columns import RundownCells, rundown_widths
from meetings.documents.pdf.engine import Assets, render_pages, write_pdf
from meetings.documents.pdf.filling import Step, fill
from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.paper import Paper
from meetings.writing import zones
from meetings.writing.dates import format_date_range, format_hour_row


@dataclass(frozen=True, slots=True)
class RundownLine:
    """One line; times are aware. ``people``: speakers below the title, printed as given. ``quiet``: breaks, in italics."""

    start: datetime
    end: datetime
    title: str
    person: str = ""
    people: tuple[str, ...] = ()
    note: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class RundownSession:
    """A session with its lines; ``chair`` is printed with the position, ready made."""

    title: str
    start: datetime
    end: datetime
    lines: tuple[RundownLine, ...]
    room: str = ""
    chair: str = ""


@dataclass(frozen=True, slots=True)
class Rundown:
    """The whole paper. Moments are shown in ``zone`` (IANA); ``draft`` prints KONSEP across the sheet."""

    organisation: str
    letterhead: Letterhead
    event: str
    zone: str
    sessions: tuple[RundownSession, ...]
    issued_at: datetime
    theme: str = ""
    venue: str = ""
    draft: bool = False
    paper: Paper = field(default_factory=Paper)


def render_rundown(rundown: Rundown) -> bytes:
    """The rundown as PDF. Raises DocumentError when it cannot be made."""
    return write_pdf(fill_rundown(rundown), tagged=True)


def fill_rundown(rundown: Rundown) -> Document:
    """The pages of the rundown."""
    title = f"Susunan Acara {rundown.event}"
    lines = [line for session in rundown.sessions for line in session.lines]
    rows = [RundownCells(line.title, line.person, line.note) for line in lines]

    def lay_out(step: Step) -> Document:
        return render_pages(
            "rundown.html",
            rundown.paper,
            Assets(),
            step=step,
            draft=rundown.draft,
            title=title,
            rundown=rundown,
            days=_days(rundown),
            zone=zones.abbreviation(rundown.zone),
            hours=format_hour_row,
            notes=any(line.note for line in lines),
            widths=rundown_widths(rows, rundown.paper),
        )

    return fill(lay_out).document


def _days(rundown: Rundown) -> str:
    if not rundown.sessions:
        return ""
    return format_date_range(rundown.sessions[0].start, max(s.end for s in rundown.sessions), rundown.zone)

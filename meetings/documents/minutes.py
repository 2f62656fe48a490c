"""Notula: the same data in the v2023 and the v2009 layout, with the attendance list as its annex."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from meetings.documents.attendance_list import AttendanceList
from meetings.documents.letterhead import Letterhead
from meetings.documents.paper import Paper
from meetings.documents.signatory import Signatory

Layout = Literal["v2023", "v2009"]


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody named in the head of the minutes: chair, secretary, recorder."""

    name: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action item: what, by whom (person and/or institution), until when."""

    description: str
    responsible: str = ""
    institution: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class MinutesItem:
    """One agenda item. discussion_html: cleaned rich text. decisions: plain text, one string each.

    speakers: "name, position" lines. skipped: says "tidak dibahas" instead of an empty discussion.
    """

    title: str
    discussion_html: str = ""
    decisions: tuple[str, ...] = ()
    actions: tuple[ActionRow, ...] = ()
    speakers: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """Numbers of one category of participants."""

    category: str
    invited: int
    present: int


@dataclass(frozen=True, slots=True)
class Verification:
    """Where the frozen document can be checked. url goes into the QR; code is a short text to type by hand."""

    url: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """A whole document.

    kind: "Rapat Kerja Daerah"; event: its name; session: printed when not empty.
    invited_from/invited_to: as in the invitation; began_at/ended_at: as it was. All aware, shown in ``zone`` (IANA).
    invitation_number, invitation_date: the letter referred to. agenda: Acara 1., 2. …
    chair, secretary, recorder: None prints "-". opening_html, closing_html: cleaned rich text.
    state: "draft" prints KONSEP over each page and no number; "final" prints number, verification and approval.
    approved_by, approved_at: who approved in the application; never called an electronic signature.
    version: above 1 prints "Perubahan ke-n". annex: the attendance list, on its own pages.
    issued_at: aware; PDF date, the same for the same document.
    """

    organisation: str
    letterhead: Letterhead
    kind: str
    event: str
    zone: str
    venue: str
    items: tuple[MinutesItem, ...]
    issued_at: datetime
    state: Literal["draft", "final"] = "draft"
    layout: Layout = "v2023"
    number: str = ""
    version: int = 1
    session: str = ""
    invited_from: datetime | None = None
    invited_to: datetime | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    invitation_number: str = ""
    invitation_date: date | None = None
    agenda: tuple[str, ...] = ()
    chair: Official | None = None
    secretary: Official | None = None
    recorder: Official | None = None
    participants: tuple[CategoryCount, ...] = ()
    opening_html: str = ""
    closing_html: str = ""
    place: str = ""
    signed_on: date | None = None
    signatory: Signatory | None = None
    recorder_signatory: Signatory | None = None
    cc: tuple[str, ...] = ()
    annex: AttendanceList | None = None
    verification: Verification | None = None
    approved_by: str = ""
    approved_at: datetime | None = None
    application: str = "Rapat Kerja"
    paper: Paper = field(default_factory=Paper)


def render_minutes(minutes: Minutes) -> bytes:
    """The minutes as PDF. Raises DocumentError when they cannot be made."""
    raise NotImplementedError

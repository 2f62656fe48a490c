"""Notula: the same data in the v2023 and the v2009 layout, with the attendance list as its annex."""

import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Literal

from weasyprint import Document

from meetings.documents.pdf.attendance_list import (
    TYPE,
    AttendanceList,
    AttendanceRow,
    facts,
    invitation_words,
    lay_out_list,
    whole_list,
)
from meetings.documents.pdf.blocks import Foot, Part, print_list
from meetings.documents.pdf.columns import column_widths, number_width
from meetings.documents.pdf.engine import Assets, render_pages, write_pdf
from meetings.documents.pdf.filling import Filled, fill
from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.paper import Paper
from meetings.documents.pdf.picture import Picture
from meetings.documents.pdf.signatory import Block, PaperKind, Signatory, place_and_date
from meetings.writing import zones
from meetings.writing.dates import format_date, format_moment_in_sentence, schedule_lines
from meetings.writing.numbers import count_in_words, group_thousands

Layout = Literal["v2023", "v2009"]
KIND = PaperKind.SPECIAL
CHAIR, RECORDER = "Pimpinan Sidang/Rapat", "Pencatat"


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
    """Numbers of one category of participants. ``listed``: its lines on the attendance list; None for minutes that were frozen while they
    counted ``invited``."""

    category: str
    invited: int
    present: int
    listed: int | None = None

    @property
    def total(self) -> int:
        """Of how many ``present`` is told."""
        return self.invited if self.listed is None else self.listed


def unit_of(groups: Sequence[CategoryCount]) -> str:
    """What the totals count, as papers say it behind the number."""
    return "undangan" if any(group.listed is None for group in groups) else "orang dalam daftar hadir"


@dataclass(frozen=True, slots=True)
class Verification:
    """Where the frozen document can be checked. url goes into the QR; code is a short text to type by hand."""

    url: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """A whole document. kind: "Rapat Kerja Daerah"; event: its name; session: printed when not empty.
    invited_from/invited_to: as the session was planned; began_at/ended_at: as it was. All aware, shown in ``zone`` (IANA).
    invitation_number, invitation_date: the letter referred to. agenda: Acara 1., 2. …
    chair, secretary, recorder: None prints "-". opening_html, closing_html: cleaned rich text.
    state: "draft" prints KONSEP over each page and no number; "final" prints number, verification and approval.
    approved_by, approved_at: who approved in the application; never called an electronic signature.
    pictures: those that the texts show. replaces: of a correction (``version`` above 1), what it takes the place of. security: at the head
    of each page. annex: the attendance list, on its own pages. left_out: how many of its lines come with the publication only.
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
    moderators: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    participants: tuple[CategoryCount, ...] = ()
    opening_html: str = ""
    closing_html: str = ""
    place: str = ""
    signed_on: date | None = None
    signatory: Signatory | None = None
    recorder_signatory: Signatory | None = None
    cc: tuple[str, ...] = ()
    annex: AttendanceList | None = None
    left_out: int = 0
    verification: Verification | None = None
    approved_by: str = ""
    approved_at: datetime | None = None
    application: str = "Rapat Kerja"
    pictures: tuple[Picture, ...] = ()
    replaces: str = ""
    security: str = ""
    paper: Paper = field(default_factory=Paper)

    @property
    def where_and_when(self) -> str:
        """«Bogor, 3 Desember 2026», above the signature of the chair; empty before there is a date."""
        return place_and_date(self.place, self.signed_on)

    @property
    def signers(self) -> tuple["Signer | None", "Signer | None"]:
        """Who signs at the left and at the right, each with the role the paper gives them."""
        return (
            Signer(RECORDER, self.recorder_signatory) if self.recorder_signatory else None,
            Signer(CHAIR, self.signatory) if self.signatory else None,
        )


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signs the minutes, as what."""

    role: str
    signatory: Signatory

    @property
    def block(self) -> Block:
        """What stands around the signature."""
        return self.signatory.block(KIND, self.role)


def render_minutes(minutes: Minutes, at_work: Callable[[], None] = lambda: None) -> bytes:
    """The minutes as PDF. ``at_work`` is called now and then while a long annex is printed. Raises DocumentError when they cannot be
    made."""
    annex = minutes.annex
    filled = fill_minutes(minutes)
    if not annex:
        return write_pdf(filled.document, tagged=True)
    whole = replace(whole_list(annex), step=filled.step)

    def with_rows(rows: tuple[AttendanceRow, ...]) -> Minutes:
        return replace(minutes, annex=replace(annex, rows=rows))

    def at_once() -> Document:
        return lay_out_minutes(minutes, whole)

    return print_list(at_once, lay_out_minutes, with_rows, annex.rows, whole, _foot(minutes), at_work)


def fill_minutes(minutes: Minutes) -> Filled:
    """The pages of the minutes without their annex."""
    return fill(lambda step: lay_out_minutes(minutes, Part(step=step), annexed=False))


def lay_out_minutes(minutes: Minutes, part: Part, annexed: bool = True) -> Document:
    """The pages of the minutes with a part of their annex, whose rows are those of the part; after the first part only these.
    ``annexed=False`` leaves the annex out."""
    if minutes.annex and not part.first:
        return lay_out_list(replace(minutes.annex, signatory=None), part, draft=minutes.state == "draft", mark=minutes.security)
    zone = minutes.zone
    began = minutes.began_at or minutes.invited_from
    ended = minutes.ended_at if minutes.began_at else minutes.invited_to
    assets = Assets()
    return render_pages(
        "minutes.html",
        minutes.paper,
        assets,
        step=part.step,
        minutes=minutes,
        images={each.id: assets.add(each.image) for each in minutes.pictures},
        annexed=annexed,
        action_widths=partial(action_widths, minutes.paper),
        part=part,
        mark=minutes.security,
        title=f"{name_of(minutes.layout)} {minutes.event}",
        name=name_of(minutes.layout),
        draft=minutes.state == "draft",
        older=minutes.layout == "v2009",
        kind=KIND,
        zone=zones.abbreviation(zone),
        letters=[_letter(number) for number in range(len(minutes.items))],
        day=schedule_lines(began, ended, zone)[0] if began else "-",
        invited=_hours(minutes.invited_from, minutes.invited_to, zone),
        actual=_hours(minutes.began_at, minutes.ended_at, zone),
        invitation=invitation_words(minutes.invitation_number, minutes.invitation_date),
        attendance_words=_attendance(minutes),
        foot=_foot(minutes),
        as_of=format_moment_in_sentence(minutes.issued_at, zone),
        approved=format_moment_in_sentence(minutes.approved_at, zone) if minutes.approved_at else "",
        place_and_date=minutes.where_and_when,
        annex_facts=facts(minutes.annex) if minutes.annex else [],
    )


def action_widths(paper: Paper, actions: Sequence[ActionRow]) -> list[float]:
    """Shares of the columns of a table of actions, from what stands in them."""
    heads = ("No.", "Uraian", "Penanggung jawab/Instansi", "Tenggat")
    rows = [
        ("", row.description, f"{row.responsible} {row.institution}", format_date(row.due) if row.due else "-") for row in actions
    ]
    fixed = [number_width(len(actions)), None, None, 10.5]  # 30 September 2026 stands on one line
    return column_widths(heads, rows, paper.text_width / TYPE, fixed)


def name_of(layout: str) -> str:
    """What the paper calls itself in its title, its annex, its foot and its file's name."""
    return "Notulen" if layout == "v2009" else "Notula"


def _letter(number: int) -> str:
    """a … z, aa, ab …, as an office continues its list."""
    before, last = divmod(number, 26)
    return (_letter(before - 1) if before else "") + string.ascii_lowercase[last]


def _hours(start: datetime | None, end: datetime | None, zone: str) -> str:
    return schedule_lines(start, end, zone)[1] if start else ""


def _attendance(minutes: Minutes) -> str:
    """One sentence on how many came, and where their names are."""
    listed = " Daftar hadir terlampir." if minutes.annex else ""
    if minutes.left_out:
        listed = f" Daftar hadir ({group_thousands(minutes.left_out)} orang) dilampirkan pada notula yang terbit."
    if not minutes.participants:
        return listed.strip() or "-"
    present = sum(group.present for group in minutes.participants)
    total = group_thousands(sum(group.total for group in minutes.participants))
    return f"Hadir {count_in_words(present, 'orang')} dari {total} {unit_of(minutes.participants)}.{listed}"


def _foot(minutes: Minutes) -> Foot:
    return Foot(minutes.paper, _footer(minutes, name_of(minutes.layout)), _check(minutes), minutes.security)


def _footer(minutes: Minutes, name: str) -> str:
    if minutes.state == "draft":
        return f"Konsep {name} {minutes.event}"
    return f"{name} Nomor {minutes.number}" if minutes.number else f"{name} {minutes.event}"


def _check(minutes: Minutes) -> str:
    if minutes.state == "draft" or not minutes.verification:
        return ""
    return f"Terverifikasi di aplikasi {minutes.application}: {minutes.verification.url}"

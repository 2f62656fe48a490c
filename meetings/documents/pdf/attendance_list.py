"""Daftar Hadir: filled after the meeting (variants A and B) or blank for pens (D)."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from weasyprint import Document

from meetings.documents.pdf.blocks import Foot, Part, print_list
from meetings.documents.pdf.columns import Column, column_widths, number_width
from meetings.documents.pdf.engine import Assets, render_pages
from meetings.documents.pdf.filling import fill
from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.paper import Paper
from meetings.documents.pdf.signatory import PaperKind, Signatory, place_and_date
from meetings.enums import Presence, ScanMethod
from meetings.writing import zones
from meetings.writing.dates import format_date, format_moment, local_date, schedule_lines
from meetings.writing.numbers import count_in_words, group_thousands

Variant = Literal["A", "B", "D"]


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One person, printed exactly as given and in the caller's order.

    presence: its word stands under "Keterangan"; whoever is present has the time and how it was recorded beside it.
    checked_in_at: aware. recorded: "Pindai QR", "Manual oleh Dewi".
    Why somebody did not come is personal and on no paper. late: came only when the session was over; said beside the word. representing: who was invited (`names.stood_for`); prints "mewakili …". category: counted by below the list.
    signature: what was drawn as the signature, an SVG path in a field of 300 by 100. note: free text for "Keterangan".
    """

    name: str
    nip: str = ""
    position: str = ""
    organisation: str = ""
    presence: Presence = Presence.SILENT
    checked_in_at: datetime | None = None
    recorded: str = ""
    late: bool = False
    representing: str = ""
    note: str = ""
    category: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """Which columns a list has beside number and name. position: in a column of its own, below the name, or left out.
    recorded: when and how it is known that somebody came; remark: the word for it. signing: room for pens, in two columns that take
    turns, so that wide signatures find room, or one below the other."""

    position: Literal["own", "below", ""] = "own"
    institution: bool = True
    recorded: bool = True
    remark: bool = True
    signing: Literal["", "staggered", "straight"] = ""


FOR_PENS = Shape(recorded=False, remark=False, signing="staggered")


@dataclass(frozen=True, slots=True)
class AttendanceList:
    """A whole list.

    kind: "Rapat Kerja Daerah"; event: name of the meeting; session: printed when not empty.
    starts_at, ends_at: aware, shown in ``zone`` (IANA). blank_rows: empty numbered rows at the end (walk-ins). categories: in protocol order.
    invitation_number, invitation_date: of the letter that invited; printed in the head.
    variant: A and B are records, in which nothing is left to be signed: A No|Nama+NIP|Jabatan|Instansi|Waktu hadir|Keterangan, B with
        the institution first; D is for pens, with the zig-zag signature column. show_summary: print the totals below the table.
    shape: other columns than those of A or D. part_of: "Dinas Kesehatan", where only its people are listed; only_present: only who came. as_of: of a record, the moment whose state it shows.
    security: at the head of each page of an issued list, when not empty.
    signed: of a record, who came has signed on the screen: in a column of its own.
    check_url: of an issued list, where it can be verified; issued_by: whose account issued it, signed_on: the day it bears. Without a
        signatory it says there that nobody signed it.
    issued_at: aware; PDF date. place: before the date above the signature. signatory None prints no signature block.
    """

    organisation: str
    letterhead: Letterhead
    kind: str
    event: str
    starts_at: datetime
    zone: str
    venue: str
    rows: tuple[AttendanceRow, ...]
    issued_at: datetime
    session: str = ""
    invitation_number: str = ""
    invitation_date: date | None = None
    ends_at: datetime | None = None
    variant: Variant = "A"
    blank_rows: int = 0
    categories: tuple[str, ...] = ()
    show_summary: bool = True
    place: str = ""
    signatory: Signatory | None = None
    paper: Paper = field(default_factory=Paper)
    shape: Shape | None = None
    part_of: str = ""
    only_present: bool = False
    as_of: datetime | None = None
    signed: bool = False
    signed_on: date | None = None
    issued_by: str = ""
    application: str = "Rapat Resmi"
    check_url: str = ""
    security: str = ""

    @property
    def columns(self) -> Shape:
        """What it has, of variants A and D, or as chosen."""
        return self.shape or (FOR_PENS if self.variant == "D" else Shape())


def render_attendance_list(attendance: AttendanceList, at_work: Callable[[], None] = lambda: None) -> bytes:
    """The list as PDF. ``at_work`` is called now and then while a long one is printed. Raises DocumentError when it cannot be made."""

    def with_rows(rows: tuple[AttendanceRow, ...]) -> AttendanceList:
        return replace(attendance, rows=rows)

    def at_once() -> Document:
        return fill_list(attendance)

    return print_list(at_once, lay_out_list, with_rows, attendance.rows, whole_list(attendance), _foot(attendance), at_work)


def fill_list(attendance: AttendanceList) -> Document:
    """The pages of the whole list, laid out at once."""
    part = whole_list(attendance)
    return fill(lambda step: lay_out_list(attendance, replace(part, step=step))).document


def whole_list(attendance: AttendanceList) -> Part:
    """The list in one piece, with what its pieces have in common."""
    return Part(total=totals(attendance), columns=columns(attendance))


RECORDED, SIGNED = "Waktu hadir dan cara dicatat", "Tanda Tangan"
LEGACY = ("No.", "Nama Lengkap/NIP", "Instansi/Dinas", "Jabatan", RECORDED)
"""Variant B."""
WIDTH = {RECORDED: 0.15, SIGNED: 0.25}
DRAWN_WIDTH = 0.13  # of signatures that stand there already
"""Share of the table that the column for what was recorded, or for signatures, has, whatever stands in the others."""
WIDE_WIDTH = 0.18  # of what was recorded, where the remark stands below it
TYPE = 9  # points
NIP_WIDTH = 12.6  # ems of a column in which the line of a NIP stands whole, in its small type


def heads_of(attendance: AttendanceList) -> tuple[str, ...]:
    """The heads of its columns."""
    if attendance.variant == "B":
        return LEGACY
    shape = attendance.columns
    return (
        "No.",
        "Nama/Jabatan" if shape.position == "below" else "Nama",
        *(["Jabatan"] if shape.position == "own" else []),
        *(["Instansi"] if shape.institution else []),
        *([RECORDED] if shape.recorded else []),
        *(["Keterangan"] if shape.remark else []),
        *([SIGNED] if shape.signing or attendance.signed else []),
    )


def columns(attendance: AttendanceList) -> list[Column]:
    """The columns of the table, as wide as its rows ask for."""
    rows, heads, total = attendance.rows, heads_of(attendance), attendance.paper.text_width / TYPE
    legacy = attendance.variant == "B"
    shares = {**WIDTH, SIGNED: DRAWN_WIDTH if attendance.signed else WIDTH[SIGNED]}
    fixed = [(WIDE_WIDTH if legacy else shares[head]) * total if head in shares else None for head in heads]
    fixed[0] = number_width(len(rows) + attendance.blank_rows)
    cells = [_cells(row, heads, attendance) for row in rows]
    widths = column_widths(heads, cells, total, fixed)
    if any(row.nip for row in rows) and widths[1] * total / 100 < NIP_WIDTH:
        fixed[1] = NIP_WIDTH
        widths = column_widths(heads, cells, total, fixed)
    return list(map(Column, heads, widths))


def _cells(row: AttendanceRow, heads: tuple[str, ...], attendance: AttendanceList) -> tuple[str, ...]:
    who = row.name if not row.representing else f"{row.name} {row.representing}"
    if attendance.variant == "B":
        return ("", who, row.organisation, row.position)
    below = row.position if attendance.columns.position == "below" else ""
    told = {"Jabatan": row.position, "Instansi": row.organisation, "Keterangan": max(row.presence.label, row.note, key=len)}
    return ("", max(who, below, key=len), *(told.get(head, "") for head in heads[2:]))


def lay_out_list(attendance: AttendanceList, part: Part, draft: bool = False, mark: str = "") -> Document:
    """The pages of a part of the list, whose rows are those of the part; ``draft`` prints KONSEP over each, ``mark`` stands at its head."""
    last_day = attendance.ends_at or attendance.starts_at
    return render_pages(
        "attendance_list.html",
        attendance.paper,
        Assets(),
        step=part.step,
        title=_title(attendance),
        list=attendance,
        part=part,
        draft=draft,
        mark=mark or attendance.security,
        facts=facts(attendance),
        zone=zones.abbreviation(attendance.zone),
        kind=PaperKind.SPECIAL,
        foot=_foot(attendance),
        place_and_date=place_and_date(attendance.place, attendance.signed_on or local_date(last_day, attendance.zone)),
    )


def _title(attendance: AttendanceList) -> str:
    return f"Daftar Hadir {attendance.event}"


def _foot(attendance: AttendanceList) -> Foot:
    title = _title(attendance)
    check = f"Terverifikasi di aplikasi {attendance.application}: {attendance.check_url}" if attendance.check_url else ""
    return Foot(
        attendance.paper, title if not attendance.session else f"{title} – {attendance.session}", check, attendance.security
    )


def facts(attendance: AttendanceList) -> list[tuple[str, str]]:
    """Label and value of the rows above the table."""
    day, hours = schedule_lines(attendance.starts_at, attendance.ends_at, attendance.zone)
    rows = [
        ("Surat undangan", invitation_words(attendance.invitation_number, attendance.invitation_date)),
        ("Jenis kegiatan", attendance.kind),
        ("Nama kegiatan", attendance.event),
        ("Sesi", attendance.session),
        ("Hari/tanggal", day),
        ("Waktu", hours),
        ("Tempat", attendance.venue),
        ("Instansi", attendance.part_of),
        ("Isi daftar", "hanya yang hadir" if attendance.only_present else ""),
        ("Keadaan per", f"{format_moment(attendance.as_of, attendance.zone)}" if attendance.as_of else ""),
    ]
    return [(label, value) for label, value in rows if value]


def totals(attendance: AttendanceList) -> list[str]:
    """The count below the table, in words an auditor reads; a blank list only says how many stand in it, whether they were invited or not."""
    rows = attendance.rows
    if not attendance.show_summary:
        return []
    counts = Counter(row.presence for row in rows)
    if attendance.variant == "D" or not attendance.only_present and not (counts[Presence.PRESENT] or counts[Presence.EXCUSED]):
        return [f"Dalam daftar hadir: {count_in_words(len(rows), 'orang')}."]
    represented = sum(bool(row.representing) for row in rows if row.presence is Presence.PRESENT)
    detail = [
        ("mewakili", represented),
        ("datang sesudah acara berakhir", sum(row.late for row in rows)),
        *((each.label.lower(), counts[each]) for each in Presence if each is not Presence.PRESENT),
    ]
    told = "; ".join(f"{word} {group_thousands(count)} orang" for word, count in detail if count)
    of_all = "" if attendance.only_present else f" dari {group_thousands(len(rows))} orang"
    return [
        f"Jumlah peserta hadir: {count_in_words(counts[Presence.PRESENT], 'orang')}{of_all}.",
        *([f"{told[0].upper()}{told[1:]}."] if told else []),
        *(_by_category(rows, attendance.categories) if not attendance.only_present else []),
        *([f"{_how(rows)}; {_signed(attendance)}."] if not attendance.columns.signing else []),
    ]


def _how(rows: tuple[AttendanceRow, ...]) -> str:
    copied = any(row.recorded.startswith(ScanMethod.PAPER.label) for row in rows)
    told = "Waktu hadir dicatat oleh aplikasi ketika peserta datang"
    return f"{told}, kecuali yang disebut disalin dari daftar kertas" if copied else told


def _signed(attendance: AttendanceList) -> str:
    return (
        "tanda tangan dibubuhkan di layar ketika datang" if attendance.signed else "daftar ini tidak untuk ditandatangani peserta"
    )


def _by_category(rows: tuple[AttendanceRow, ...], order: tuple[str, ...]) -> list[str]:
    """How many came of how many in each category, in their order; nothing where none is known."""
    listed = Counter(row.category for row in rows)
    if not any(listed):
        return []
    named = [*(name for name in order if name in listed), *(name for name in listed if name and name not in order)]
    present = Counter(row.category for row in rows if row.presence is Presence.PRESENT)
    groups = [
        f"{name or 'tanpa kategori'} {group_thousands(present[name])} dari {group_thousands(listed[name])}"
        for name in [*named, *([""] if "" in listed else [])]
    ]
    return [f"Hadir menurut kategori: {'; '.join(groups)}."]


def invitation_words(number: str, dated: date | None) -> str:
    """``Nomor 005/1819/Set tanggal 20 April 2018``, or what of it is known."""
    parts = [f"Nomor {number}" if number else "", f"tanggal {format_date(dated)}" if dated else ""]
    return " ".join(part for part in parts if part)

"""Daftar Hadir: filled after the meeting (variants A and B) or blank for pens (D)."""

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
from meetings.documents.pdf.signatory import PaperKind, Signatory
from meetings.writing import zones
from meetings.writing.dates import format_date, local_date, schedule_lines
from meetings.writing.numbers import count_in_words, group_thousands
from meetings.writing.reading import with_commas

Variant = Literal["A", "B", "D"]
Presence = Literal["present", "absent", "unknown"]


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One person, printed exactly as given and in the caller's order.

    presence: "present" prints the time of check-in, "absent" the ``reason`` (izin, sakit, dinas luar …),
        "unknown" leaves the row open (blank list, or no answer yet).
    checked_in_at: aware. representing: position or name of who was invited; prints "mewakili …".
    signature: picture of the signature (PNG bytes) for the signature column. note: free text for "Ket.".
    """

    name: str
    nip: str = ""
    position: str = ""
    organisation: str = ""
    presence: Presence = "unknown"
    checked_in_at: datetime | None = None
    reason: str = ""
    representing: str = ""
    note: str = ""
    signature: bytes | None = None


@dataclass(frozen=True, slots=True)
class AttendanceList:
    """A whole list.

    kind: "Rapat Kerja Daerah"; event: name of the meeting; session: printed when not empty.
    starts_at, ends_at: aware, shown in ``zone`` (IANA). blank_rows: empty numbered rows at the end (walk-ins).
    variant: A No|Nama|Jabatan|Instansi|Tanda Tangan|Ket., B No|Nama+NIP|Instansi|Jabatan|Tanda Tangan,
        D like A for pens, with the zig-zag signature column. show_summary: print the totals below the table.
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
    ends_at: datetime | None = None
    variant: Variant = "A"
    blank_rows: int = 0
    show_summary: bool = True
    place: str = ""
    signatory: Signatory | None = None
    paper: Paper = field(default_factory=Paper)


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


HEADS: dict[Variant, tuple[str, ...]] = {
    "A": ("No.", "Nama", "Jabatan", "Instansi", "Tanda Tangan", "Ket."),
    "B": ("No.", "Nama Lengkap/NIP", "Instansi/Dinas", "Jabatan", "Tanda Tangan"),
    "D": ("No.", "Nama", "Jabatan", "Instansi", "Tanda Tangan"),
}
SIGNATURE: dict[Variant, float] = {"A": 0.15, "B": 0.18, "D": 0.25}
"""Share of the table that the column for signatures has, whatever stands in the others."""
TYPE = 9  # points


def columns(attendance: AttendanceList) -> list[Column]:
    """The columns of the table, as wide as its rows ask for."""
    variant, rows = attendance.variant, attendance.rows
    heads, total = HEADS[variant], attendance.paper.text_width / TYPE
    signature = heads.index("Tanda Tangan")
    fixed: list[float | None] = [None] * len(heads)
    fixed[0], fixed[signature] = number_width(len(rows) + attendance.blank_rows), SIGNATURE[variant] * total
    return list(map(Column, heads, column_widths(heads, (_cells(row, variant) for row in rows), total, fixed)))


def _cells(row: AttendanceRow, variant: Variant) -> tuple[str, ...]:
    who = row.name if not row.representing else f"{row.name} {row.representing}"
    if variant == "B":
        return ("", who, row.organisation, row.position)
    return ("", who, row.position, row.organisation, "", row.reason or row.note or "Hadir")[: len(HEADS[variant])]


def lay_out_list(attendance: AttendanceList, part: Part, draft: bool = False) -> Document:
    """The pages of a part of the list, whose rows are those of the part; ``draft`` prints KONSEP over each."""
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
        facts=facts(attendance),
        zone=zones.abbreviation(attendance.zone),
        kind=PaperKind.SPECIAL,
        foot=_foot(attendance),
        place_and_date=place_and_date(attendance.place, local_date(last_day, attendance.zone)),
    )


def _title(attendance: AttendanceList) -> str:
    return f"Daftar Hadir {attendance.event}"


def _foot(attendance: AttendanceList) -> Foot:
    title = _title(attendance)
    return Foot(attendance.paper, title if not attendance.session else f"{title} – {attendance.session}")


def facts(attendance: AttendanceList) -> list[tuple[str, str]]:
    """Label and value of the rows above the table."""
    day, hours = schedule_lines(attendance.starts_at, attendance.ends_at, attendance.zone)
    rows = [
        ("Jenis kegiatan", attendance.kind),
        ("Nama kegiatan", attendance.event),
        ("Sesi", attendance.session),
        ("Hari/tanggal", day),
        ("Waktu", hours),
        ("Tempat", attendance.venue),
    ]
    return [(label, value) for label, value in rows if value]


def totals(attendance: AttendanceList) -> list[str]:
    """The count below the table, in words an auditor reads; a blank list only says how many are expected."""
    rows = attendance.rows
    if not attendance.show_summary:
        return []
    present = [row for row in rows if row.presence == "present"]
    absent = sum(row.presence == "absent" for row in rows)
    if attendance.variant == "D" or not (present or absent):
        return [f"Jumlah undangan: {count_in_words(len(rows), 'orang')}."]
    represented = sum(bool(row.representing) for row in present)
    silent = len(rows) - len(present) - absent
    detail = [f"tidak hadir dengan keterangan {group_thousands(absent)} orang"] if absent else []
    if silent:
        detail.append(f"tanpa keterangan {group_thousands(silent)} orang")
    if represented:
        detail.insert(0, f"di antaranya {group_thousands(represented)} orang mewakili")
    return [
        f"Jumlah peserta hadir: {count_in_words(len(present), 'orang')} dari {group_thousands(len(rows))} orang.",
        *([f"{'; '.join(detail)}."[0].upper() + f"{'; '.join(detail)}."[1:]] if detail else []),
    ]


def place_and_date(place: str, day: date | None) -> str:
    """``Bogor, 30 April 2018``, or what of it is known."""
    return with_commas(place, format_date(day) if day else "")

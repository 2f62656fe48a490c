"""Daftar Hadir: filled after the meeting (variants A and B) or blank for pens (D)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from meetings.documents.letterhead import Letterhead
from meetings.documents.paper import Paper
from meetings.documents.signatory import Signatory

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
        D like A for pens, with the zig-zag signature column. summary: extra (label, number) rows of the count.
    issued_at: aware; PDF date. signatory None prints no signature block.
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


def render_attendance_list(attendance: AttendanceList) -> bytes:
    """The list as PDF. Raises DocumentError when it cannot be made."""
    raise NotImplementedError

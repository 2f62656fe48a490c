"""What two states of an attendance list differ in, and of whom."""

from datetime import UTC, datetime
from typing import Any

from meetings.documents.pdf.attendance_list import AttendanceRow
from meetings.domain.attendance.overtaken import differences
from meetings.enums import Presence

CAME = datetime(2026, 3, 2, 1, tzinfo=UTC)


def row(name: str, **more: Any) -> AttendanceRow:
    return AttendanceRow(name=name, **more)


def test_each_line_is_known_again_and_what_is_different_is_told_once() -> None:
    before = [
        row("Ani", presence=Presence.PRESENT, checked_in_at=CAME),
        row("Budi"),
        row("Citra", presence=Presence.PRESENT),
        row("Dewi", position="Camat", organisation="Bogor Tengah"),
        row("Eka"),
        row("Sama"),
        row("Sama"),
        row("Fajar", presence=Presence.PRESENT, checked_in_at=CAME),
    ]
    now = [
        row("Ani", presence=Presence.PRESENT, checked_in_at=CAME, recorded="Pindai QR"),
        row("Budi", presence=Presence.PRESENT),
        row("Citra"),
        row("Dewi Lestari", position="Camat", organisation="Bogor Tengah", presence=Presence.EXCUSED),
        row("Sama", position="Lurah"),
        row("Sama"),
        row("Gita"),
        row("Fajar", presence=Presence.PRESENT, checked_in_at=CAME),
    ]

    assert differences(before, now) == {
        "recorded": ["Ani"],
        "present": ["Budi"],
        "absent": ["Citra"],
        "remark": ["Dewi Lestari"],
        "written": ["Sama", "Dewi Lestari"],
        "added": ["Gita"],
        "gone": ["Eka"],
    }
    assert differences(now, now) == {}

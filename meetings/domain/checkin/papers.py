"""The Daftar Hadir of a session: as printed for pens, and as it was."""

from datetime import datetime
from typing import Literal

from meetings.documents import attendance_list as paper
from meetings.documents.paper import Paper
from meetings.documents.signatory import Signatory
from meetings.domain.checkin.queries import Filters, Listed, export_attendance
from meetings.domain.organisations.letterhead import letterhead_of
from meetings.models import Meeting, Session

Form = Literal["filled", "blank"]
SPARE_ROWS = 10  # empty lines of a blank list, for people nobody expected


def render_attendance(meeting: Meeting, session: Session, form: Form, at: datetime) -> bytes:
    """The session's attendance list as PDF in protocol order: ``filled`` with times of arrival, or ``blank`` to be signed."""
    blank = form == "blank"
    rows = tuple(_row(line, blank=blank) for line in export_attendance(session, Filters()))
    same = session.title.strip().casefold() == meeting.title.strip().casefold()
    return paper.render_attendance_list(
        paper.AttendanceList(
            organisation=meeting.organisation.name,
            letterhead=letterhead_of(meeting.organisation),
            kind=meeting.kind.label,
            event=meeting.title,
            session="" if same else session.title,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            zone=meeting.timezone,
            venue=", ".join(part for part in (session.room, meeting.place) if part),
            rows=rows,
            issued_at=at,
            variant="D" if blank else "A",
            blank_rows=SPARE_ROWS if blank else 0,
            place=meeting.city,
            signatory=_chair(session),
            paper=Paper(size=(meeting.paper or meeting.organisation.paper).value),  # type: ignore[arg-type]
        )
    )


def _chair(session: Session) -> Signatory | None:
    if not session.chair_name:
        return None
    return Signatory(name=session.chair_name, position=session.chair_position or "Pimpinan Rapat")


def _row(line: Listed, *, blank: bool) -> paper.AttendanceRow:
    presence: paper.Presence = "unknown"
    if not blank and line.came:
        presence = "present"
    elif not blank and line.reason:
        presence = "absent"
    return paper.AttendanceRow(
        name=line.name,
        position=line.position,
        organisation=line.institution,
        presence=presence,
        checked_in_at=None if blank else line.came,
        reason="" if blank else line.reason,
        representing=line.representing,
    )

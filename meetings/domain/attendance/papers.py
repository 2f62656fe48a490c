"""The Daftar Hadir of a session: as printed for pens, and as it was.

A long list takes a minute to print, so a person orders it and a worker prints what the rows say by then.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import defer

from meetings.documents.pdf import attendance_list as paper
from meetings.documents.pdf.paper import Paper
from meetings.domain.attendance.listing import Filters, Listed, export_attendance
from meetings.domain.audit import Action, Actor, record
from meetings.domain.documents import renew_document
from meetings.domain.people import letterhead_for, signatory_of
from meetings.enums import DocumentKind
from meetings.extensions import db
from meetings.models import Document, Meeting, Session

Form = Literal["filled", "blank"]
SPARE_ROWS = 10  # empty lines of a blank list, for people nobody expected


def order_attendance_list(meeting: Meeting, session: Session, form: Form, actor: Actor, at: datetime) -> None:
    """Have the session's list printed soon; what was printed before is replaced, an order that waits already is enough."""
    title = f"Daftar Hadir {session.title}" if form == "filled" else f"Daftar Hadir Kosong {session.title}"
    renew_document(DocumentKind.ATTENDANCE, session.id, form, meeting=meeting, title=title, at=at)
    kind = "pdf" if form == "filled" else "pdf kosong"
    record(actor, Action.ATTENDANCE_EXPORTED, at=at, meeting=meeting, target=session, target_name=session.title, kind=kind)


def find_attendance_list(session: Session, form: Form) -> Document | None:
    """The list as ordered last, printed or not; None when nobody ordered it yet."""
    return db.session.scalars(
        sa.select(Document)
        .where(Document.kind == DocumentKind.ATTENDANCE, Document.about_id == session.id, Document.form == form)
        .options(defer(Document.content))
    ).one_or_none()


def print_attendance_list(document: Document, at: datetime, at_work: Callable[[], None] = lambda: None) -> bytes:
    """The PDF that was ordered; ``at_work`` is called before each block of a long one. Raises NoResultFound when its session is gone."""
    session = db.session.get_one(Session, document.about_id)
    return render_attendance(session.meeting, session, document.form, at, at_work)  # type: ignore[arg-type]  # -- assured


def render_attendance(meeting: Meeting, session: Session, form: Form, at: datetime, at_work: Callable[[], None]) -> bytes:
    """The session's attendance list as PDF in protocol order: ``filled`` with times of arrival, or ``blank`` to be signed."""
    blank = form == "blank"
    chair = session.chair_signer
    rows = tuple(_row(line, blank=blank) for line in export_attendance(session, Filters()))
    same = session.title.strip().casefold() == meeting.title.strip().casefold()
    return paper.render_attendance_list(
        paper.AttendanceList(
            organisation=meeting.organisation.name,
            letterhead=letterhead_for(chair, meeting.organisation),
            kind=meeting.kind.label,
            event=meeting.title,
            session="" if same else session.title,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            zone=meeting.timezone,
            venue=meeting.hall(session.room),
            rows=rows,
            issued_at=at,
            variant="D" if blank else "A",
            blank_rows=SPARE_ROWS if blank else 0,
            place=meeting.city,
            signatory=signatory_of({"position": "Pimpinan Rapat", **chair}),
            paper=Paper(size=(meeting.paper or meeting.organisation.paper).value),
        ),
        at_work,
    )


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

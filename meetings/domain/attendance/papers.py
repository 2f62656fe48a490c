"""The Daftar Hadir of a session: as printed for pens, and as it was.

A long list takes a minute to print, so a person orders it and a worker prints what the rows say by then.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import defer

from meetings.documents.pdf import attendance_list as paper
from meetings.documents.pdf.paper import Paper
from meetings.domain.attendance.annex import recorded_how
from meetings.domain.attendance.listing import Filters, Listed, export_attendance
from meetings.domain.audit import Action, Actor, record
from meetings.domain.documents import renew_document
from meetings.domain.meetings.queries import latest_letter
from meetings.domain.participants.categories import list_categories
from meetings.domain.people import letterhead_for, signatory_of
from meetings.enums import DocumentKind
from meetings.extensions import db
from meetings.models import Document, Meeting, Session

SPARE_ROWS = 10  # empty lines of a blank list, for people nobody expected


@dataclass(frozen=True, slots=True)
class Form:
    """Which of the papers about a session: ``blank`` is to be signed, else it records who came; ``wide``: landscape; ``with_nip``: for
    eyes that may see personal numbers."""

    blank: bool = False
    wide: bool = False
    with_nip: bool = False

    @property
    def key(self) -> str:
        """As documents name it: ``filled``, ``blank-wide-nip`` …"""
        parts = ["blank" if self.blank else "filled", "wide" if self.wide else "", "nip" if self.with_nip else ""]
        return "-".join(part for part in parts if part)

    @classmethod
    def of(cls, key: str) -> "Form":
        """The form with this key."""
        parts = key.split("-")
        return cls(parts[0] == "blank", "wide" in parts, "nip" in parts)


def order_attendance_list(meeting: Meeting, session: Session, form: Form, actor: Actor, at: datetime) -> None:
    """Have the session's list printed soon; what was printed before is replaced, an order that waits already is enough."""
    title = f"Daftar Hadir untuk Ditandatangani {session.title}" if form.blank else f"Daftar Hadir {session.title}"
    renew_document(DocumentKind.ATTENDANCE, session.id, form.key, meeting=meeting, title=title[:300], at=at)
    kind = "pdf untuk ditandatangani" if form.blank else "pdf"
    record(actor, Action.ATTENDANCE_EXPORTED, at=at, meeting=meeting, target=session, target_name=session.title, kind=kind)


def find_attendance_list(session: Session, form: Form) -> Document | None:
    """The list as ordered last, printed or not; None when nobody ordered it yet."""
    return db.session.scalars(
        sa.select(Document)
        .where(Document.kind == DocumentKind.ATTENDANCE, Document.about_id == session.id, Document.form == form.key)
        .options(defer(Document.content))
    ).one_or_none()


def print_attendance_list(document: Document, at: datetime, at_work: Callable[[], None] = lambda: None) -> bytes:
    """The PDF that was ordered; ``at_work`` is called before each block of a long one. Raises NoResultFound when its session is gone."""
    session = db.session.get_one(Session, document.about_id)
    return render_attendance(session.meeting, session, Form.of(document.form), at, at_work)


def render_attendance(meeting: Meeting, session: Session, form: Form, at: datetime, at_work: Callable[[], None]) -> bytes:
    """The session's attendance list as PDF in protocol order: with times of arrival as of ``at``, or blank to be signed."""
    blank, over = form.blank, session.is_over(at)
    number, dated = latest_letter(meeting)
    chair = session.chair_signer
    rows = tuple(_row(line, form, over=over) for line in export_attendance(session, Filters()))
    same = session.title.strip().casefold() == meeting.title.strip().casefold()
    return paper.render_attendance_list(
        paper.AttendanceList(
            organisation=meeting.organisation.name,
            letterhead=letterhead_for(chair, meeting.organisation),
            kind=meeting.kind.label,
            event=meeting.title,
            session="" if same else session.title,
            invitation_number=number,
            invitation_date=dated,
            starts_at=session.starts_at,
            ends_at=session.ends_at if blank else session.over_from,
            zone=meeting.timezone,
            venue=meeting.hall(session.room),
            rows=rows,
            issued_at=at,
            variant="D" if blank else "A",
            blank_rows=SPARE_ROWS if blank else 0,
            categories=tuple(category.name for category, _number in list_categories(meeting.id)),
            place=meeting.city,
            signatory=signatory_of({"position": "Pimpinan Rapat", **chair}),
            paper=Paper(size=(meeting.paper or meeting.organisation.paper).value, landscape=form.wide),
        ),
        at_work,
    )


def _row(line: Listed, form: Form, *, over: bool) -> paper.AttendanceRow:
    row = paper.AttendanceRow(
        name=line.name,
        nip=line.nip if form.with_nip else "",
        position=line.position,
        organisation=line.institution,
        representing=line.representing,
        category=line.category or "",
    )
    if form.blank:
        return row
    return replace(
        row,
        presence=line.presence(over=over),
        checked_in_at=line.came,
        recorded=recorded_how(line.recorded, line.by, forced=line.forced),
        reason=line.reason.label if line.reason else "",
        late=line.late,
    )

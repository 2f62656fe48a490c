"""The Daftar Hadir of a session: as printed for pens, and as it was.

A long list takes a minute to print, so a person orders it and a worker prints what the rows say by then.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meetings.documents.pdf import attendance_list as paper
from meetings.documents.pdf.paper import Paper
from meetings.domain.attendance.annex import recorded_how
from meetings.domain.attendance.choices import CHOSEN, Form, signer_of
from meetings.domain.attendance.drawings import drawings_of
from meetings.domain.attendance.listing import Listed, export_attendance
from meetings.domain.audit import Action, Actor, record
from meetings.domain.documents import renew_document
from meetings.domain.documents.freezing import thaw
from meetings.domain.meetings.queries import summoned_by
from meetings.domain.participants.categories import list_categories
from meetings.domain.people import letterhead_for, signatory_of
from meetings.enums import DocumentKind
from meetings.extensions import db
from meetings.models import Document, Meeting, Session

SPARE_ROWS = 10  # empty lines of a blank list, for people nobody expected


def order_attendance_list(meeting: Meeting, session: Session, form: Form, actor: Actor, at: datetime) -> None:
    """Have the session's list printed soon; what was printed before is replaced, an order that waits already is enough."""
    title = f"Daftar Hadir untuk Ditandatangani {session.title}" if form.blank else f"Daftar Hadir {session.title}"
    content = form.content if form.key.startswith(CHOSEN) else {}
    renew_document(DocumentKind.ATTENDANCE, session.id, form.key, meeting=meeting, title=title[:300], at=at, content=content)
    kind = "pdf untuk ditandatangani" if form.blank else "pdf"
    record(actor, Action.ATTENDANCE_EXPORTED, at=at, meeting=meeting, target=session, target_name=session.title, kind=kind)


def find_attendance_list(session: Session, key: str) -> Document | None:
    """The list with this key as ordered last, printed or not; None when nobody ordered it yet."""
    mine = Document.kind == DocumentKind.ATTENDANCE, Document.about_id == session.id, Document.form == key, ~Document.final
    return db.session.scalars(sa.select(Document).where(*mine)).one_or_none()


def print_attendance_list(
    document: Document, at: datetime, at_work: Callable[[], None] = lambda: None, *, check_url: str = ""
) -> bytes:
    """The PDF that was ordered, or issued as it was frozen; ``at_work`` is called before each block of a long one. ``check_url`` goes into
    the QR of an issued one. Raises NoResultFound when its session is gone."""
    if document.final:
        return paper.render_attendance_list(replace(thaw(paper.AttendanceList, document.content), check_url=check_url), at_work)
    session = db.session.get_one(Session, document.about_id)
    return render_attendance(session.meeting, session, Form.of(document.form, document.content), at, at_work)


def render_attendance(meeting: Meeting, session: Session, form: Form, at: datetime, at_work: Callable[[], None]) -> bytes:
    """The session's attendance list as PDF; see `compose_attendance`."""
    return paper.render_attendance_list(compose_attendance(meeting, session, form, at), at_work)


def compose_attendance(meeting: Meeting, session: Session, form: Form, at: datetime) -> paper.AttendanceList:
    """The session's attendance list, as it was chosen: with times of arrival as of ``at``, or blank to be signed."""
    blank, over = form.blank, session.is_over(at)
    number, dated = summoned_by(meeting)
    signer = signer_of(session, form)
    drawings = {} if blank else drawings_of(session.id)
    rows = tuple(_row(line, form, drawings, over=over) for line in export_attendance(session, form.filters))
    return paper.AttendanceList(
        organisation=meeting.organisation.name,
        letterhead=letterhead_for(signer, meeting.organisation),
        **head_of(meeting, session),
        invitation_number=number,
        invitation_date=dated,
        ends_at=session.ends_at if blank else session.over_from,
        zone=meeting.timezone,
        rows=rows,
        issued_at=at,
        as_of=None if blank else at,
        signed=not form.signing and any(row.signature for row in rows),
        variant="D" if blank else "A",
        blank_rows=SPARE_ROWS if blank else 0,
        categories=tuple(category.name for category, _number in list_categories(meeting.id)),
        place=meeting.city,
        signatory=signatory_of(signer),
        paper=Paper(size=form.size or meeting.sheet.value, landscape=form.wide),
        shape=form.shape,
        part_of=form.institution,
        only_present=form.only_present and not blank,
    )


def head_of(meeting: Meeting, session: Session) -> dict[str, Any]:
    """What stands above the names, of an `AttendanceList`."""
    same = session.title.strip().casefold() == meeting.title.strip().casefold()
    return {
        "kind": meeting.kind.label,
        "event": meeting.title,
        "session": "" if same else session.title,
        "starts_at": session.starts_at,
        "venue": meeting.hall(session.room),
    }


def _row(line: Listed, form: Form, drawings: Mapping[str, str], *, over: bool) -> paper.AttendanceRow:
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
        late=line.late,
        signature=drawings.get(line.id, ""),
    )

"""Who stands on a session's list and who came: counts for the head of the minutes, rows for their annex."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meetings.documents.pdf.attendance_list import AttendanceRow
from meetings.documents.pdf.minutes import CategoryCount
from meetings.domain.attendance.listing import forced_first
from meetings.enums import N_, MeetingMode, ScanMethod
from meetings.extensions import db
from meetings.models import Absence, Attendance, Category, Participant, Representation, Scan, Session, standing
from meetings.models.participant import PROTOCOL, WITHOUT_CATEGORY
from meetings.writing.names import full_name


def _on_the_list(session: Session) -> sa.ColumnElement[bool]:
    return sa.and_(Participant.meeting_id == session.meeting_id, standing.on_the_list_of(session))


def count_attendance(session: Session) -> tuple[CategoryCount, ...]:
    """On the list, invited and present by category, in protocol order; those without one under an empty name. One statement, which goes through
    everybody once, in an index, and names the categories afterwards."""
    called = standing.called_to(session)
    came = sa.exists().where(Attendance.session_id == session.id, Attendance.participant_id == Participant.id)
    conditions = sa.and_(standing.INVITED.where(), called), came, sa.or_(sa.and_(standing.ON_PAPER.where(), called), came)
    counts = [sa.func.count(sa.case((each, 1))) for each in conditions]
    people = sa.select(Participant.category_id, *counts).where(Participant.meeting_id == session.meeting_id)
    category, *numbers = people.group_by(Participant.category_id).subquery().c
    named = sa.select(sa.func.coalesce(Category.name, ""), *numbers).outerjoin(Category, Category.id == category)
    rows: Any = db.session.execute(
        named.order_by(sa.func.coalesce(Category.protocol_order, WITHOUT_CATEGORY), Category.name)
    ).all()
    return tuple(CategoryCount(*row) for row in rows if row[-1])


def count_listed(session: Session) -> int:
    """How many lines `list_attendance` has."""
    return db.session.scalar(sa.select(sa.func.count(Participant.id)).where(_on_the_list(session))) or 0


def list_attendance(session: Session, at: datetime) -> tuple[AttendanceRow, ...]:
    """Everybody on the session's list, in protocol order, without personal numbers, as of ``at``; four statements, read in blocks.

    Public copies of the minutes carry this list, so NIP, contact data and why somebody could not come stay out (UU 27/2022): with
    every reason but illness named, whoever has none beside the name would be known to be ill.
    """
    came: Any = db.session.execute(
        sa.select(
            Attendance.participant_id,
            Attendance.first_in_at,
            Attendance.method,
            Attendance.mode,
            Attendance.first_by,
            Scan.id.label("forced"),
        )
        .outerjoin(Scan, forced_first())
        .where(Attendance.session_id == session.id)
    )
    arrivals = {row.participant_id: row for row in came}
    absences = set(db.session.scalars(sa.select(Absence.participant_id).where(Absence.session_id == session.id)))
    both = joinedload(Representation.represented), joinedload(Representation.representative)
    current = sa.select(Representation).where(Representation.meeting_id == session.meeting_id, Representation.ended_at.is_(None))
    represented = {each.representative_id: each.stood_for for each in db.session.scalars(current.options(*both))}
    statement = (
        sa.select(
            Participant.id,
            Participant.title_front,
            Participant.name,
            Participant.title_back,
            Participant.position,
            Participant.institution,
            Participant.status,
        )
        .where(_on_the_list(session))
        .order_by(*PROTOCOL)
        .execution_options(yield_per=500)
    )
    rows = db.session.execute(statement)
    return tuple(_row(row, arrivals.get(row.id), row.id in absences, represented.get(row.id, ""), session, at) for row in rows)


FORCED = N_("diterima petugas")  # against the rules of the door
BY_A_PERSON = (ScanMethod.SEARCH, ScanMethod.PAPER)


def recorded_how(recorded: ScanMethod | MeetingMode | None, by: str, *, forced: bool) -> str:
    """How somebody's coming was recorded, in the words of a paper: who is named where a person did it; ``forced``: the door refused, and a
    clerk overruled it."""
    if recorded is None:
        return ""
    how = f"{recorded.label} oleh {by}" if recorded in BY_A_PERSON and by else recorded.label
    return f"{how}, {FORCED}" if forced else how


def _row(row: Any, arrival: Any, absence: bool, representing: str, session: Session, at: datetime) -> AttendanceRow:
    arrived: datetime | None = arrival.first_in_at if arrival else None
    presence = standing.presence_of(row.status, arrived, over=session.is_over(at), absence=absence)
    how = (arrival.mode if arrival.mode is MeetingMode.ONLINE else arrival.method) if arrival else None
    return AttendanceRow(
        name=full_name(row.title_front, row.name, row.title_back),
        position=row.position,
        organisation=row.institution,
        presence=presence,
        checked_in_at=arrived,
        recorded=recorded_how(how, arrival.first_by, forced=arrival.forced is not None) if arrival else "",
        representing=representing,
        late=session.was_over_for(arrived),
    )

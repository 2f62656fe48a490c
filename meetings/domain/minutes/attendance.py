"""Who was expected and who came to a session: counts for the head of the minutes, rows for their annex."""

from typing import Any

import sqlalchemy as sa

from meetings.documents.attendance_list import AttendanceRow
from meetings.documents.minutes import CategoryCount
from meetings.enums import DeclineReason, ParticipantStatus
from meetings.extensions import db
from meetings.models import Attendance, Category, Participant, Representation, Session, participant_session

# Whoever is represented is not expected in person: the representative stands in the list.
NOT_EXPECTED = (
    ParticipantStatus.PENDING,
    ParticipantStatus.REPLACED,
    ParticipantStatus.WITHDRAWN,
    ParticipantStatus.DELETED,
)


def _expected(session: Session) -> sa.ColumnElement[bool]:
    chosen = sa.select(participant_session.c.participant_id).where(participant_session.c.session_id == session.id)
    listed = sa.and_(
        Participant.status.not_in(NOT_EXPECTED), sa.or_(sa.not_(Participant.limited), Participant.id.in_(chosen))
    )
    return sa.and_(Participant.meeting_id == session.meeting_id, sa.or_(listed, Attendance.id.is_not(None)))


def _came(session: Session) -> sa.ColumnElement[bool]:
    return sa.and_(Attendance.participant_id == Participant.id, Attendance.session_id == session.id)


def count_attendance(session: Session) -> tuple[CategoryCount, ...]:
    """Invited and present by category, in protocol order; those without one under an empty name; one statement."""
    name = sa.func.coalesce(Category.name, "")
    statement = (
        sa.select(name, sa.func.count(Participant.id), sa.func.count(Attendance.id))
        .select_from(Participant)
        .outerjoin(Attendance, _came(session))
        .outerjoin(Category, Category.id == Participant.category_id)
        .where(_expected(session))
        .group_by(name)
        .order_by(sa.func.min(sa.func.coalesce(Category.protocol_order, 9999)), name)
    )
    rows = db.session.execute(statement).all()
    return tuple(CategoryCount(category, invited, present) for category, invited, present in rows)


def list_attendance(session: Session) -> tuple[AttendanceRow, ...]:
    """Everybody expected or present, in protocol order, without personal numbers; one statement.

    Public copies of the minutes carry this list, so NIP and contact data stay out (UU 27/2022).
    """
    represented = sa.orm.aliased(Participant)
    statement = (
        sa.select(
            Participant.title_front,
            Participant.name,
            Participant.title_back,
            Participant.position,
            Participant.institution,
            Participant.status,
            Participant.decline_reason,
            Attendance.first_in_at,
            represented.position.label("represented_position"),
            represented.name.label("represented_name"),
        )
        .select_from(Participant)
        .outerjoin(Attendance, _came(session))
        .outerjoin(
            Representation,
            sa.and_(Representation.representative_id == Participant.id, Representation.ended_at.is_(None)),
        )
        .outerjoin(represented, represented.id == Representation.represented_id)
        .where(_expected(session))
        .order_by(Participant.protocol_order, Participant.sort_name, Participant.id)
    )
    return tuple(_row(row) for row in db.session.execute(statement))


def _row(row: Any) -> AttendanceRow:
    front = f"{row.title_front} {row.name}".strip()
    absent = row.first_in_at is None and row.status is ParticipantStatus.DECLINED
    return AttendanceRow(
        name=f"{front}, {row.title_back}" if row.title_back else front,
        position=row.position,
        organisation=row.institution,
        presence="present" if row.first_in_at else "absent" if absent else "unknown",
        checked_in_at=row.first_in_at,
        reason=(row.decline_reason or DeclineReason.LEAVE).label if absent else "",
        representing=row.represented_position or row.represented_name or "",
    )

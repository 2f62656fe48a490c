"""The shortcut's statements, made from the models when this module is loaded: a column that was renamed stops the service from
starting, not the door from opening.

They are kept as the bytes that psycopg sends; it remembers what it has read of them up to `LONGEST`.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from meetings.domain.attendance import counts
from meetings.domain.checkin import callers, people
from meetings.enums import MeetingMode, ScanDirection
from meetings.models import Attendance, Device, Meeting, Participant, Pass, Scan, Session, device_session, participant_session

LONGEST = 4096
_DIALECT = PGDialect_psycopg()


def _text(statement: Any) -> bytes:
    text = str(statement.compile(dialect=_DIALECT)).encode()
    assert len(text) <= LONGEST, "psycopg would read this statement anew for each scan"
    return text


def _fixed(value: str) -> sa.ColumnClause[str]:
    """A value of ours that stands in the text itself."""
    return sa.literal_column(f"'{value}'", sa.String)


def _look_up() -> Any:
    """One row by ``token`` and ``meeting``: device, meeting, ``session``, earlier answer of the scan ``id``, and the person that
    ``code_hash`` or ``participant`` means, with their attendance. No row for a token that opens nothing here."""
    device, meeting, session = Device.__table__.alias("d"), Meeting.__table__, Session.__table__
    paired = Device.__table__.alias("t")
    old, issued, came = Scan.__table__.alias("old"), Pass.__table__.alias("ps"), Attendance.__table__.alias("a")
    other, first = Scan.__table__.alias("o"), Session.__table__.alias("f")
    person, here, there = Participant.__table__, device_session.c, participant_session.c
    own_gate = sa.exists().where(here.device_id == device.c.id, here.session_id == session.c.id)
    chosen = sa.exists().where(there.participant_id == person.c.id, there.session_id == session.c.id)
    moved = sa.exists().where(
        other.c.session_id == session.c.id,
        other.c.participant_id == person.c.id,
        other.c.direction != _fixed(ScanDirection.IN.value),
    )
    begins = sa.select(sa.func.min(first.c.starts_at)).where(first.c.meeting_id == meeting.c.id).scalar_subquery()
    rows = (
        paired.join(device, callers.opened_by(paired.c, device.c))
        .join(meeting, meeting.c.id == device.c.meeting_id)
        .outerjoin(session, sa.and_(session.c.id == sa.bindparam("session"), session.c.meeting_id == meeting.c.id))
        .outerjoin(old, sa.and_(old.c.meeting_id == meeting.c.id, old.c.id == sa.bindparam("id")))
        .outerjoin(issued, issued.c.code_hash == sa.bindparam("code_hash"))
        .outerjoin(person, person.c.id == sa.func.coalesce(issued.c.participant_id, sa.bindparam("participant")))
    )
    rows = people.seated(people.with_others(rows)).outerjoin(
        came, sa.and_(came.c.session_id == session.c.id, came.c.participant_id == person.c.id)
    )
    return (
        sa.select(
            device.c.id.label("device_id"),
            device.c.name.label("device_name"),
            device.c.kind.label("device_kind"),
            device.c.gate,
            device.c.may_force,
            device.c.scans_per_minute,
            device.c.last_seen_at,
            sa.or_(sa.not_(device.c.limited), own_gate).label("allowed"),
            meeting.c.state,
            meeting.c.ends_on,
            meeting.c.roster_version,
            *people.MEETING_RULES,
            *people.MEETING_HOURS,
            begins.label("first_session"),
            session.c.id.label("session_id"),
            session.c.capacity,
            *people.SESSION_HOURS,
            old.c.fingerprint,
            sa.cast(old.c.result, sa.Text).label("old_result"),
            issued.c.state.label("pass_state"),
            *people.PERSON,
            people.SEAT_THERE,
            chosen.label("chosen"),
            came.c.first_in_at,
            came.c.first_gate,
            came.c.first_by,
            came.c.inside,
            came.c.last_out_at,
            moved.label("has_moved"),
        )
        .select_from(rows)
        .where(
            paired.c.token_hash == sa.bindparam("token"),
            device.c.revoked_at.is_(None),
            device.c.meeting_id == sa.bindparam("meeting"),
        )
    )


def _row_type(statement: Any) -> Any:
    return namedtuple("LookedUp", statement.selected_columns.keys())


def _keep(*, attend: bool) -> sa.Select[Any]:
    """Insert a scan with the values of `scan_row`, and with ``attend`` the first attendance that it is, under ``attendance_id``.

    Answers with 1, or 0 where the scan's id is there already (then nothing was written), and how many attended ``session`` before.
    """
    scan, attendance = Scan.__table__, Attendance.__table__
    c = scan.c
    told = (c.meeting_id, c.session_id, c.participant_id, c.method, c.scanned_at, c.id, c.gate, c.by, c.received_at)
    kept = postgresql.insert(scan).on_conflict_do_nothing().returning(*told).cte("s")
    answer = sa.select(sa.select(sa.func.count()).select_from(kept).scalar_subquery(), counts.PRESENT.scalar_subquery())
    if not attend:
        return answer
    values = {
        attendance.c.id: sa.bindparam("attendance_id", type_=attendance.c.id.type),
        attendance.c.meeting_id: kept.c.meeting_id,
        attendance.c.session_id: kept.c.session_id,
        attendance.c.participant_id: kept.c.participant_id,
        attendance.c.mode: _fixed(MeetingMode.IN_PERSON.value),
        attendance.c.method: kept.c.method,
        attendance.c.first_in_at: kept.c.scanned_at,
        attendance.c.first_scan_id: kept.c.id,
        attendance.c.first_gate: kept.c.gate,
        attendance.c.first_by: kept.c.by,
        attendance.c.inside: sa.true(),
        attendance.c.minutes_present: sa.literal_column("0"),
        attendance.c.updated_at: kept.c.received_at,
    }
    return answer.add_cte(sa.insert(attendance).from_select(list(values), sa.select(*values.values())).cte("a"))


_LOOK_UP = _look_up()
LOOK_UP = _text(_LOOK_UP)
KEEP = _text(_keep(attend=False))
KEEP_AND_ATTEND = _text(_keep(attend=True))
SEEN = _text(callers.SEEN)
PRESENT = _text(counts.PRESENT)
looked_up: Callable[[Iterable[Any]], Any] = _row_type(_LOOK_UP)._make

"""The committee looks at what a room showed: it believes it, or takes back whom the report recorded."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, record
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.manual import undo_attendance
from meetings.domain.meetings import Activity, require
from meetings.domain.online_points.arriving import scan_id
from meetings.domain.online_points.queries import proved_by_hall
from meetings.enums import PointReport
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Attendance, Participant, PointArrival
from meetings.models.base import hold
from meetings.writing.reading import read_text


def report_state(row: PointArrival) -> PointReport:
    """How a report stands."""
    if row.refused_for:
        return PointReport.REFUSED
    return PointReport.BELIEVED if row.from_hall or row.judged_at else PointReport.UNSEEN


def accept_arrival(row: PointArrival, caller: Caller, at: datetime) -> None:
    """The proof was looked at and holds. Twice changes nothing. Raises `WrongState` for one that was refused, and once the records are closed."""
    require(row.point.delegation.meeting, Activity.RECORD)
    hold(row)
    if row.refused_for:
        raise WrongState(_("Laporan ini sudah ditolak. Minta ruang itu melapor lagi."))
    if row.judged_at is None:
        row.judged_at, row.judged_by = at, caller.actor.name[:300]
        _note(Action.POINT_ACCEPTED, row, caller, at)


def refuse_arrival(row: PointArrival, reason: str, caller: Caller, at: datetime) -> int:
    """The proof does not hold: whom this report recorded is present no more; how many. Whoever came otherwise before, or showed the hall's
    code, stays. Twice changes nothing. Raises `InvalidInput` without a reason, `WrongState` once the records are closed."""
    meeting = row.point.delegation.meeting
    require(meeting, Activity.RECORD)
    hold(row)
    if row.refused_for:
        return 0
    reason = read_text(reason)
    if not reason or len(reason) > 300:
        raise InvalidInput(_("Tulis alasannya, paling panjang 300 huruf."), field="reason")
    theirs = _rests_on(row)
    for participant_id in theirs:
        undo_attendance(caller, meeting, row.session, participant_id, reason, at)
    row.judged_at, row.judged_by, row.refused_for = at, caller.actor.name[:300], reason
    _note(Action.POINT_REFUSED, row, caller, at, reason=reason, count=len(theirs))
    return len(theirs)


def _rests_on(row: PointArrival) -> Sequence[str]:
    """Who (ids) is present by this report alone: it recorded them, or proved them after the one that did was refused."""
    people = [each.id for each in row.people]
    told = sa.select(PointArrival).where(PointArrival.session_id == row.session_id)
    told = told.where(
        sa.or_(PointArrival.id == row.id, PointArrival.refused_for != ""), PointArrival.people.any(Participant.id.in_(people))
    )
    scans = [scan_id(each, person) for each in db.session.scalars(told) for person in people]
    came = sa.select(Attendance.participant_id).where(
        Attendance.session_id == row.session_id, Attendance.first_scan_id.in_(scans)
    )
    return db.session.scalars(came.where(Attendance.participant_id.not_in(proved_by_hall(row.session, people, row)))).all()


def _note(action: Action, row: PointArrival, caller: Caller, at: datetime, **more: Any) -> None:
    point = row.point
    record(
        caller.actor,
        action,
        at=at,
        meeting=point.delegation.meeting,
        target=point,
        target_name=point.name,
        session=row.session.title,
        **more,
    )
    db.session.flush()

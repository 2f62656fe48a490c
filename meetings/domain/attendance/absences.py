"""Who told the committee that they cannot come to a session, and why."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require
from meetings.enums import DeclineReason
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Absence, Attendance, Meeting, Participant, Session, standing


def note_absence(
    meeting: Meeting, session: Session, participant: Participant, reason: DeclineReason, actor: Actor, at: datetime
) -> None:
    """Note why a participant does not come to the session; a later reason takes the place of an earlier one.

    Raises `WrongState` before the meeting is open and once its records are closed, for somebody who is not expected there (who said no has
    answered for themselves), and for somebody who is recorded present.
    """
    require(meeting, Activity.RECORD)
    expected = sa.select(Participant.id).where(Participant.id == participant.id, standing.expected_at(session.id))
    if db.session.scalar(expected) is None:
        raise WrongState(_("%(name)s tidak ditunggu di sesi ini.", name=participant.full_name))
    came = sa.select(Attendance.id).where(Attendance.session_id == session.id, Attendance.participant_id == participant.id)
    if db.session.scalar(came) is not None:
        raise WrongState(_("%(name)s sudah tercatat hadir.", name=participant.full_name))
    row = db.session.get(Absence, (session.id, participant.id))
    if row is not None and row.reason is reason:
        return
    if row is None:
        row = Absence(session_id=session.id, participant_id=participant.id)
        db.session.add(row)
    row.reason, row.noted_at, row.by = reason, at, actor.name[:300]
    record(
        actor,
        Action.ABSENCE_NOTED,
        at=at,
        meeting=meeting,
        target=participant,
        target_name=participant.full_name,
        session=session.title,
        reason=reason.label,
    )
    db.session.flush()


def drop_absence(meeting: Meeting, session: Session, participant: Participant, actor: Actor, at: datetime) -> None:
    """Take the note back; without one nothing changes. Raises `WrongState` like `note_absence`."""
    require(meeting, Activity.RECORD)
    row = db.session.get(Absence, (session.id, participant.id))
    if row is None:
        return
    db.session.delete(row)
    record(
        actor,
        Action.ABSENCE_DROPPED,
        at=at,
        meeting=meeting,
        target=participant,
        target_name=participant.full_name,
        session=session.title,
    )
    db.session.flush()

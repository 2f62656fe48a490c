"""A slip at the door: who was put on the list there is corrected, or taken off it again, by who registered them a moment ago or by the committee."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.attendance.turns import take_turn
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.manual import OWN_UNDO, read_reason, undo_attendance
from meetings.domain.participants import change_participant, withdraw_participant
from meetings.domain.participants.details import details_of
from meetings.enums import ParticipantSource
from meetings.errors import NotAllowed
from meetings.extensions import db
from meetings.models import Attendance, Meeting, Participant, Scan, Session, standing
from meetings.writing.names import split_name


def find_newcomer(meeting: Meeting, participant_id: str) -> Participant | None:
    """Who the door put on the list, and still stands on it."""
    theirs = Participant.id == participant_id, Participant.meeting_id == meeting.id, standing.LISTED.where()
    return db.session.scalar(sa.select(Participant).where(*theirs, Participant.source == ParticipantSource.WALK_IN))


def is_fresh(newcomer: Participant, user_id: str, at: datetime) -> bool:
    """Whether this user, or a device at the door, registered them within the last `OWN_UNDO`: then whoever may register may mend it, too."""
    lately = Scan.meeting_id == newcomer.meeting_id, Scan.participant_id == newcomer.id, Scan.received_at >= at - OWN_UNDO
    ours = sa.or_(Scan.user_id == user_id, Scan.device_id.is_not(None))
    made = newcomer.created_at >= at - OWN_UNDO
    return made and db.session.scalar(sa.select(Scan.id).where(*lately, ours).limit(1)) is not None


def correct_newcomer(
    newcomer: Participant, typed: dict[str, Any], caller: Caller, at: datetime, *, name: str | None, may_edit: bool
) -> dict[str, list[Any]]:
    """Correct what was typed at the door: ``typed`` are fields of `Details`, ``name`` is the name with its titles (None: as it stands). Returns
    what changed. Raises `NotAllowed` for who neither ``may_edit`` nor registered them a moment ago, and as `change_participant` does."""
    _require(newcomer, caller, at, may_edit)
    details = replace(details_of(newcomer), **typed)
    if name is not None:
        parts = split_name(name)
        details = replace(details, name=parts.name, title_front=parts.front, title_back=parts.back)
    return change_participant(newcomer, details, caller.actor, at)


def take_out_newcomer(
    meeting: Meeting, newcomer: Participant, reason: str, caller: Caller, at: datetime, *, may_undo: bool
) -> None:
    """Take back that they came, at whichever sessions, and take them off the list, in one step. Raises `InvalidInput` without a reason,
    `NotAllowed` for who neither ``may_undo`` nor registered them a moment ago, and as `withdraw_participant` does."""
    _require(newcomer, caller, at, may_undo)
    reason = read_reason(reason)
    take_turn(meeting.id)
    came = sa.select(Session).join(Attendance, Attendance.session_id == Session.id)
    for session in db.session.scalars(came.where(Attendance.participant_id == newcomer.id).order_by(Session.starts_at)).all():
        undo_attendance(caller, meeting, session, newcomer.id, reason, at)
    withdraw_participant(newcomer, caller.actor, at, reason)


def _require(newcomer: Participant, caller: Caller, at: datetime, may: bool) -> None:
    if not may and not is_fresh(newcomer, caller.user_id or "", at):
        minutes = int(OWN_UNDO.total_seconds() // 60)
        raise NotAllowed(
            _(
                "Yang didaftarkan di pintu diperbaiki petugasnya dalam %(minutes)d menit; sesudah itu oleh panitia.",
                minutes=minutes,
            )
        )

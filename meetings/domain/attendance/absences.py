"""Who told the committee that they cannot come to a session, and why; with the letter that says so, where there is one."""

from datetime import datetime
from functools import partial

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require
from meetings.domain.pictures import check_scan
from meetings.enums import DeclineReason
from meetings.errors import WrongState
from meetings.extensions import db, once_committed
from meetings.models import Absence, Attendance, Meeting, Participant, Session, standing
from meetings.storage import storage


def note_absence(
    meeting: Meeting, session: Session, participant: Participant, reason: DeclineReason, actor: Actor, at: datetime
) -> None:
    """Note why a participant does not come to the session; a later reason takes the place of an earlier one.

    Raises `WrongState` before the meeting is open and once its records are closed, for somebody who is not expected there (who said no has
    answered for themselves), and for somebody who is recorded present.
    """
    require(meeting, Activity.RECORD)
    expected = sa.select(Participant.id).where(Participant.id == participant.id, standing.expected_at(session))
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
    _note(Action.ABSENCE_NOTED, meeting, session, participant, actor, at)
    db.session.flush()


def drop_absence(meeting: Meeting, session: Session, participant: Participant, actor: Actor, at: datetime) -> None:
    """Take the note back; without one nothing changes. Raises `WrongState` like `note_absence`."""
    require(meeting, Activity.RECORD)
    row = db.session.get(Absence, (session.id, participant.id))
    if row is None:
        return
    _forget_letter(row)
    db.session.delete(row)
    _note(Action.ABSENCE_DROPPED, meeting, session, participant, actor, at)
    db.session.flush()


def find_absence(session: Session, participant: Participant) -> Absence | None:
    """What was noted of them."""
    return db.session.get(Absence, (session.id, participant.id))


def keep_letter(
    meeting: Meeting, session: Session, participant: Participant, name: str, data: bytes, actor: Actor, at: datetime
) -> None:
    """Keep the letter that says why, a PDF or a photo, in place of the one before.

    Raises InvalidInput for any other file, `WrongState` where nothing is noted (any more) or the records are closed.
    """
    require(meeting, Activity.RECORD)
    row = find_absence(session, participant)
    if row is None:
        raise WrongState(_("Catat dahulu bahwa %(name)s berhalangan.", name=participant.full_name))
    check_scan(data, "file")
    key = storage.put("absences", data)
    if key == row.letter_key:
        return
    _forget_letter(row)
    row.letter_key, row.letter_name = key, name[-200:]
    _note(Action.ABSENCE_LETTER_KEPT, meeting, session, participant, actor, at)
    db.session.flush()


def _note(action: Action, meeting: Meeting, session: Session, participant: Participant, actor: Actor, at: datetime) -> None:
    name = participant.full_name
    record(actor, action, at=at, meeting=meeting, target=participant, target_name=name, session=session.title)


def _forget_letter(row: Absence) -> None:
    """Its file goes, unless another note has the same."""
    key, row.letter_key, row.letter_name = row.letter_key, None, ""
    if key is None:
        return
    db.session.flush()
    if not db.session.scalar(sa.select(sa.exists().where(Absence.letter_key == key))):
        once_committed(partial(storage.delete, key))

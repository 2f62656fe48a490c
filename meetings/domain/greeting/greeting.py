"""Who is to be received, and that somebody has: said by a person, once."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Attendance, Greeting, Meeting, Participant, Session
from meetings.models.base import change_rows, insert_new


def mark_greeted(participant: Participant, wanted: bool, actor: Actor, at: datetime) -> None:
    """Say whether somebody is received when they come; their category may say so, too. Twice changes nothing. Raises `WrongState`."""
    require(participant.meeting, Activity.PARTICIPANTS)
    if participant.greeted == wanted:
        return
    participant.greeted, participant.updated_at = wanted, at
    action = Action.GREETING_WANTED if wanted else Action.GREETING_DROPPED
    record(actor, action, at=at, meeting=participant.meeting, target=participant, target_name=participant.full_name)
    db.session.flush()


def greet(meeting: Meeting, session: Session, participant: Participant, actor: Actor, at: datetime) -> Greeting:
    """Note that somebody who has come was greeted; of two who say so at once the first is kept, and returned to both. Raises `WrongState` for
    somebody who has not come."""
    require(meeting, Activity.RECORD)
    came = sa.exists().where(Attendance.session_id == session.id, Attendance.participant_id == participant.id)
    if not db.session.scalar(sa.select(came)):
        raise WrongState(_("%(name)s belum tercatat hadir pada sesi ini.", name=participant.full_name))
    row = {"session_id": session.id, "participant_id": participant.id, "greeted_at": at, "by": actor.name[:300]}
    if db.session.scalar(insert_new(Greeting).values(row).returning(Greeting.participant_id)):
        _note(Action.GREETED, meeting, session, participant, actor, at)
    return db.session.get_one(Greeting, (session.id, participant.id))


def take_back(meeting: Meeting, session: Session, participant: Participant, actor: Actor, at: datetime) -> None:
    """Somebody was not greeted after all; twice changes nothing. Raises `WrongState`."""
    require(meeting, Activity.RECORD)
    mine = Greeting.session_id == session.id, Greeting.participant_id == participant.id
    if change_rows(sa.delete(Greeting).where(*mine).execution_options(synchronize_session=False)):
        _note(Action.GREETING_UNDONE, meeting, session, participant, actor, at)


def _note(action: Action, meeting: Meeting, session: Session, participant: Participant, actor: Actor, at: datetime) -> None:
    name = participant.full_name
    record(actor, action, at=at, meeting=meeting, target=participant, target_name=name, session=session.title)
    db.session.flush()

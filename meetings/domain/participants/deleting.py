"""Taking somebody off the list for good, who should never have stood there: the heading of a list, a trial, a slip."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require, touch_roster
from meetings.domain.participants.members import hold_participant
from meetings.domain.participants.photos import forget_files
from meetings.errors import Conflict
from meetings.extensions import db
from meetings.models import Absence, Attendance, Device, Invitation, Participant, Pass, Representation, Scan


def why_not_deletable(participant: Participant) -> str:
    """What hangs on a participant, or nothing (""): then the row may go. One statement."""
    mine, passes = participant.id, sa.select(sa.func.count()).where(Pass.participant_id == participant.id)
    holding = Device.meeting_id == participant.meeting_id, Device.paired_at.is_not(None), Device.revoked_at.is_(None)
    hanging = [
        (_("ada surat undangan untuknya"), sa.exists().where(Invitation.participant_id == mine)),
        (_("ia pernah dipindai di pintu"), sa.exists().where(Scan.participant_id == mine)),
        (_("kehadirannya tercatat"), sa.exists().where(Attendance.participant_id == mine)),
        (_("ketidakhadirannya tercatat"), sa.exists().where(Absence.participant_id == mine)),
        (
            _("ia mewakili atau diwakili seseorang"),
            sa.exists().where(sa.or_(Representation.represented_id == mine, Representation.representative_id == mine)),
        ),
        (_("tanda masuknya pernah diganti"), passes.scalar_subquery() > 1),
        # A phone that has the list learns who is gone from the row alone.
        (
            _("pemindai di pintu sudah memegang daftar ini"),
            sa.exists().where(*holding, Device.last_seen_at >= participant.created_at),
        ),
    ]
    found = db.session.execute(sa.select(*(sa.case((rule, 1), else_=0) for _words, rule in hanging))).one()
    reasons = [words for (words, _rule), holds in zip(hanging, found, strict=True) if holds]
    if participant.answered_at is not None:
        reasons.append(_("ia sudah menjawab"))
    return "; ".join(reasons)


def delete_participant(participant: Participant, actor: Actor, at: datetime) -> None:
    """Remove the row with its pass; only the audit trail remembers the name. Raises `Conflict` while anything hangs on it, `WrongState` when
    the meeting is over."""
    hold_participant(participant)
    meeting, name = participant.meeting, participant.full_name
    require(meeting, Activity.PARTICIPANTS)
    if reasons := why_not_deletable(participant):
        raise Conflict(
            _("%(name)s tidak dapat dihapus permanen: %(reasons)s. Cabut saja dari daftar.", name=name, reasons=reasons)
        )
    record(actor, Action.PARTICIPANT_DELETED, at=at, meeting=meeting, target=participant, target_name=name)
    photo = participant.photo_key
    db.session.execute(sa.delete(Participant).where(Participant.id == participant.id))
    db.session.expunge(participant)
    forget_files([photo])
    touch_roster(meeting.id)
    db.session.flush()

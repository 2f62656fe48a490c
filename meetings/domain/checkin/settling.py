"""What was refused after its person had passed the door waits for somebody who says what was done about it."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.attendance.turns import take_turn
from meetings.domain.audit import Action, Actor, record
from meetings.domain.checkin.callers import CLOSED
from meetings.domain.checkin.log import still_open
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Meeting, Participant, Scan, SettledScan
from meetings.writing.reading import read_text


def settle_scan(meeting: Meeting, scan_id: str, note: str, actor: Actor, at: datetime) -> bool:
    """Say that a late refusal was dealt with, and how; False when it is open no more (somebody else was quicker, or the person is recorded).

    Raises `InvalidInput` without a note or for a long one, `WrongState` once the meeting's records are closed.
    """
    if meeting.state in CLOSED:
        raise WrongState(_("Kegiatan ini sudah berakhir."))
    note = read_text(note)
    if not note or len(note) > 300:
        raise InvalidInput(_("Tulis apa yang dilakukan, paling panjang 300 huruf."), field="note")
    take_turn(meeting.id)
    scan = db.session.scalar(sa.select(Scan).where(Scan.meeting_id == meeting.id, Scan.id == scan_id, still_open()))
    if scan is None:
        return False
    db.session.add(SettledScan(meeting_id=meeting.id, scan_id=scan.id, settled_at=at, by=actor.name[:300], note=note))
    person = db.session.get(Participant, scan.participant_id) if scan.participant_id else None
    named = person.full_name if person else _("Kode tidak dikenal")
    record(
        actor, Action.SCAN_SETTLED, at=at, meeting=meeting, target=person or meeting, target_name=named, note=note, scan=scan.id
    )
    db.session.flush()
    return True

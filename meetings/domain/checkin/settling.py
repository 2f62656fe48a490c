"""What was refused after its person had passed the door, and a pass at two doors, wait for somebody who says what was done about it."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.attendance.turns import take_turn
from meetings.domain.audit import Action, Actor, record
from meetings.domain.checkin.callers import CLOSED, Caller
from meetings.domain.checkin.contract import ScanResult
from meetings.domain.checkin.log import still_open
from meetings.domain.checkin.reading import Scan as Scanned
from meetings.domain.checkin.twice import at_two_doors
from meetings.enums import DeviceKind, ScanStatus
from meetings.errors import InvalidInput, NotAllowed, WrongState
from meetings.extensions import db
from meetings.models import Meeting, Participant, Scan, SettledScan
from meetings.writing.reading import read_text


def settle_scan(meeting: Meeting, scan_id: str, note: str, actor: Actor, at: datetime) -> bool:
    """Say that a late refusal, or a pass at two doors, was dealt with, and how; False when it is open no more (somebody else was quicker, or
    the person is recorded).

    Raises `InvalidInput` without a note or for a long one, `WrongState` once the meeting's records are closed.
    """
    if meeting.state in CLOSED:
        raise WrongState(_("Kegiatan ini sudah berakhir."))
    note = read_text(note)
    if not note or len(note) > 300:
        raise InvalidInput(_("Tulis apa yang dilakukan, paling panjang 300 huruf."), field="note")
    take_turn(meeting.id)
    ours = sa.select(Scan).where(Scan.meeting_id == meeting.id)
    named = db.session.scalar(ours.where(Scan.id == scan_id))
    if named is None:
        return False
    doors = Scan.session_id == named.session_id, Scan.participant_id == named.participant_id, at_two_doors()
    waiting = (
        db.session.scalars(ours.where(Scan.id == scan_id, still_open())).all() or db.session.scalars(ours.where(*doors)).all()
    )
    if not waiting:
        return False
    _tell(meeting, waiting, note, actor, at)
    return True


def settle_mended(caller: Caller, scans: Sequence[Scanned], results: Sequence[ScanResult], at: datetime) -> None:
    """What was refused late waits for nobody any more once a later scan of the same session has recorded who was meant. For whoever has the
    meeting's turn."""
    for scan, result in zip(scans, results, strict=True):
        if scan.settles is None or result["status"] == ScanStatus.REFUSED or (person := result["participant"]) is None:
            continue
        mended = Scan.meeting_id == caller.meeting_id, Scan.id == scan.settles, Scan.session_id == scan.session, still_open()
        if waiting := db.session.scalars(sa.select(Scan).where(*mended)).all():
            meeting = db.session.get_one(Meeting, caller.meeting_id)
            _tell(meeting, waiting, _("Dicatat di perangkat: %(name)s", name=person["name"])[:300], caller.actor, at)


def settle_handled(caller: Caller, scan_ids: Collection[str], at: datetime) -> None:
    """Somebody at the door has dealt with late refusals there. What waits for nobody any more stays as it is, and so does what is of a
    session that the caller does not keep. Raises `NotAllowed` for a kiosk."""
    if caller.kind is DeviceKind.KIOSK:
        raise NotAllowed(_("Kios tidak menangani apa pun."))
    take_turn(caller.meeting_id)
    named = sa.select(Scan).where(Scan.meeting_id == caller.meeting_id, Scan.id.in_(scan_ids), still_open())
    if caller.sessions is not None:
        named = named.where(Scan.session_id.in_(caller.sessions))
    meeting = db.session.get_one(Meeting, caller.meeting_id)
    for scan in db.session.scalars(named.order_by(Scan.id)).all():
        _tell(meeting, [scan], _("Ditangani di perangkat"), caller.actor, at)


def _tell(meeting: Meeting, waiting: Sequence[Scan], note: str, actor: Actor, at: datetime) -> None:
    told = {"settled_at": at, "by": actor.name[:300], "note": note}
    db.session.add_all(SettledScan(meeting_id=meeting.id, scan_id=each.id, **told) for each in waiting)
    scan = waiting[0]
    person = db.session.get(Participant, scan.participant_id) if scan.participant_id else None
    typed = scan.result.get("typed") or {}
    name = person.full_name if person else typed.get("name") or _("Kode tidak dikenal")
    record(
        actor, Action.SCAN_SETTLED, at=at, meeting=meeting, target=person or meeting, target_name=name, note=note, scan=scan.id
    )
    db.session.flush()

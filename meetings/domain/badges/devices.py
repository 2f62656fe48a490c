"""Badges that a device at the door prints: a kiosk for whoever has just come in, a scanner for whom its clerk chooses."""

import base64
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.badges.printing import picture_for, print_one
from meetings.domain.checkin.badge_contract import PrintedBadge
from meetings.domain.checkin.callers import Caller
from meetings.domain.passes import find_pass
from meetings.enums import DeviceKind, PassState
from meetings.errors import FileLost, NotAllowed, WrongState
from meetings.extensions import db
from meetings.models import Device, Participant, standing
from meetings.storage import storage


def print_at_door(caller: Caller, participant_id: str, code: str | None, at: datetime) -> PrintedBadge:
    """The badge of a participant, noted as printed by this device. From a kiosk only with their ``code`` it carries it: who types a name gets
    nobody's pass. Raises `NotAllowed` for a device that prints none, or a kiosk before which nobody has come in; `WrongState`."""
    device = db.session.get(Device, caller.device_id) if caller.device_id else None
    if device is not None and not device.prints_badges:
        raise NotAllowed(_("Perangkat ini tidak mencetak tanda pengenal."))
    person = db.session.scalar(
        sa.select(Participant).where(Participant.id == participant_id, Participant.meeting_id == caller.meeting_id)
    )
    if person is None:
        raise NotAllowed(_("Peserta itu tidak ada dalam daftar kegiatan ini."))
    issued = find_pass(code) if code else None
    shown = issued is not None and issued.participant_id == person.id and issued.state is PassState.ACTIVE
    kiosk = caller.kind is DeviceKind.KIOSK
    if kiosk and not shown and not _came(person):
        raise NotAllowed(_("Kartu dicetak sesudah kehadirannya tercatat."))
    times = print_one(person, caller.actor, at)
    made = picture_for(person, at, with_code=shown or not kiosk)
    if made is None:
        raise WrongState(_("Belum ada rancangan tanda pengenal untuk %(name)s.", name=person.full_name))
    picture, card = made
    return {"picture": base64.b64encode(picture).decode(), "width": card.width, "height": card.height, "printed": times}


def face_at_door(caller: Caller, participant_id: str) -> str | None:
    """The face of a participant in base64; None where there is none. Raises `NotAllowed` for a kiosk, and for somebody of another meeting."""
    p = Participant
    here = p.id == participant_id, p.meeting_id == caller.meeting_id, sa.not_(standing.GONE.where())
    found = db.session.execute(sa.select(p.photo_key).where(*here)).first()
    if caller.kind is DeviceKind.KIOSK or found is None:
        raise NotAllowed(_("Peserta itu tidak ada dalam daftar kegiatan ini."))
    try:
        return base64.b64encode(storage.get(found.photo_key)).decode() if found.photo_key else None
    except FileLost:
        return None


def _came(person: Participant) -> bool:
    return (
        db.session.scalar(sa.select(Participant.id).where(Participant.id == person.id, standing.present_anywhere())) is not None
    )

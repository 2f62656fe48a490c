"""What a device shows of one person, asked for when it is needed and kept in no phone: a pass that the door has made, a face."""

import base64

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.documents.qr import qr_path
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.desk import pass_to_hand_over
from meetings.domain.checkin.guest_contract import HandedPass, Photo
from meetings.domain.passes import pass_link
from meetings.enums import DeviceKind
from meetings.errors import FileLost, NotAllowed, NotFound
from meetings.extensions import db
from meetings.models import Meeting, Participant, standing
from meetings.storage import storage


def show_pass(caller: Caller, participant_id: str) -> HandedPass:
    """The QR of a participant who came without being on the list, as it stands now. Raises `NotAllowed` for anybody else's, whose pass went to
    themselves, for one that does not hold any more, and for a kiosk."""
    issued = None
    if caller.kind is not DeviceKind.KIOSK:
        issued = pass_to_hand_over(db.session.get_one(Meeting, caller.meeting_id), participant_id)
    if issued is None:
        raise NotAllowed(_("Hanya tanda masuk yang dibuat di pintu, dan masih berlaku, yang ditunjukkan di sini."))
    side, path = qr_path(pass_link(issued))
    return {"side": side, "path": path}


def show_photo(caller: Caller, participant_id: str) -> Photo:
    """The face of somebody on the meeting's list. Raises `NotAllowed` for a kiosk, `NotFound` where there is none (any more)."""
    if caller.kind is DeviceKind.KIOSK:
        raise NotAllowed(_("Foto peserta hanya ditunjukkan kepada petugas."))
    theirs = Participant.id == participant_id, Participant.meeting_id == caller.meeting_id, standing.LISTED.where()
    key = db.session.scalar(sa.select(Participant.photo_key).where(*theirs))
    if key is None:
        raise NotFound(_("Belum ada foto untuk peserta ini."))
    try:
        return {"picture": base64.b64encode(storage.get(key)).decode()}
    except FileLost:
        raise NotFound(_("Foto peserta ini tidak terbaca.")) from None

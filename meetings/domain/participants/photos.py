"""The faces of participants: taken in small and without what the camera wrote into them, gone with the file of whoever has them last.

They are personal data: shown at the door and to who greets, printed on the badge where its layout says so, and erased by the committee when the
meeting is over, as answers are (`domain.questions.erase_answers`).
"""

import io
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from flask_babel import gettext as _
from PIL import Image, ImageOps

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, allows, require
from meetings.domain.pictures import opened_picture
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db, once_committed
from meetings.models import Meeting, Participant
from meetings.models.base import change_rows
from meetings.storage import storage

LARGEST = 8 * 1024 * 1024  # bytes of what comes in: a phone's picture
ENDS = {
    "PNG": b"IEND",
    "JPEG": b"\xff\xd9",
}  # what a whole one has at its end: the library that prints has all readers take halves, too
SIZE = (480, 640)  # of what is kept, in pixels: 300 dots an inch at 40 mm


def keep_photo(participant: Participant, data: bytes, actor: Actor, at: datetime) -> None:
    """Keep a face in place of the one before: turned upright, cut to 3:4 around its middle (higher up), as JPEG. Raises InvalidInput (``photo``) for
    what is no whole JPEG or PNG, is too large or too small; `WrongState`."""
    require(participant.meeting, Activity.PARTICIPANTS)
    if len(data) > LARGEST:
        raise InvalidInput(_("Foto paling besar %(max)d MB.", max=LARGEST // 1024 // 1024), field="photo")
    with opened_picture(data, "photo") as picture:
        if picture.format not in ENDS:
            raise InvalidInput(_("Foto harus JPEG atau PNG."), field="photo")
        if ENDS[picture.format] not in data[len(data) // 2 :]:
            raise InvalidInput(_("Foto ini tidak utuh; unggah lagi berkas aslinya."), field="photo")
        if min(picture.size) < 100:
            raise InvalidInput(_("Foto terlalu kecil; sisi pendeknya paling sedikit 100 piksel."), field="photo")
        plain = _plain(picture)
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=85, optimize=True)  # written anew: nothing of what the camera noted is in it
    key = storage.put("photos", written.getvalue())
    if key == participant.photo_key:
        return
    before, participant.photo_key = participant.photo_key, key
    _note(Action.PHOTO_KEPT, participant, actor, at)
    forget_files([before])


def remove_photo(participant: Participant, actor: Actor, at: datetime) -> None:
    """Remove a face with its file; twice changes nothing."""
    if participant.photo_key is None:
        return
    before, participant.photo_key = participant.photo_key, None
    _note(Action.PHOTO_REMOVED, participant, actor, at)
    forget_files([before])


def erase_photos(meeting: Meeting, actor: Actor, at: datetime) -> int:
    """Remove all faces of a meeting that is over, with their files; how many. Raises `WrongState` before."""
    if allows(meeting, Activity.PARTICIPANTS):
        raise WrongState(_("Foto dihapus sekaligus setelah kegiatan selesai atau dibatalkan."))
    theirs = Participant.meeting_id == meeting.id, Participant.photo_key.is_not(None)
    keys = list(db.session.scalars(sa.select(Participant.photo_key).where(*theirs)))
    gone = change_rows(
        sa.update(Participant).where(*theirs).values(photo_key=None, updated_at=at).execution_options(synchronize_session=False)
    )
    if gone:
        record(actor, Action.PHOTOS_ERASED, at=at, meeting=meeting, target=meeting, target_name=meeting.title, count=gone)
    forget_files(keys)
    return gone


def count_photos(meeting_id: str) -> int:
    """How many participants of a meeting have a face here."""
    theirs = Participant.meeting_id == meeting_id, Participant.photo_key.is_not(None)
    return db.session.scalar(sa.select(sa.func.count()).select_from(Participant).where(*theirs)) or 0


def forget_files(keys: list[str | None]) -> None:
    """Delete the files, once this is committed, that no participant has any more."""
    db.session.flush()
    gone = {each for each in keys if each}
    kept = sa.select(Participant.photo_key).where(Participant.photo_key.in_(gone))
    for key in gone - set(db.session.scalars(kept)) if gone else ():
        once_committed(partial(storage.delete, key))


def _plain(picture: Image.Image) -> Image.Image:
    """Upright, of one size, on white."""
    fitted = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGBA"), SIZE, centering=(0.5, 0.3))
    white = Image.new("RGB", SIZE, "white")
    white.paste(fitted, mask=fitted.getchannel("A"))
    return white


def _note(action: Action, participant: Participant, actor: Actor, at: datetime) -> None:
    participant.updated_at = at
    record(actor, action, at=at, meeting=participant.meeting, target=participant, target_name=participant.full_name)
    db.session.flush()

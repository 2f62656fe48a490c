"""Pictures of minutes: taken in by their content, made fit for print and freed of what a camera adds, kept as files and never in the text."""

import io
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from PIL import Image, ImageOps

from meetings.documents.pdf.minutes import Minutes as MinutesPaper
from meetings.documents.pdf.picture import Picture
from meetings.domain.audit import Actor
from meetings.domain.minutes.editing import lock_draft
from meetings.domain.pictures import opened_picture
from meetings.errors import InvalidInput, NotFound
from meetings.extensions import db
from meetings.models import Minutes, MinutesPicture
from meetings.storage import storage
from meetings.writing.figures import figures_of

LARGEST = 5 * 1024 * 1024  # bytes that are taken in
LONGEST_SIDE = 1600  # dots: the width of a page's text at some 240 an inch
MOST_OF_A_SESSION = 200
QUALITY = 85


def add_picture(minutes: Minutes, image: bytes, actor: Actor, at: datetime) -> MinutesPicture:
    """Keep a picture for the text of a draft; the same one sent twice is one.

    Raises InvalidInput for what is no PNG, JPEG or WebP, or too large, or one too many; WrongState when the minutes are no draft.
    """
    made, size = _fit(image)
    lock_draft(minutes, at)
    key = storage.put("pictures", made)
    mine = sa.select(MinutesPicture).where(MinutesPicture.session_id == minutes.session_id)
    known = db.session.scalars(mine.where(MinutesPicture.storage_key == key)).first()
    if known is not None:
        return known
    if (db.session.scalar(sa.select(sa.func.count()).select_from(mine.subquery())) or 0) >= MOST_OF_A_SESSION:
        raise InvalidInput(_("Notula satu sesi memuat paling banyak %(most)d gambar.", most=MOST_OF_A_SESSION), field="picture")
    row = MinutesPicture(
        session_id=minutes.session_id,
        storage_key=key,
        width=size[0],
        height=size[1],
        size=len(made),
        added_by=actor.name,
        created_at=at,
    )
    db.session.add(row)
    db.session.flush()
    return row


def get_picture(minutes: Minutes, picture_id: str, *, paper: MinutesPaper | None) -> MinutesPicture:
    """A picture of these minutes; of ``paper``, what they were issued as, only one that it shows. Raises NotFound."""
    row = db.session.get(MinutesPicture, picture_id)
    if row is None or row.session_id != minutes.session_id or (paper is not None and picture_id not in _ids(texts_of(paper))):
        raise NotFound(_("Gambar itu tidak ada pada notula ini."))
    return row


def read_pictures(session_id: str, texts: Iterable[str]) -> tuple[Picture, ...]:
    """The pictures that the texts show, with their bytes, for the paper; what is not of this session is not there."""
    wanted = _ids(texts)
    rows = db.session.scalars(
        sa.select(MinutesPicture)
        .where(MinutesPicture.session_id == session_id, MinutesPicture.id.in_(wanted))
        .order_by(MinutesPicture.id)
    ).all()
    return tuple(Picture(row.id, storage.get(row.storage_key)) for row in rows)


def texts_of(paper: MinutesPaper) -> list[str]:
    """The rich texts of a paper."""
    return [paper.opening_html, *(item.discussion_html for item in paper.items), paper.closing_html]


def _ids(texts: Iterable[str]) -> set[str]:
    return {each.picture_id for each in figures_of(*texts)}


def _fit(image: bytes) -> tuple[bytes, tuple[int, int]]:
    """The picture upright, no larger than print needs, without place, time and camera; drawings stay PNG, photographs become JPEG."""
    if len(image) > LARGEST:
        raise InvalidInput(_("Gambar paling besar 5 MB."), field="picture")
    with opened_picture(image, "picture") as opened:
        kind = opened.format
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is not read larger than it is kept
        clear = opened.has_transparency_data
        upright = ImageOps.exif_transpose(opened).convert("RGBA" if clear else "RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(upright.mode, upright.size)  # nothing but the dots goes on
    bare.paste(upright)
    out = io.BytesIO()
    if kind == "PNG" or clear:
        bare.save(out, "PNG", optimize=True)
    else:
        bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue(), bare.size

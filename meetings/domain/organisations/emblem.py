"""The emblem that pages of an organisation wear."""

import sqlalchemy as sa

from meetings.documents.pdf.engine import image_type
from meetings.errors import FileLost
from meetings.extensions import db
from meetings.models import Organisation
from meetings.storage import storage


def find_emblem(organisation_id: str) -> tuple[bytes, str, str] | None:
    """(picture, media type, etag) of the organisation's own emblem or of the nearest one above it; None without any."""
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None:
        return None
    key = db.session.scalar(
        sa.select(Organisation.logo_key)
        .where(Organisation.id.in_(organisation.ancestor_ids), Organisation.logo_key.is_not(None))
        .order_by(Organisation.path.desc())
        .limit(1)
    )
    if key is None:
        return None
    try:
        data = storage.get(key)
    except FileLost:
        return None
    return data, image_type(data), key.rsplit("/", 1)[-1]

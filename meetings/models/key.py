"""Which keys this installation's data was written with."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Model, Moment


class KeyFingerprint(Model):
    """A keyed hash of a secret, under its name: tells whether a machine has the same one, and nothing about it."""

    __tablename__ = "key_fingerprint"
    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[Moment]

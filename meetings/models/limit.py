"""How often somebody tried."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Model, Moment


class LimitCount(Model):
    """What was counted under one key of a limit until ``expires_at``. The key holds an address, so only its keyed hash is kept."""

    __tablename__ = "limit_count"
    key_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[Moment]

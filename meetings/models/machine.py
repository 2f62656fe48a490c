"""The machines that the service works on."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Model, Moment, UtcDateTime


class Machine(Model):
    """What was last seen of one machine's clock, and when it was last set (``jumped_by`` seconds, negative: back)."""

    __tablename__ = "machine"
    name: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    seen_at: Mapped[Moment]
    jumped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    jumped_by: Mapped[int] = mapped_column(default=0)

"""The addresses under which the service was and is reached."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Model, Moment


class BaseAddress(Model):
    """From ``since`` on, what was printed and written has led to ``address`` (without a slash at its end)."""

    __tablename__ = "base_address"
    since: Mapped[Moment] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(sa.String(255), primary_key=True)

"""What is searched in minutes: their text by parts, as keys."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from meetings.enums import PassageKind
from meetings.models.base import Model, Text, enum_column, reference


class Passage(Model):
    """One part of an item of minutes (or their head, without an item), as `writing.search.search_key` has its text.

    A version has rows since it is written: ``domain.minutes.passages`` writes them whole and anew, so the key never changes. SQLite finds what stands in a key in `passage_words`, PostgreSQL in trigrams (migration 0029).
    """

    __tablename__ = "passage"
    __table_args__ = (
        sa.Index("ix_passage_held_on_number", "held_on", "number"),
        sa.Index("ix_passage_kind_held_on_number", "kind", "held_on", "number"),
    )
    number: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True)
    meeting_id: Mapped[str] = reference("meeting.id")
    minutes_id: Mapped[str] = reference("minutes.id")
    item_id: Mapped[str | None] = reference("minutes_item.id", nullable=True)
    kind: Mapped[PassageKind] = mapped_column(enum_column(PassageKind))
    held_on: Mapped[date]  # the session's day, where it was held
    issued: Mapped[bool]  # the version is out; else it is being written, and readers do not find it
    gone: Mapped[bool] = mapped_column(default=False)  # it does not hold any more, and is found only where that is asked for
    key: Mapped[Text]

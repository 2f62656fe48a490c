"""What is jotted down while a session runs, before it becomes minutes."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import N_
from meetings.models.agenda import AgendaItem, Session
from meetings.models.base import Id, Label, Model, Moment, Text, Timestamps, UtcDateTime, reference


class SessionNote(Model, Timestamps):
    """A line of who writes the minutes: when it was begun, on which item, who spoke, what was said. No reader and no paper ever sees it."""

    __tablename__ = "session_note"
    __table_args__ = (sa.Index("ix_session_note_session_id_taken_at", "session_id", "taken_at", "id"),)
    id: Mapped[Id]
    session_id: Mapped[str] = reference("session.id", index=False)
    agenda_item_id: Mapped[str | None] = reference("agenda_item.id", ondelete="SET NULL", nullable=True)
    taken_at: Mapped[Moment]  # its first key
    speaker: Mapped[Label] = mapped_column(info={"label": N_("Yang berbicara")})
    text: Mapped[Text] = mapped_column(info={"label": N_("Catatan")})
    author_id: Mapped[str | None] = reference("user.id", ondelete="SET NULL", index=False, nullable=True)
    author_name: Mapped[Label]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it went into the text of minutes last
    used_in: Mapped[Label]  # the title of the item that it went into
    session: Mapped[Session] = relationship()
    agenda_item: Mapped[AgendaItem | None] = relationship()

"""An attendance report of Zoom, Teams, Meet or Webex on its way into the attendance, and the names on screens that were told apart once."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.agenda import Session
from meetings.models.base import Id, Json, Label, Model, Moment, UtcDateTime, reference
from meetings.models.meeting import Meeting


class OnlineReport(Model):
    """An uploaded report between upload and confirmation: the file lies in storage, what people say of it here."""

    __tablename__ = "online_report"
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id")
    session_id: Mapped[str] = reference("session.id")
    user_id: Mapped[str | None] = reference("user.id", ondelete="SET NULL", nullable=True)
    file_name: Mapped[Label]
    file_key: Mapped[str] = mapped_column(sa.String(120))  # empty once the file has been cleared away
    how: Mapped[Json]  # what the file does not say: zone, order of its dates, the hour people came, columns, the least minutes
    said: Mapped[Json]  # by the row's key: "p:" and a participant's id, "r:" and a room's, "-" for nobody
    version: Mapped[int] = mapped_column(sa.BigInteger, default=1)  # grows with whatever anybody says
    changed_by: Mapped[Label]  # who did so last
    created_at: Mapped[Moment]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[Label]
    result: Mapped[Json]  # how many were recorded; as long as the file is kept also which names, and whom the door refused
    meeting: Mapped[Meeting] = relationship()
    session: Mapped[Session] = relationship()


class ScreenName(Model):
    """Under which name somebody, or a room, has joined before: proposed the next time that the organisation sees it. A person said so."""

    __tablename__ = "screen_name"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)
    id: Mapped[Id]
    organisation_id: Mapped[str] = reference("organisation.id", index=False)
    name: Mapped[str] = mapped_column(sa.String(300))  # as compared
    means: Mapped[str] = mapped_column(sa.String(760))  # who it is at whatever meeting
    said_by: Mapped[Label]
    said_at: Mapped[Moment]

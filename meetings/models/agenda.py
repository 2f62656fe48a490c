"""Sessions, rundown items, speakers and virtual links."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import AgendaKind, LinkProvider, SpeakerRole, SpeakerState
from meetings.models.base import (
    Id,
    Label,
    Model,
    Moment,
    Name,
    Text,
    Timestamps,
    UtcDateTime,
    enum_column,
    reference,
)
from meetings.models.meeting import Meeting
from meetings.writing.names import full_name, with_position


class Session(Model, Timestamps):
    """A part of a meeting with one room, one attendance list and one set of minutes."""

    __tablename__ = "session"
    __table_args__ = (
        sa.Index("ix_session_meeting_id_starts_at", "meeting_id", "starts_at"),
        sa.Index("ix_session_ends_at", "ends_at"),
        sa.CheckConstraint("ends_at > starts_at", name="times_in_order"),
    )
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    title: Mapped[Name]
    room: Mapped[Label]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    capacity: Mapped[int | None]
    chair_name: Mapped[Label]  # pimpinan rapat
    chair_position: Mapped[Label]
    secretary_name: Mapped[Label]
    recorder_name: Mapped[Label]  # pencatat/notulis
    notes: Mapped[Text]
    wants_minutes: Mapped[bool] = mapped_column(default=True)
    checkin_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: the meeting's minutes before
    checkin_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the secretary closed it

    meeting: Mapped[Meeting] = relationship(back_populates="sessions")
    items: Mapped[list["AgendaItem"]] = relationship(
        back_populates="session", order_by="AgendaItem.position, AgendaItem.id", cascade="all, delete-orphan"
    )

    @property
    def doors_open_at(self) -> datetime:
        """From when a scan counts (needs ``meeting`` loaded)."""
        return self.checkin_opens_at or self.starts_at - timedelta(minutes=self.meeting.checkin_minutes_before)

    @property
    def doors_close_at(self) -> datetime:
        """Until when a scan counts (needs ``meeting`` loaded)."""
        return self.checkin_closes_at or self.ends_at + timedelta(minutes=self.meeting.checkin_minutes_after)


class AgendaItem(Model, Timestamps):
    """A line of the rundown. Its time is the session's start plus the durations before it, unless it has its own."""

    __tablename__ = "agenda_item"
    __table_args__ = (sa.Index("ix_agenda_item_session_id_position", "session_id", "position"),)
    id: Mapped[Id]
    session_id: Mapped[str] = reference("session.id", index=False)
    position: Mapped[int]
    kind: Mapped[AgendaKind] = mapped_column(enum_column(AgendaKind), default=AgendaKind.OTHER)
    title: Mapped[Name]
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    minutes: Mapped[int] = mapped_column(default=15)  # duration
    responsible: Mapped[Label]
    notes: Mapped[Text]
    in_minutes: Mapped[bool] = mapped_column(default=True)  # becomes an item of the draft minutes
    session: Mapped[Session] = relationship(back_populates="items")
    speakers: Mapped[list["Speaker"]] = relationship(back_populates="agenda_item", order_by="Speaker.position")

    @property
    def expected_speakers(self) -> list["Speaker"]:
        """Who speaks here, but for those who have declined."""
        return [speaker for speaker in self.speakers if speaker.state is not SpeakerState.DECLINED]


class Speaker(Model, Timestamps):
    """Somebody who speaks or moderates, as named at this meeting."""

    __tablename__ = "speaker"
    __table_args__ = (sa.Index("ix_speaker_meeting_id_position", "meeting_id", "position"),)
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    session_id: Mapped[str | None] = reference("session.id", ondelete="SET NULL", nullable=True)
    agenda_item_id: Mapped[str | None] = reference("agenda_item.id", ondelete="SET NULL", nullable=True)
    position: Mapped[int] = mapped_column(default=0)  # order on lists
    role: Mapped[SpeakerRole] = mapped_column(enum_column(SpeakerRole), default=SpeakerRole.SPEAKER)
    state: Mapped[SpeakerState] = mapped_column(enum_column(SpeakerState), default=SpeakerState.PROPOSED)
    title_front: Mapped[str] = mapped_column(sa.String(120), default="")
    name: Mapped[Name]
    title_back: Mapped[str] = mapped_column(sa.String(200), default="")
    job_title: Mapped[Label]  # jabatan
    institution: Mapped[Label]
    topic: Mapped[Text]
    minutes: Mapped[int | None]
    phone: Mapped[str] = mapped_column(sa.String(32), default="")
    email: Mapped[str] = mapped_column(sa.String(255), default="")
    notes: Mapped[Text]
    meeting: Mapped[Meeting] = relationship()
    session: Mapped[Session | None] = relationship()
    agenda_item: Mapped[AgendaItem | None] = relationship(back_populates="speakers")

    @property
    def full_name(self) -> str:
        """The name with its titles, as typed."""
        return full_name(self.title_front, self.name, self.title_back)

    @property
    def office(self) -> str:
        """Position and institution."""
        return with_position(self.job_title, self.institution)


class VirtualLink(Model, Timestamps):
    """Where to join online. The passcode and link are shown on participants' own pages only."""

    __tablename__ = "virtual_link"
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id")
    session_id: Mapped[str | None] = reference("session.id", ondelete="CASCADE", nullable=True)  # None: whole meeting
    provider: Mapped[LinkProvider] = mapped_column(enum_column(LinkProvider), default=LinkProvider.ZOOM)
    label: Mapped[Label]
    url: Mapped[str] = mapped_column(sa.String(1000))
    meeting_code: Mapped[str] = mapped_column(sa.String(80), default="")
    passcode: Mapped[str] = mapped_column(sa.String(80), default="")
    visible_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    visible_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    host_notes: Mapped[Text]
    meeting: Mapped[Meeting] = relationship()
    session: Mapped[Session | None] = relationship()

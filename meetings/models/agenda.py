"""Sessions, rundown items, speakers and virtual links."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import N_, AgendaKind, LinkProvider, SpeakerRole, SpeakerState
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
from meetings.models.organisation import Person
from meetings.writing.names import full_name, with_position


def door_hours(session: Any, meeting: Any) -> tuple[datetime, datetime]:
    """From when to when scans of a session count, out of rows with their hours; a session closed by its secretary closes its door, and a
    meeting that is finished all of them. What happened before that and arrives later still counts."""
    opens = session.checkin_opens_at or session.starts_at - timedelta(minutes=meeting.checkin_minutes_before)
    closes = session.checkin_closes_at or session.ends_at + timedelta(minutes=meeting.checkin_minutes_after)
    return opens, min([closes, *filter(None, (session.closed_at, meeting.finished_at))])


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
    title: Mapped[Name] = mapped_column(info={"label": N_("Nama")})
    room: Mapped[Label] = mapped_column(info={"label": N_("Ruang")})
    starts_at: Mapped[Moment] = mapped_column(info={"label": N_("Mulai")})
    ends_at: Mapped[Moment] = mapped_column(info={"label": N_("Selesai")})
    capacity: Mapped[int | None] = mapped_column(info={"label": N_("Kapasitas")})
    chair_name: Mapped[Label] = mapped_column(info={"label": N_("Pimpinan")})  # pimpinan rapat
    chair_position: Mapped[Label] = mapped_column(info={"label": N_("Jabatan pimpinan")})
    # where they stand in the directory, whose name and office are then those above
    chair_id: Mapped[str | None] = mapped_column(sa.String(16), sa.ForeignKey("person.id"), index=True)
    recorder_id: Mapped[str | None] = mapped_column(sa.String(16), sa.ForeignKey("person.id"), index=True)
    secretary_name: Mapped[Label] = mapped_column(info={"label": N_("Sekretaris")})
    recorder_name: Mapped[Label] = mapped_column(info={"label": N_("Notulis")})  # pencatat/notulis
    notes: Mapped[Text] = mapped_column(info={"label": N_("Catatan")})
    wants_minutes: Mapped[bool] = mapped_column(default=True, info={"label": N_("Dibuatkan notula")})
    # None: the meeting's minutes before
    checkin_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": N_("Pintu dibuka")})
    checkin_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": N_("Pintu ditutup")})
    # from when on nobody counts as inside, where that is not the session's end
    presence_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": N_("Kehadiran berakhir")})
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the secretary closed it
    # whose plan tells the seats; None: the one that is no hall's
    hall_id: Mapped[str | None] = reference("seat_hall.id", ondelete="SET NULL", nullable=True)

    meeting: Mapped[Meeting] = relationship(back_populates="sessions")
    chair: Mapped[Person | None] = relationship(foreign_keys=chair_id)
    recorder: Mapped[Person | None] = relationship(foreign_keys=recorder_id)
    items: Mapped[list["AgendaItem"]] = relationship(
        back_populates="session", order_by="AgendaItem.position, AgendaItem.id", cascade="all, delete-orphan"
    )

    def follow_officials(self) -> None:
        """Take name and office of chair and recorder from the directory, where they stand in it."""
        for name, value in named_by(self.chair, self.recorder).items():
            setattr(self, name, value)

    @property
    def chair_signer(self) -> dict[str, str]:
        """Who signs as chair, as plain data of a signatory; empty when nobody is named."""
        return _signer(self.chair_id, self.chair_name, self.chair_position)

    @property
    def recorder_signer(self) -> dict[str, str]:
        """The same of the recorder."""
        return _signer(self.recorder_id, self.recorder_name)

    @property
    def doors(self) -> tuple[datetime, datetime]:
        """From when to when a scan counts (needs ``meeting`` loaded)."""
        return door_hours(self, self.meeting)

    @property
    def over_from(self) -> datetime:
        """Since when it is over: its hour, or the moment it was closed before that; `session_over_from` in SQL."""
        return min(filter(None, (self.ends_at, self.closed_at)))

    def was_over_for(self, arrived: datetime | None) -> bool:
        """Whether somebody came only when it was over; they are present, and lists say so beside it (`standing.LATE`)."""
        return arrived is not None and arrived > self.over_from

    @property
    def stays_end(self) -> datetime:
        """When who has not gone out by then is out: at the hour that is set for it, else at the session's end; closing it ends them, too."""
        return min(filter(None, (self.presence_ends_at or self.ends_at, self.closed_at)))

    @property
    def stays_end_by_hour(self) -> bool:
        """Whether that is the hour that somebody set."""
        return self.stays_end == self.presence_ends_at

    def ended_by(self, at: datetime) -> datetime | None:
        """Since when nobody is inside any more, if that is so at ``at``."""
        return self.stays_end if self.stays_end <= at else None

    def is_over(self, at: datetime) -> bool:
        """Whether it has ended by its hour or was closed; `session_over` in SQL."""
        return self.closed_at is not None or self.ends_at <= at


def session_over_from(columns: Any = Session) -> sa.ColumnElement[datetime]:
    """``Session.over_from`` as a column, of Session or an alias of it."""
    return sa.case((columns.closed_at < columns.ends_at, columns.closed_at), else_=columns.ends_at)


def session_over(at: datetime) -> sa.ColumnElement[bool]:
    """WHERE clause on Session: ``Session.is_over``."""
    return sa.or_(Session.ends_at <= at, Session.closed_at.is_not(None))


def named_by(chair: Person | None, recorder: Person | None) -> dict[str, str]:
    """The columns of a session that follow the records of its chair and recorder; none where they are in no directory."""
    names: dict[str, str] = {}
    if chair is not None:
        names |= {"chair_name": chair.full_name[:300], "chair_position": chair.own_position[:300]}
    if recorder is not None:
        names["recorder_name"] = recorder.full_name[:300]
    return names


def _signer(official_id: str | None, name: str, position: str = "") -> dict[str, str]:
    known = {"official": official_id, "name": name, "position": position}
    return {key: value for key, value in known.items() if value}


# Everywhere: of two at one hour the one whose name comes first. A list names sessions by their place in this order.
SESSION_ORDER = (Session.starts_at, Session.title, Session.id)


def session_place(session: Session) -> tuple[datetime, str, str]:
    """The same order for sessions that are loaded."""
    return session.starts_at, session.title, session.id


class AgendaItem(Model, Timestamps):
    """A line of the rundown. Its time is the session's start plus the durations before it, unless it has its own."""

    __tablename__ = "agenda_item"
    __table_args__ = (sa.Index("ix_agenda_item_session_id_position", "session_id", "position"),)
    id: Mapped[Id]
    session_id: Mapped[str] = reference("session.id", index=False)
    position: Mapped[int]
    kind: Mapped[AgendaKind] = mapped_column(enum_column(AgendaKind), default=AgendaKind.OTHER, info={"label": N_("Jenis")})
    title: Mapped[Name] = mapped_column(info={"label": N_("Nama")})
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": N_("Mulai")})
    minutes: Mapped[int] = mapped_column(default=15, info={"label": N_("Lama (menit)")})  # duration
    responsible: Mapped[Label] = mapped_column(info={"label": N_("Penanggung jawab")})
    notes: Mapped[Text] = mapped_column(info={"label": N_("Catatan")})
    # becomes an item of the draft minutes
    in_minutes: Mapped[bool] = mapped_column(default=True, info={"label": N_("Masuk notula")})
    session: Mapped[Session] = relationship(back_populates="items")
    speakers: Mapped[list["Speaker"]] = relationship(back_populates="agenda_item", order_by="Speaker.position")

    @property
    def expected_speakers(self) -> list["Speaker"]:
        """Who speaks here, but for those who have declined."""
        return [speaker for speaker in self.speakers if speaker.state is not SpeakerState.DECLINED]

    def performers(self, *, offices: bool = False) -> list[str]:
        """Who acts here, as every page and paper names them: the speakers, who moderates is marked; without any whoever is responsible.
        ``offices``: with position and institution."""
        named = [speaker.named(offices=offices) for speaker in self.expected_speakers]
        return named or ([self.responsible] if self.responsible else [])


class Speaker(Model, Timestamps):
    """Somebody who speaks or moderates, as named at this meeting."""

    __tablename__ = "speaker"
    __table_args__ = (sa.Index("ix_speaker_meeting_id_position", "meeting_id", "position"),)
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    session_id: Mapped[str | None] = reference("session.id", ondelete="SET NULL", nullable=True)
    agenda_item_id: Mapped[str | None] = reference("agenda_item.id", ondelete="SET NULL", nullable=True)
    position: Mapped[int] = mapped_column(default=0)  # order on lists
    role: Mapped[SpeakerRole] = mapped_column(enum_column(SpeakerRole), default=SpeakerRole.SPEAKER, info={"label": N_("Peran")})
    state: Mapped[SpeakerState] = mapped_column(
        enum_column(SpeakerState), default=SpeakerState.PROPOSED, info={"label": N_("Status")}
    )
    title_front: Mapped[str] = mapped_column(sa.String(120), default="", info={"label": N_("Gelar depan")})
    name: Mapped[Name] = mapped_column(info={"label": N_("Nama")})
    title_back: Mapped[str] = mapped_column(sa.String(200), default="", info={"label": N_("Gelar belakang")})
    job_title: Mapped[Label] = mapped_column(info={"label": N_("Jabatan")})  # jabatan
    institution: Mapped[Label] = mapped_column(info={"label": N_("Instansi")})
    topic: Mapped[Text] = mapped_column(info={"label": N_("Topik")})
    minutes: Mapped[int | None] = mapped_column(info={"label": N_("Lama (menit)")})
    phone: Mapped[str] = mapped_column(sa.String(32), default="", info={"label": N_("Nomor HP")})
    email: Mapped[str] = mapped_column(sa.String(255), default="", info={"label": N_("Surel")})
    notes: Mapped[Text] = mapped_column(info={"label": N_("Catatan")})
    meeting: Mapped[Meeting] = relationship()
    session: Mapped[Session | None] = relationship()
    agenda_item: Mapped[AgendaItem | None] = relationship(back_populates="speakers")

    @property
    def full_name(self) -> str:
        """The name with its titles, as typed."""
        return full_name(self.title_front, self.name, self.title_back)

    def named(self, *, offices: bool = False) -> str:
        """The name, with the office if asked, and the role of who moderates."""
        name = with_position(self.full_name, self.office) if offices else self.full_name
        return f"{name} ({self.role.label.lower()})" if self.role is SpeakerRole.MODERATOR else name

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
    provider: Mapped[LinkProvider] = mapped_column(
        enum_column(LinkProvider), default=LinkProvider.ZOOM, info={"label": N_("Penyedia")}
    )
    label: Mapped[Label] = mapped_column(info={"label": N_("Nama tautan")})
    url: Mapped[str] = mapped_column(sa.String(1000), info={"label": N_("Tautan")})
    meeting_code: Mapped[str] = mapped_column(sa.String(80), default="", info={"label": N_("ID rapat")})
    passcode: Mapped[str] = mapped_column(sa.String(80), default="", info={"label": N_("Kode sandi")})
    visible_from: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": N_("Tampil mulai")})
    visible_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": N_("Tampil sampai")})
    host_notes: Mapped[Text] = mapped_column(info={"label": N_("Catatan tuan rumah")})
    meeting: Mapped[Meeting] = relationship()
    session: Mapped[Session | None] = relationship()

"""A meeting, its committee and the categories of its participants."""

import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import N_, MeetingKind, MeetingMode, MeetingState, Paper, Role
from meetings.models.account import User
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
from meetings.models.organisation import Organisation
from meetings.writing import zones
from meetings.writing.reading import with_commas

if TYPE_CHECKING:
    from meetings.models.agenda import Session


class Meeting(Model, Timestamps):
    """An official gathering of one or more days. Days are calendar dates in its own ``timezone``."""

    __tablename__ = "meeting"
    __table_args__ = (
        sa.Index("ix_meeting_organisation_id_starts_on", "organisation_id", "starts_on"),
        sa.CheckConstraint("ends_on >= starts_on", name="days_in_order"),
    )
    id: Mapped[Id]
    organisation_id: Mapped[str] = reference("organisation.id", ondelete="RESTRICT", index=False)
    kind: Mapped[MeetingKind] = mapped_column(enum_column(MeetingKind), info={"label": N_("Jenis")})
    title: Mapped[Name] = mapped_column(info={"label": N_("Nama")})
    theme: Mapped[Text] = mapped_column(info={"label": N_("Tema")})
    purpose: Mapped[Text] = mapped_column(info={"label": N_("Maksud")})
    mode: Mapped[MeetingMode] = mapped_column(
        enum_column(MeetingMode), default=MeetingMode.IN_PERSON, info={"label": N_("Cara pelaksanaan")}
    )
    place: Mapped[Label] = mapped_column(info={"label": N_("Tempat")})
    address: Mapped[Label] = mapped_column(info={"label": N_("Alamat")})
    map_url: Mapped[str] = mapped_column(sa.String(500), default="", info={"label": N_("Tautan peta")})
    city: Mapped[str] = mapped_column(sa.String(120), default="", info={"label": N_("Kota")})
    timezone: Mapped[str] = mapped_column(sa.String(40), default=zones.DEFAULT, info={"label": N_("Zona waktu")})
    starts_on: Mapped[date] = mapped_column(info={"label": N_("Hari pertama")})
    ends_on: Mapped[date] = mapped_column(info={"label": N_("Hari terakhir")})
    dress: Mapped[str] = mapped_column(sa.String(200), default="", info={"label": N_("Pakaian")})
    contact_name: Mapped[Label] = mapped_column(info={"label": N_("Narahubung")})
    contact_phone: Mapped[str] = mapped_column(sa.String(32), default="", info={"label": N_("Telepon narahubung")})
    contact_email: Mapped[str] = mapped_column(sa.String(255), default="", info={"label": N_("Surel narahubung")})
    state: Mapped[MeetingState] = mapped_column(enum_column(MeetingState), default=MeetingState.DRAFT, index=True)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[Text]
    paper: Mapped[Paper | None] = mapped_column(enum_column(Paper), info={"label": N_("Kertas")})  # None: the organisation's
    created_by_id: Mapped[str | None] = reference("user.id", ondelete="SET NULL", index=False, nullable=True)
    copied_from_id: Mapped[str | None] = reference("meeting.id", ondelete="SET NULL", index=False, nullable=True)
    is_load_test: Mapped[bool] = mapped_column(default=False)

    # Answers and the door
    answer_deadline: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": N_("Batas menjawab")})
    allow_representation: Mapped[bool] = mapped_column(default=True, info={"label": N_("Boleh diwakilkan")})
    most_companions: Mapped[int] = mapped_column(
        sa.BigInteger, default=0, info={"label": N_("Pendamping paling banyak")}
    )  # of one; 0: nobody is asked
    allow_walk_in: Mapped[bool] = mapped_column(default=True, info={"label": N_("Terima datang langsung")})
    refuse_declined: Mapped[bool] = mapped_column(default=False, info={"label": N_("Tolak yang menyatakan tidak hadir")})
    refuse_unconfirmed: Mapped[bool] = mapped_column(default=False, info={"label": N_("Tolak yang belum menjawab")})
    sign_on_screen: Mapped[bool] = mapped_column(default=False, info={"label": N_("Tanda tangan di layar")})
    self_checkin: Mapped[bool] = mapped_column(default=False, info={"label": N_("Check-in mandiri")})
    checkin_minutes_before: Mapped[int] = mapped_column(default=120, info={"label": N_("Pintu dibuka (menit sebelum)")})
    checkin_minutes_after: Mapped[int] = mapped_column(default=60, info={"label": N_("Pintu ditutup (menit sesudah)")})
    roster_salt: Mapped[str] = mapped_column(sa.String(32), default=lambda: secrets.token_hex(16))
    roster_version: Mapped[int] = mapped_column(default=0)  # grows with every change of who is expected

    organisation: Mapped[Organisation] = relationship()
    created_by: Mapped[User | None] = relationship(foreign_keys=created_by_id)
    sessions: Mapped[list["Session"]] = relationship(
        back_populates="meeting", order_by="Session.starts_at, Session.title, Session.id", cascade="all, delete-orphan"
    )
    staff: Mapped[list["MeetingStaff"]] = relationship(back_populates="meeting", cascade="all, delete-orphan")
    categories: Mapped[list["Category"]] = relationship(
        back_populates="meeting", order_by="Category.protocol_order, Category.name", cascade="all, delete-orphan"
    )

    @property
    def venue(self) -> str:
        """The place with its address and city; empty for a meeting that is only online."""
        return self._in_city(self.place, self.address)

    @property
    def sheet(self) -> Paper:
        """What its papers and spreadsheets are printed on."""
        return self.paper or self.organisation.paper

    @property
    def site(self) -> str:
        """The place with its city, without the address."""
        return self._in_city(self.place)

    def _in_city(self, *parts: str) -> str:
        said = with_commas(*parts)
        return said if not said or self.city.casefold() in said.casefold() else with_commas(said, self.city)

    def hall(self, room: str) -> str:
        """A room of the venue, as lists and minutes name it: with the place and its city, without the address."""
        return self._in_city(room, self.place)


class MeetingStaff(Model):
    """A role of a user in one meeting only."""

    __tablename__ = "meeting_staff"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "user_id", "role"),)
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    user_id: Mapped[str] = reference("user.id")
    role: Mapped[Role] = mapped_column(enum_column(Role))
    created_at: Mapped[Moment]
    meeting: Mapped[Meeting] = relationship(back_populates="staff")
    user: Mapped[User] = relationship()


category_session = sa.Table(
    "category_session",
    Model.metadata,
    sa.Column("category_id", sa.ForeignKey("category.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("session_id", sa.ForeignKey("session.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Category(Model):
    """A kind of participant at one meeting (Kepala OPD, Camat …), with its badge colour and protocol order."""

    __tablename__ = "category"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "name"),)
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    name: Mapped[str] = mapped_column(sa.String(120), info={"label": N_("Nama")})
    colour: Mapped[str] = mapped_column(sa.String(7), default="#5b6b7f", info={"label": N_("Warna")})
    protocol_order: Mapped[int] = mapped_column(default=1000, info={"label": N_("Urutan protokol")})
    quota: Mapped[int | None] = mapped_column(info={"label": N_("Kuota")})
    greeted: Mapped[bool] = mapped_column(default=False, info={"label": N_("Disambut saat datang")})
    limited: Mapped[bool] = mapped_column(default=False)  # True: called only to the sessions in category_session
    meeting: Mapped[Meeting] = relationship(back_populates="categories")

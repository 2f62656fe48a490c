"""The plans of a meeting's halls. Who sits where stands with the participant (`Participant.seat`); where a hall has a plan of its own,
there in `SeatInHall`."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import N_, DeputySeat, SeatShape
from meetings.models.base import Id, Model, Text, Timestamps, enum_column, reference
from meetings.models.meeting import Category, Meeting
from meetings.models.participant import Participant

seat_block_category = sa.Table(
    "seat_block_category",
    Model.metadata,
    sa.Column("block_id", sa.ForeignKey("seat_block.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("category_id", sa.ForeignKey("category.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class SeatPlan(Model, Timestamps):
    """How a meeting's seats are filled; without a row as the defaults say."""

    __tablename__ = "seat_plan"
    id: Mapped[Id]
    meeting_id: Mapped[str] = mapped_column(sa.String(16), sa.ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    deputies: Mapped[DeputySeat] = mapped_column(
        enum_column(DeputySeat), default=DeputySeat.OWN, info={"label": N_("Tempat wakil")}
    )
    answered_only: Mapped[bool] = mapped_column(default=False, info={"label": N_("Hanya yang menjawab akan hadir")})
    follows: Mapped[bool] = mapped_column(default=True, info={"label": N_("Ikuti jawaban dengan sendirinya")})
    meeting: Mapped[Meeting] = relationship()


class SeatHall(Model, Timestamps):
    """A hall whose sessions (`Session.hall_id`) have a plan of their own; all others of the meeting share the plan that is no hall's."""

    __tablename__ = "seat_hall"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "name"),)
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    name: Mapped[str] = mapped_column(sa.String(80), info={"label": N_("Nama denah")})
    meeting: Mapped[Meeting] = relationship()


class SeatInHall(Model):
    """Where somebody sits in a hall that has a plan of its own. ``held``: placed by hand; with no seat, kept without one by hand."""

    __tablename__ = "seat_in_hall"
    __table_args__ = (sa.PrimaryKeyConstraint("hall_id", "participant_id"),)
    meeting_id: Mapped[str] = reference("meeting.id")
    hall_id: Mapped[str] = reference("seat_hall.id", index=False)
    participant_id: Mapped[str] = reference("participant.id")
    seat: Mapped[str] = mapped_column(sa.String(40), default="")
    held: Mapped[bool] = mapped_column(default=False)


def seat_in(hall_id: str | None) -> sa.ColumnElement[str]:
    """By SQL a participant's seat in a hall (None: by the plan that is no hall's), empty for none."""
    if hall_id is None:
        return sa.type_coerce(Participant.seat, sa.String)
    theirs = SeatInHall.hall_id == hall_id, SeatInHall.participant_id == Participant.id
    own = sa.select(SeatInHall.seat).where(*theirs).correlate(Participant).scalar_subquery()
    return sa.func.coalesce(own, "")


class SeatBlock(Model, Timestamps):
    """One part of the hall: rows of chairs, tables, or a U. Blocks are filled in their order.

    ``lines`` × ``seats``: rows and chairs in each, tables and chairs at each; of a U the seats at its head and on each side.
    Without rows in seat_block_category everybody may be placed in it, else people of those categories alone.
    """

    __tablename__ = "seat_block"
    __table_args__ = (sa.Index("ix_seat_block_meeting_id_position_id", "meeting_id", "position", "id"),)
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    hall_id: Mapped[str | None] = reference("seat_hall.id", nullable=True)  # None: of the plan that is no hall's
    position: Mapped[int] = mapped_column(sa.BigInteger, default=1, info={"label": N_("Urutan")})
    name: Mapped[str] = mapped_column(sa.String(80), default="", info={"label": N_("Nama bagian")})
    prefix: Mapped[str] = mapped_column(sa.String(20), default="", info={"label": N_("Awalan nomor kursi")})
    shape: Mapped[SeatShape] = mapped_column(enum_column(SeatShape), default=SeatShape.ROWS, info={"label": N_("Bentuk")})
    lines: Mapped[int] = mapped_column(sa.BigInteger, default=5, info={"label": N_("Baris atau meja")})
    seats: Mapped[int] = mapped_column(sa.BigInteger, default=10, info={"label": N_("Kursi tiap baris atau meja")})
    from_centre: Mapped[bool] = mapped_column(default=True, info={"label": N_("Mulai dari tengah")})
    reserved: Mapped[Text] = mapped_column(info={"label": N_("Kursi yang dikosongkan")})
    meeting: Mapped[Meeting] = relationship()
    categories: Mapped[list[Category]] = relationship(
        secondary=seat_block_category, order_by=(Category.protocol_order, Category.name), lazy="selectin"
    )

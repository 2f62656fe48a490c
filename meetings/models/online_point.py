"""A room from which an institution joins: one account on the screen, many people in front of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import N_
from meetings.models import standing
from meetings.models.agenda import Session
from meetings.models.base import Id, Label, Model, Moment, Name, Timestamps, UtcDateTime, reference
from meetings.models.delegation import Delegation
from meetings.models.participant import PROTOCOL, Participant

point_person = sa.Table(
    "point_person",
    Model.metadata,
    sa.Column("participant_id", sa.ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True),  # in one room alone
    sa.Column("point_id", sa.ForeignKey("online_point.id", ondelete="CASCADE"), index=True, nullable=False),
)
arrival_person = sa.Table(
    "point_arrival_person",
    Model.metadata,
    sa.Column("arrival_id", sa.ForeignKey("point_arrival.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("participant_id", sa.ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class OnlinePoint(Model, Timestamps):
    """What an institution says through its link about one of its rooms, and who sits there."""

    __tablename__ = "online_point"
    __table_args__ = (sa.Index("ix_online_point_meeting_id_delegation_id", "meeting_id", "delegation_id"),)
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    delegation_id: Mapped[str] = reference("delegation.id")
    name: Mapped[Name] = mapped_column(info={"label": N_("Ruang")})
    place: Mapped[Label] = mapped_column(info={"label": N_("Alamat ruang")})
    account_name: Mapped[Label] = mapped_column(info={"label": N_("Nama di layar")})
    contact_name: Mapped[Label] = mapped_column(info={"label": N_("Operator")})
    contact_phone: Mapped[str] = mapped_column(sa.String(32), default="", info={"label": N_("Nomor HP")})
    registered_by: Mapped[Label]
    delegation: Mapped[Delegation] = relationship()
    people: Mapped[list[Participant]] = relationship(secondary=point_person, order_by=PROTOCOL)

    @property
    def sitting(self) -> list[Participant]:
        """Who of them is still on the list."""
        return [each for each in self.people if not standing.GONE.of(each)]

    @property
    def shown_as(self) -> str:
        """As which the room stands on the others' screens."""
        return shown_as(self.account_name, self.delegation.institution, self.name)


def shown_as(account_name: str, institution: str, room: str) -> str:
    """As which a room stands on the others' screens: what was said, else the institution and the room."""
    return account_name or f"{institution}_{room}"


class PointArrival(Model):
    """A room reports that these people sit in it at a session, and shows why that is so: what the hall showed, a photo, a signed list."""

    __tablename__ = "point_arrival"
    id: Mapped[Id]
    point_id: Mapped[str] = reference("online_point.id")
    session_id: Mapped[str] = reference("session.id")
    told_at: Mapped[Moment]
    by: Mapped[Label]  # who reported, as they call themselves
    from_hall: Mapped[bool] = mapped_column(default=False)  # the code that the hall showed at that moment: needs no look
    photo_key: Mapped[str | None] = mapped_column(sa.String(120))
    list_key: Mapped[str | None] = mapped_column(sa.String(120))
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    judged_by: Mapped[Label]
    refused_for: Mapped[Label]  # why the committee does not believe it; empty: it does, or has not looked
    point: Mapped[OnlinePoint] = relationship()
    session: Mapped[Session] = relationship()
    people: Mapped[list[Participant]] = relationship(secondary=arrival_person, order_by=PROTOCOL)

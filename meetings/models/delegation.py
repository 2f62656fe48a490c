"""An institution's link: its contact names people up to a quota, and answers for its leaders."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import N_
from meetings.models.agenda import SESSION_ORDER, Session
from meetings.models.base import Hash, Id, Label, Model, Moment, Timestamps, UtcDateTime, reference
from meetings.models.meeting import Category, Meeting
from meetings.models.participant import Participant

delegation_session = sa.Table(
    "delegation_session",
    Model.metadata,
    sa.Column("delegation_id", sa.ForeignKey("delegation.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("session_id", sa.ForeignKey("session.id", ondelete="CASCADE"), primary_key=True, index=True),
)
delegation_leader = sa.Table(
    "delegation_leader",
    Model.metadata,
    sa.Column("delegation_id", sa.ForeignKey("delegation.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("participant_id", sa.ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Delegation(Model, Timestamps):
    """What one institution may say through its link. The token is derived from ``id`` and ``link_version``; only its keyed hash is stored."""

    __tablename__ = "delegation"
    __table_args__ = (
        sa.Index("ix_delegation_meeting_id_institution_id", "meeting_id", "institution", "id"),
        sa.CheckConstraint("quota >= 0", name="quota_not_negative"),
    )
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    category_id: Mapped[str | None] = reference("category.id", ondelete="SET NULL", nullable=True)
    institution: Mapped[Label] = mapped_column(info={"label": N_("Instansi")})
    contact_name: Mapped[Label] = mapped_column(info={"label": N_("Narahubung")})
    contact_phone: Mapped[str] = mapped_column(sa.String(32), default="", info={"label": N_("Nomor HP")})
    contact_email: Mapped[str] = mapped_column(sa.String(255), default="", info={"label": N_("Surel")})
    quota: Mapped[int] = mapped_column(sa.BigInteger, default=0, info={"label": N_("Kuota")})
    deadline: Mapped[datetime | None] = mapped_column(UtcDateTime, info={"label": N_("Batas pengisian")})  # None: the meeting's
    limited: Mapped[bool] = mapped_column(default=False)  # True: whom they name is admitted to ``sessions`` only
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    link_version: Mapped[int] = mapped_column(
        sa.BigInteger, default=1
    )  # grows when the link is renewed: the one before opens nothing
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the last mail with the link of now that left
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    meeting: Mapped[Meeting] = relationship()
    category: Mapped[Category | None] = relationship()
    sessions: Mapped[list[Session]] = relationship(secondary=delegation_session, order_by=SESSION_ORDER)


class Delegate(Model):
    """Whom an institution has named; the row stays when they take the name back. ``united_with``: who on the list it turned out to be."""

    __tablename__ = "delegate"
    id: Mapped[Id]
    delegation_id: Mapped[str] = reference("delegation.id")
    participant_id: Mapped[str] = mapped_column(sa.String(16), sa.ForeignKey("participant.id", ondelete="CASCADE"), unique=True)
    united_with_id: Mapped[str | None] = reference("participant.id", ondelete="SET NULL", nullable=True)
    named_by: Mapped[Label]
    named_at: Mapped[Moment]
    removed_by: Mapped[Label]
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delegation: Mapped[Delegation] = relationship()
    participant: Mapped[Participant] = relationship(foreign_keys=participant_id)
    united_with: Mapped[Participant | None] = relationship(foreign_keys=united_with_id)

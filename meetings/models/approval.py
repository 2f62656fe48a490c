"""Chains of initials (paraf) and approval that a paper passes through before it is issued."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import ApprovalAct, ApprovalState, DocumentKind, Role
from meetings.models.base import Id, Json, Label, Model, Timestamps, UtcDateTime, enum_column, reference
from meetings.models.meeting import Meeting


class Approval(Model, Timestamps):
    """One round of a paper through its chain; a paper that is changed or returned begins another.

    ``about_id`` is the row that becomes the paper (a letter): no foreign key, since it is of several tables. ``said`` is what the paper
    said when the round began, by part: the round holds for these words only.
    """

    __tablename__ = "approval"
    __table_args__ = (
        sa.UniqueConstraint("kind", "about_id", "round"),
        sa.Index("ix_approval_state_created_at", "state", "created_at"),
    )
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id")
    kind: Mapped[DocumentKind] = mapped_column(enum_column(DocumentKind))
    about_id: Mapped[str] = mapped_column(sa.String(16))
    round: Mapped[int] = mapped_column(sa.BigInteger, default=1)
    name: Mapped[Label]  # of the paper, as lists show it
    state: Mapped[ApprovalState] = mapped_column(enum_column(ApprovalState), default=ApprovalState.IN_REVIEW)
    said: Mapped[Json]
    submitted_by_id: Mapped[str | None] = mapped_column(sa.String(16))  # no foreign key: the round outlives the account
    submitted_by: Mapped[Label]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    meeting: Mapped[Meeting] = relationship()
    steps: Mapped[list["ApprovalStep"]] = relationship(order_by="ApprovalStep.position", cascade="all, delete-orphan")


class ApprovalStep(Model):
    """One step of a round: a role or an account has to initial or approve; ``decided_…`` once it did."""

    __tablename__ = "approval_step"
    __table_args__ = (sa.UniqueConstraint("approval_id", "position"),)
    id: Mapped[Id]
    approval_id: Mapped[str] = reference("approval.id", index=False)
    position: Mapped[int] = mapped_column(sa.BigInteger, default=1)
    act: Mapped[ApprovalAct] = mapped_column(enum_column(ApprovalAct))
    role: Mapped[Role | None] = mapped_column(enum_column(Role))
    user_id: Mapped[str | None] = mapped_column(sa.String(16))  # no foreign key: who was asked stays said
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[str | None] = mapped_column(sa.String(16))
    decided_by: Mapped[Label]

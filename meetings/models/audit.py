"""The audit trail: who did what, when, to which row. Append-only."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Id, Json, Label, Model, Moment, only, reference


class AuditEntry(Model):
    """One change. Names are kept as they were, so the entry stays readable when rows are gone."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.Index("ix_audit_entry_meeting_id_at_id", "meeting_id", "at", "id"),
        sa.Index("ix_audit_entry_organisation_id_at_id", "organisation_id", "at", "id"),
        sa.Index("ix_audit_entry_meeting_id_action", "meeting_id", "action"),
        sa.Index("ix_audit_entry_meeting_id_actor_name", "meeting_id", "actor_name", **only("actor_kind != 'guest'")),
        sa.Index("ix_audit_entry_target_id_at", "target_id", "at"),
        sa.Index("ix_audit_entry_outside", "at", "id", **only("meeting_id IS NULL")),
    )
    id: Mapped[Id]
    at: Mapped[Moment]
    actor_kind: Mapped[str] = mapped_column(sa.String(12))  # user, device, guest, system
    actor_id: Mapped[str | None] = mapped_column(sa.String(16))
    actor_name: Mapped[Label]
    action: Mapped[str] = mapped_column(sa.String(60), index=True)  # domain.audit.Action
    meeting_id: Mapped[str | None] = reference("meeting.id", index=False, nullable=True)
    organisation_id: Mapped[str | None] = reference("organisation.id", index=False, nullable=True)
    target_type: Mapped[str] = mapped_column(sa.String(30), default="")
    target_id: Mapped[str] = mapped_column(sa.String(64), default="")
    target_name: Mapped[Label]
    data: Mapped[Json]  # the fields that the action's sentence needs; before and after of changes

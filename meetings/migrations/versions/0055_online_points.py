"""online points

Institutions join from rooms of their own, with many people in front of one account. So far nobody has registered one.

Revision ID: 0055
Revises: 0054
Create Date: 2026-12-01 11:20:00.000000

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    empty, now = sa.text("''"), sa.text("CURRENT_TIMESTAMP")
    op.create_table(
        "online_point",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("delegation_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        *(sa.Column(name, sa.String(length=300), server_default=empty, nullable=False) for name in ("place", "account_name", "contact_name")),
        sa.Column("contact_phone", sa.String(length=32), server_default=empty, nullable=False),
        sa.Column("registered_by", sa.String(length=300), server_default=empty, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        _to("online_point", "meeting"),
        _to("online_point", "delegation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_point")),
    )
    op.create_index("ix_online_point_meeting_id_delegation_id", "online_point", ["meeting_id", "delegation_id"])
    op.create_index(op.f("ix_online_point_delegation_id"), "online_point", ["delegation_id"])
    op.create_table(
        "point_person",
        sa.Column("participant_id", sa.String(length=16), nullable=False),
        sa.Column("point_id", sa.String(length=16), nullable=False),
        _to("point_person", "participant"),
        _to("point_person", "online_point", "point_id"),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_point_person")),
    )
    op.create_index(op.f("ix_point_person_point_id"), "point_person", ["point_id"])
    op.create_table(
        "point_arrival",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("point_id", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=300), server_default=empty, nullable=False),
        sa.Column("from_hall", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("photo_key", sa.String(length=120), nullable=True),
        sa.Column("list_key", sa.String(length=120), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_by", sa.String(length=300), server_default=empty, nullable=False),
        sa.Column("refused_for", sa.String(length=300), server_default=empty, nullable=False),
        _to("point_arrival", "online_point", "point_id"),
        _to("point_arrival", "session"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_arrival")),
    )
    op.create_index(op.f("ix_point_arrival_point_id"), "point_arrival", ["point_id"])
    op.create_index(op.f("ix_point_arrival_session_id"), "point_arrival", ["session_id"])
    op.create_table(
        "point_arrival_person",
        sa.Column("arrival_id", sa.String(length=16), nullable=False),
        sa.Column("participant_id", sa.String(length=16), nullable=False),
        _to("point_arrival_person", "point_arrival", "arrival_id"),
        _to("point_arrival_person", "participant"),
        sa.PrimaryKeyConstraint("arrival_id", "participant_id", name=op.f("pk_point_arrival_person")),
    )
    op.create_index(op.f("ix_point_arrival_person_participant_id"), "point_arrival_person", ["participant_id"])


def downgrade() -> None:
    for table in ("point_arrival_person", "point_arrival", "point_person", "online_point"):
        op.drop_table(table)


def _to(table: str, other: str, column: str = "") -> sa.ForeignKeyConstraint:
    column = column or f"{other}_id"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")

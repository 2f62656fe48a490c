"""online reports

Attendance reports of virtual rooms are read, matched by people and recorded. So far nobody has uploaded one.

Revision ID: 0057
Revises: 0056
Create Date: 2026-12-01 11:30:00.000000

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    empty, nothing = sa.text("''"), sa.text("'{}'")
    op.create_table(
        "online_report",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.String(length=16), nullable=True),
        sa.Column("file_name", sa.String(length=300), server_default=empty, nullable=False),
        sa.Column("file_key", sa.String(length=120), nullable=False),
        sa.Column("how", JSON, server_default=nothing, nullable=False),
        sa.Column("said", JSON, server_default=nothing, nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_by", sa.String(length=300), server_default=empty, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=300), server_default=empty, nullable=False),
        sa.Column("result", JSON, server_default=nothing, nullable=False),
        _to("online_report", "meeting"),
        _to("online_report", "session"),
        _to("online_report", "user", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_report")),
    )
    for column in ("meeting_id", "session_id", "user_id"):
        op.create_index(op.f(f"ix_online_report_{column}"), "online_report", [column])
    op.create_table(
        "screen_name",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("means", sa.String(length=760), nullable=False),
        sa.Column("said_by", sa.String(length=300), server_default=empty, nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        _to("screen_name", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screen_name")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_screen_name_organisation_id_name")),
    )


def downgrade() -> None:
    for table in ("screen_name", "online_report"):
        op.drop_table(table)


def _to(table: str, other: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([f"{other}_id"], [f"{other}.id"], name=op.f(f"fk_{table}_{other}_id"), ondelete=ondelete)

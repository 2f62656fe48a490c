"""other doors

Screens of the hall, guests who check themselves in, kiosks; and how many scans wait in a device. So far there is none of them.

Revision ID: 0045
Revises: 0044
Create Date: 2026-12-01 09:00:00.000000

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

NO = sa.text("false")


def upgrade() -> None:
    op.create_table(
        "hall_screen",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=16), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("greeting", sa.String(length=300), server_default=sa.text("''"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_hall_screen_meeting_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_hall_screen_session_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_screen")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_hall_screen_token_hash")),
    )
    op.create_index(op.f("ix_hall_screen_meeting_id"), "hall_screen", ["meeting_id"])
    op.create_index(op.f("ix_hall_screen_session_id"), "hall_screen", ["session_id"])
    op.add_column("meeting", sa.Column("self_checkin", sa.Boolean(), server_default=NO, nullable=False))
    op.add_column("device", sa.Column("kind", sa.String(length=40), server_default=sa.text("'scanner'"), nullable=False))
    op.add_column("device", sa.Column("pin_hash", sa.String(length=200), server_default=sa.text("''"), nullable=False))
    op.add_column("device", sa.Column("prints_badges", sa.Boolean(), server_default=NO, nullable=False))
    op.add_column("device", sa.Column("queue_length", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for name in ("queue_length", "prints_badges", "pin_hash", "kind"):
        op.drop_column("device", name)
    op.drop_column("meeting", "self_checkin")
    op.drop_table("hall_screen")

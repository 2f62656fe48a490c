"""sending

How organisations word their messages, and how a run of them is held, paced and cancelled. So far nobody says anything: what is built in
holds, and mails leave as fast as they can.

Revision ID: 0041
Revises: 0040
Create Date: 2026-11-30 22:20:00.000000

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "organisation",
        sa.Column(
            "message_texts",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    op.add_column("organisation", sa.Column("mails_per_minute", sa.BigInteger(), nullable=True))
    op.add_column("task_run", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("task_run", sa.Column("per_minute", sa.BigInteger(), nullable=True))
    op.add_column("task_run", sa.Column("next_slot_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("task_run", "next_slot_at")
    op.drop_column("task_run", "per_minute")
    op.drop_column("task_run", "held_at")
    op.drop_column("organisation", "mails_per_minute")
    op.drop_column("organisation", "message_texts")

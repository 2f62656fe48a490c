"""greetings

Who is to be received at the door, and who was.

Revision ID: 0051
Revises: 0050
Create Date: 2026-12-01 07:55:00.000000

"""

import sqlalchemy as sa
from alembic import op

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us

# revision identifiers, used by Alembic.
revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

ONE, TRUE = sa.text("greeted = 1"), sa.text("greeted")


def upgrade() -> None:
    for table in ("category", "participant"):
        op.add_column(table, sa.Column("greeted", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_index("ix_participant_greeted", "participant", ["meeting_id"], sqlite_where=ONE, postgresql_where=TRUE)
    op.create_table(
        "greeting",
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("participant_id", sa.String(length=16), nullable=False),
        sa.Column("greeted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=300), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_greeting_session_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_greeting_participant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "participant_id", name=op.f("pk_greeting")),
    )
    op.create_index(op.f("ix_greeting_participant_id"), "greeting", ["participant_id"])


def downgrade() -> None:
    op.drop_table("greeting")
    op.drop_index("ix_participant_greeted", table_name="participant")
    for table in ("participant", "category"):
        op.drop_column(table, "greeted")

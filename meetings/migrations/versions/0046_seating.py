"""seating

The plan of the hall, block by block, and who was placed by hand. A seat that was typed so far stays with its person. Sessions may say from
when on nobody counts as inside.

Revision ID: 0046
Revises: 0045
Create Date: 2026-12-01 02:30:00.000000

"""

import sqlalchemy as sa
from alembic import op

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us

# revision identifiers, used by Alembic.
revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

SEATED = sa.text("seat != ''")


def upgrade() -> None:
    now = sa.text("CURRENT_TIMESTAMP")
    op.create_table(
        "seat_plan",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("deputies", sa.String(length=40), server_default=sa.text("'own'"), nullable=False),
        sa.Column("answered_only", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_seat_plan_meeting_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_plan")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_seat_plan_meeting_id")),
    )
    op.create_table(
        "seat_block",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("position", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("name", sa.String(length=80), server_default=sa.text("''"), nullable=False),
        sa.Column("prefix", sa.String(length=20), server_default=sa.text("''"), nullable=False),
        sa.Column("shape", sa.String(length=40), server_default=sa.text("'rows'"), nullable=False),
        sa.Column("lines", sa.BigInteger(), server_default=sa.text("5"), nullable=False),
        sa.Column("seats", sa.BigInteger(), server_default=sa.text("10"), nullable=False),
        sa.Column("from_centre", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("reserved", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_seat_block_meeting_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_block")),
    )
    op.create_index("ix_seat_block_meeting_id_position_id", "seat_block", ["meeting_id", "position", "id"])
    op.create_table(
        "seat_block_category",
        sa.Column("block_id", sa.String(length=16), nullable=False),
        sa.Column("category_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["block_id"], ["seat_block.id"], name=op.f("fk_seat_block_category_block_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_seat_block_category_category_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("block_id", "category_id", name=op.f("pk_seat_block_category")),
    )
    op.create_index(op.f("ix_seat_block_category_category_id"), "seat_block_category", ["category_id"])
    op.add_column("session", sa.Column("presence_ends_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("participant", sa.Column("seat_held", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.execute("UPDATE participant SET seat_held = true WHERE seat != ''")
    op.create_index("ix_participant_seated", "participant", ["meeting_id", "seat"], sqlite_where=SEATED, postgresql_where=SEATED)


def downgrade() -> None:
    op.drop_index("ix_participant_seated", table_name="participant")
    op.drop_column("participant", "seat_held")
    op.drop_column("session", "presence_ends_at")
    for table in ("seat_block_category", "seat_block", "seat_plan"):
        op.drop_table(table)

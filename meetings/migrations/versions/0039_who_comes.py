"""who comes

Sessions that a category's people are called to; a restriction of somebody's own goes before it. The order of the category stands with its
people, so that lists are read in one index. Questions that a meeting asks of those who come, how they come, and with how many companions.

Revision ID: 0039
Revises: 0038
Create Date: 2026-11-30 22:20:00.000000

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# squawk-allow require-concurrent-index-deletion: another index has its place

# revision identifiers, used by Alembic.
revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category_session",
        sa.Column("category_id", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_category_session_category_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_category_session_session_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("category_id", "session_id", name=op.f("pk_category_session")),
    )
    op.create_index(op.f("ix_category_session_session_id"), "category_session", ["session_id"])
    op.add_column("category", sa.Column("limited", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("participant", sa.Column("own_sessions", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("participant", sa.Column("category_order", sa.BigInteger(), server_default=sa.text("9999"), nullable=False))
    op.execute(
        "UPDATE participant SET category_order = (SELECT c.protocol_order FROM category c WHERE c.id = participant.category_id) "
        "WHERE category_id IS NOT NULL"
    )
    op.create_index("ix_participant_protocol", "participant", ["meeting_id", "category_order", "protocol_order", "sort_name", "id"])
    op.drop_index("ix_participant_meeting_id_protocol_order_id", table_name="participant")
    op.add_column("participant", sa.Column("comes_online", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("participant", sa.Column("companions", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("meeting", sa.Column("most_companions", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    _ask()
    op.execute("UPDATE participant SET own_sessions = limited WHERE limited")


def _ask() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    now = sa.text("CURRENT_TIMESTAMP")
    op.create_table(
        "question",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("position", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("text", sa.String(length=300), server_default=sa.text("''"), nullable=False),
        sa.Column("help", sa.String(length=300), server_default=sa.text("''"), nullable=False),
        sa.Column("kind", sa.String(length=40), server_default=sa.text("'text'"), nullable=False),
        sa.Column("choices", json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("audience", sa.String(length=40), server_default=sa.text("'all'"), nullable=False),
        sa.Column("required", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_question_meeting_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index("ix_question_meeting_id_position_id", "question", ["meeting_id", "position", "id"])
    op.create_table(
        "question_category",
        sa.Column("question_id", sa.String(length=16), nullable=False),
        sa.Column("category_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_category_question_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_question_category_category_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("question_id", "category_id", name=op.f("pk_question_category")),
    )
    op.create_index(op.f("ix_question_category_category_id"), "question_category", ["category_id"])
    op.create_table(
        "question_answer",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("question_id", sa.String(length=16), nullable=False),
        sa.Column("participant_id", sa.String(length=16), nullable=False),
        sa.Column("choice", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("text", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("file_key", sa.String(length=120), server_default=sa.text("''"), nullable=False),
        sa.Column("file_name", sa.String(length=300), server_default=sa.text("''"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_answer_question_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_question_answer_participant_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_answer")),
        sa.UniqueConstraint("question_id", "participant_id", "choice", name=op.f("uq_question_answer_question_id_participant_id_choice")),
    )
    op.create_index(op.f("ix_question_answer_participant_id"), "question_answer", ["participant_id"])
    op.create_index("ix_question_answer_counted", "question_answer", ["question_id", "choice", "participant_id"])
    op.create_index("ix_question_answer_file_key", "question_answer", ["file_key"])


def downgrade() -> None:
    for table in ("question_answer", "question_category", "question"):
        op.drop_table(table)
    op.drop_column("meeting", "most_companions")
    op.drop_column("participant", "companions")
    op.drop_column("participant", "comes_online")
    order = ["meeting_id", "protocol_order", "sort_name", "id"]
    op.create_index("ix_participant_meeting_id_protocol_order_id", "participant", order)
    op.drop_index("ix_participant_protocol", table_name="participant")
    op.drop_column("participant", "category_order")
    op.drop_column("participant", "own_sessions")
    op.drop_column("category", "limited")
    op.drop_table("category_session")

"""approvals

Rounds of initials and approval that papers pass through before they are issued, and the chain that an organisation wants: so far nobody
wanted any, and letters are issued as they were. A letter may have one signed file for all its recipients.

Revision ID: 0038
Revises: 0037
Create Date: 2026-11-30 22:20:00.000000

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# squawk-allow adding-foreign-key-constraint: the column is new and empty

# revision identifiers, used by Alembic.
revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "approval",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about_id", sa.String(length=16), nullable=False),
        sa.Column("round", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("name", sa.String(length=300), server_default="", nullable=False),
        sa.Column("state", sa.String(length=40), server_default="in_review", nullable=False),
        sa.Column("said", json, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("submitted_by_id", sa.String(length=16), nullable=True),
        sa.Column("submitted_by", sa.String(length=300), server_default="", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_approval_meeting_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("kind", "about_id", "round", name=op.f("uq_approval_kind_about_id_round")),
    )
    op.create_index(op.f("ix_approval_meeting_id"), "approval", ["meeting_id"])
    op.create_index("ix_approval_state_created_at", "approval", ["state", "created_at"])
    op.create_table(
        "approval_step",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("approval_id", sa.String(length=16), nullable=False),
        sa.Column("position", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("user_id", sa.String(length=16), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.String(length=16), nullable=True),
        sa.Column("decided_by", sa.String(length=300), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_approval_step_approval_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_step")),
        sa.UniqueConstraint("approval_id", "position", name=op.f("uq_approval_step_approval_id_position")),
    )
    # Plain, no batch: SQLite would make the table anew, and dropping the old one would delete the invitations with it.
    op.execute(
        "ALTER TABLE letter ADD COLUMN signed_id VARCHAR(16)"
        " CONSTRAINT fk_letter_signed_id REFERENCES document (id)"
    )
    op.create_index(op.f("ix_letter_signed_id"), "letter", ["signed_id"])
    op.add_column("organisation", sa.Column("approvals", json, server_default=sa.text("'{}'"), nullable=False))


def downgrade() -> None:
    op.drop_column("organisation", "approvals")
    op.drop_index(op.f("ix_letter_signed_id"), table_name="letter")
    op.drop_column("letter", "signed_id")
    op.drop_table("approval_step")
    op.drop_table("approval")

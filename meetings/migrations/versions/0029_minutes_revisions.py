"""minutes revisions

What was saved, removed and refused of the items of minutes. Nothing is known of what was written before.

Revision ID: 0029
Revises: 0028
Create Date: 2026-11-30 17:10:00.000000

"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "minutes_revision",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("minutes_id", sa.String(length=16), nullable=False),
        sa.Column("item_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=16), nullable=True),
        sa.Column("actor_name", sa.String(length=300), server_default="", nullable=False),
        sa.Column("title", sa.String(length=300), server_default="", nullable=False),
        sa.Column("place", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("fields", json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("content", json, server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_revision_minutes_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_revision")),
    )
    op.create_index("ix_minutes_revision_minutes_id_at_id", "minutes_revision", ["minutes_id", "at", "id"])
    op.create_index("ix_minutes_revision_item_id_at_id", "minutes_revision", ["item_id", "at", "id"])


def downgrade() -> None:
    op.drop_table("minutes_revision")

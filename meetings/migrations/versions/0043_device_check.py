"""device check

When the phone of a device was tried, and what came of it. So far none was.

Revision ID: 0043
Revises: 0042
Create Date: 2026-12-01 02:40:00.000000

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("device", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("device", sa.Column("check_result", json, server_default=sa.text("'{}'"), nullable=False))


def downgrade() -> None:
    op.drop_column("device", "check_result")
    op.drop_column("device", "checked_at")

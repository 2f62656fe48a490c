"""absence letters

The letter that says why somebody does not come, kept as a file. So far there is none.

Revision ID: 0044
Revises: 0043
Create Date: 2026-12-01 02:40:00.000000

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("absence", sa.Column("letter_key", sa.String(length=120), nullable=True))
    op.add_column("absence", sa.Column("letter_name", sa.String(length=300), server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    op.drop_column("absence", "letter_name")
    op.drop_column("absence", "letter_key")

"""badges outdated

What stood on a badge when it was printed, to be compared with what would stand there now. Of former prints nobody knows.

Revision ID: 0059
Revises: 0058
Create Date: 2026-12-01 11:40:00.000000

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("badge_print", sa.Column("told", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("badge_print", "told")

"""certificate backs

Whether a certificate lists the sessions with their lessons on its back. So far none did.

Revision ID: 0058
Revises: 0054
Create Date: 2026-12-01 07:50:00.000000

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0058"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("certificate_rule", sa.Column("back", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("certificate_rule", "back")

"""base address

What was printed under a former address of the service is known.

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-29 19:00:00.000000

"""
from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'base_address',
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.Column('address', sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint('since', 'address', name='pk_base_address'),
    )


def downgrade() -> None:
    op.drop_table('base_address')

"""limit count

Wrong links and sign-ins are counted for all processes together.

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-29 06:45:00.000000

"""
from alembic import op
import sqlalchemy as sa

# squawk-allow prefer-bigint-over-int: a count within an hour

# revision identifiers, used by Alembic.
revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'limit_count',
        sa.Column('key_hash', sa.String(length=64), nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('key_hash', name='pk_limit_count'),
    )


def downgrade() -> None:
    op.drop_table('limit_count')

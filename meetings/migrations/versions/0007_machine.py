"""machine

What was last seen of each machine's clock.

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-29 10:10:00.000000

"""
from alembic import op
import sqlalchemy as sa

# squawk-allow prefer-bigint-over-int: seconds a clock was set by

# revision identifiers, used by Alembic.
revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'machine',
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('jumped_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('jumped_by', sa.Integer(), server_default=sa.text('0'), nullable=False),
        sa.PrimaryKeyConstraint('name', name='pk_machine'),
    )


def downgrade() -> None:
    op.drop_table('machine')

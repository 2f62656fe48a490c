"""growth

A run remembers how far its rows are written.

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-29 09:40:00.000000

"""
from alembic import op
import sqlalchemy as sa

# squawk-allow prefer-bigint-over-int: a place in a list of people

# revision identifiers, used by Alembic.
revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('task_run') as batch_op:
        batch_op.add_column(sa.Column('position', sa.Integer(), server_default=sa.text('0'), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('task_run') as batch_op:
        batch_op.drop_column('position')

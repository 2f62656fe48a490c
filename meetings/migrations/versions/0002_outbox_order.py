"""outbox order

The list of all messages is read newest first.

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-21 22:08:00.000000

"""
from alembic import op

# revision identifiers, used by Alembic.
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_delivery_created_at_id', 'delivery', ['created_at', 'id'])


def downgrade() -> None:
    op.drop_index('ix_delivery_created_at_id', table_name='delivery')

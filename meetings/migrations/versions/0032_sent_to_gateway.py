"""sent to gateway

A paper that leaves to be signed by a gateway is noted first, at the signature that is wanting. So far nothing was sent anywhere.

Revision ID: 0032
Revises: 0031
Create Date: 2026-11-30 18:20:00.000000

"""
from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('signature', sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('signature', sa.Column('sent_by', sa.String(length=300), server_default='', nullable=False))
    op.add_column('signature', sa.Column('sent_sha256', sa.String(length=64), nullable=True))
    op.add_column('signature', sa.Column('doubt', sa.String(length=40), nullable=True))


def downgrade() -> None:
    for name in ('doubt', 'sent_sha256', 'sent_by', 'sent_at'):
        op.drop_column('signature', name)

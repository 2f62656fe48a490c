"""what is true of links and withdrawals

An answer link that was replaced opens nothing any more; the withdrawal of a document is asked for by one and confirmed by another.

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-29 19:00:00.000000

"""
from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('invitation', sa.Column('link_version', sa.BigInteger(), server_default='1', nullable=False))
    op.add_column('document', sa.Column('revoke_asked_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('document', sa.Column('revoke_asked_by_id', sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column('document', 'revoke_asked_by_id')
    op.drop_column('document', 'revoke_asked_at')
    op.drop_column('invitation', 'link_version')

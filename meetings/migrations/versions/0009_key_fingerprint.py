"""key fingerprint

Machines of one installation notice that they have different keys.

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-29 10:10:00.000000

"""
from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'key_fingerprint',
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.Column('fingerprint', sa.String(length=64), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('name', name='pk_key_fingerprint'),
    )


def downgrade() -> None:
    op.drop_table('key_fingerprint')

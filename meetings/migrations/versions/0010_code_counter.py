"""counter of the second factor

The last code of the authenticator app that was taken: each counts once.

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-29 09:55:00.000000

"""
from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('user', sa.Column('tf_counter', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column('user', 'tf_counter')

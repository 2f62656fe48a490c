"""minutes phrases

Phrases for minutes, and which items drafts get by the kind of meeting. So far there are none: what is built in holds.

Revision ID: 0033
Revises: 0032
Create Date: 2026-11-30 18:50:00.000000

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'minutes_phrase',
        sa.Column('id', sa.String(length=16), nullable=False),
        sa.Column('organisation_id', sa.String(length=16), nullable=False),
        sa.Column('position', sa.BigInteger(), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('text', sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('CURRENT_TIMESTAMP'), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('CURRENT_TIMESTAMP'), nullable=False),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisation.id'], name=op.f('fk_minutes_phrase_organisation_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes_phrase')),
        sa.UniqueConstraint('organisation_id', 'name', name=op.f('uq_minutes_phrase_organisation_id_name')),
    )
    op.add_column(
        'organisation',
        sa.Column(
            'minutes_items',
            sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )


def downgrade() -> None:
    op.drop_column('organisation', 'minutes_items')
    op.drop_table('minutes_phrase')

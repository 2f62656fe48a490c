"""import decisions

What people say about the rows of an uploaded list before it is brought in, and what became of each row. Lists under way have none yet.

Revision ID: 0037
Revises: 0036
Create Date: 2026-11-30 22:30:00.000000

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = '0037'
down_revision = "0036"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    op.create_table(
        'import_decision',
        sa.Column('id', sa.String(length=16), nullable=False),
        sa.Column('import_id', sa.String(length=16), nullable=False),
        sa.Column('sheet', sa.String(length=300), server_default=sa.text("''"), nullable=False),
        sa.Column('row_number', sa.BigInteger(), nullable=False),
        sa.Column('cells', JSON, server_default=sa.text("'{}'"), nullable=False),
        sa.Column('verdict', sa.String(length=40), server_default=sa.text("'proposed'"), nullable=False),
        sa.Column('match', sa.String(length=40), server_default=sa.text("''"), nullable=False),
        sa.Column('decided_by', sa.String(length=300), server_default=sa.text("''"), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['import_id'], ['participant_import.id'], name=op.f('fk_import_decision_import_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_import_decision')),
        sa.UniqueConstraint('import_id', 'sheet', 'row_number', name=op.f('uq_import_decision_import_id_sheet_row_number')),
    )
    for column in (
        sa.Column('categories', JSON, server_default=sa.text("'{}'"), nullable=False),
        sa.Column('version', sa.BigInteger(), server_default=sa.text('1'), nullable=False),
        sa.Column('changed_by', sa.String(length=300), server_default=sa.text("''"), nullable=False),
        sa.Column('report_key', sa.String(length=120), server_default=sa.text("''"), nullable=False),
    ):
        op.add_column('participant_import', column)


def downgrade() -> None:
    for name in ('report_key', 'changed_by', 'version', 'categories'):
        op.drop_column('participant_import', name)
    op.drop_table('import_decision')

"""letter corrects another

A meeting that moved after its letter was issued: the letter of change names the former one.

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-22 00:33:00.000000

"""
from alembic import op

# revision identifiers, used by Alembic.
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain statements, no batch: SQLite would make the table anew, and dropping the old one would delete the invitations with it.
    op.execute(
        'ALTER TABLE letter ADD COLUMN corrects_id VARCHAR(16)'
        ' CONSTRAINT fk_letter_corrects_id REFERENCES letter (id)'
    )
    op.create_index('uq_letter_corrects_id', 'letter', ['corrects_id'], unique=True)


def downgrade() -> None:
    op.drop_index('uq_letter_corrects_id', table_name='letter')
    op.drop_column('letter', 'corrects_id')

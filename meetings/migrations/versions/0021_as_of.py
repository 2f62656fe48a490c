"""what a printed draft shows

Until when the rows are told by the file of a document: a draft is printed again after changes, and says so meanwhile.

Revision ID: 0021
Revises: 0020
Create Date: 2026-11-29 23:50:00.000000

"""
from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('document', sa.Column('as_of', sa.DateTime(timezone=True), nullable=True))
    # A file that is there shows the rows as they were when it was made; one that waits to be made again does not say when that was.
    op.execute("UPDATE document SET as_of = updated_at WHERE state = 'ready'")


def downgrade() -> None:
    op.drop_column('document', 'as_of')

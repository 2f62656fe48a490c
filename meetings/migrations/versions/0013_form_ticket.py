"""form ticket

A form that makes something is taken once.

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-29 19:00:00.000000

"""
from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'form_ticket',
        sa.Column('content_hash', sa.String(length=64), nullable=False),
        sa.Column('form_hash', sa.String(length=64), nullable=False),
        sa.Column('led_to', sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('content_hash', name='pk_form_ticket'),
    )
    with op.batch_alter_table('form_ticket') as batch_op:
        batch_op.create_index('ix_form_ticket_created_at', ['created_at'], unique=False)
        batch_op.create_index('ix_form_ticket_form_hash', ['form_hash'], unique=False)


def downgrade() -> None:
    op.drop_table('form_ticket')

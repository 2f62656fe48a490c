"""signatures

Signatures that papers need before they are issued, and how papers of each kind are signed in an organisation: so far nobody said, and
approval in the service is what it was.

Revision ID: 0022
Revises: 0021
Create Date: 2026-11-30 05:52:32.435612

"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'signature',
        sa.Column('id', sa.String(length=16), nullable=False),
        sa.Column('document_id', sa.String(length=16), nullable=False),
        sa.Column('place', sa.BigInteger(), server_default=sa.text('1'), nullable=False),
        sa.Column('method', sa.String(length=40), nullable=False),
        sa.Column('signer', sa.String(length=300), server_default='', nullable=False),
        sa.Column('source_key', sa.String(length=120), nullable=True),
        sa.Column('source_sha256', sa.String(length=64), nullable=True),
        sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('brought_by', sa.String(length=300), server_default='', nullable=False),
        sa.Column('certificate', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), server_default=sa.text("'{}'"), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('(CURRENT_TIMESTAMP)'), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('(CURRENT_TIMESTAMP)'), nullable=False),
        sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_signature_document_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_signature')),
        sa.UniqueConstraint('document_id', 'place', name=op.f('uq_signature_document_id_place')),
    )
    rules = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.add_column('organisation', sa.Column('signing', rules, server_default=sa.text("'{}'"), nullable=False))


def downgrade() -> None:
    op.drop_column('organisation', 'signing')
    op.drop_table('signature')

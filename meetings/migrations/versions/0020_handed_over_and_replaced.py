"""letters handed over, links that were replaced

Who said that a message which a person sends themselves has left. The links and short codes that were replaced are known, so that
whoever types one is told so; those replaced before this stay unknown.

Revision ID: 0020
Revises: 0019
Create Date: 2026-11-29 23:40:00.000000

"""
from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('delivery', sa.Column('by', sa.String(length=300), server_default='', nullable=False))
    op.create_table(
        'former_link',
        sa.Column('id', sa.String(length=16), nullable=False),
        sa.Column('invitation_id', sa.String(length=16), nullable=False),
        sa.Column('version', sa.BigInteger(), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('short_hash', sa.String(length=64), nullable=True),
        sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['invitation_id'], ['invitation.id'], name=op.f('fk_former_link_invitation_id_invitation'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_former_link')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_former_link_token_hash')),
        sa.UniqueConstraint('short_hash', name=op.f('uq_former_link_short_hash')),
    )
    op.create_index(op.f('ix_former_link_invitation_id'), 'former_link', ['invitation_id'], unique=False)


def downgrade() -> None:
    op.drop_table('former_link')
    op.drop_column('delivery', 'by')

"""door notes

What a person has done about a scan that was refused after its person had passed the door; who told why they cannot come to a session.

Revision ID: 0023
Revises: 0022
Create Date: 2026-11-30 05:45:00.000000

"""
from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'settled_scan',
        sa.Column('meeting_id', sa.String(length=16), nullable=False),
        sa.Column('scan_id', sa.String(length=64), nullable=False),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by', sa.String(length=300), server_default=sa.text("''"), nullable=False),
        sa.Column('note', sa.String(length=300), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(
            ['meeting_id', 'scan_id'], ['scan.meeting_id', 'scan.id'], name='fk_settled_scan_meeting_id_scan', ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('meeting_id', 'scan_id', name='pk_settled_scan'),
    )
    op.create_table(
        'absence',
        sa.Column('session_id', sa.String(length=16), nullable=False),
        sa.Column('participant_id', sa.String(length=16), nullable=False),
        sa.Column('reason', sa.String(length=40), nullable=False),
        sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by', sa.String(length=300), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(
            ['participant_id'], ['participant.id'], name='fk_absence_participant_id_participant', ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['session_id'], ['session.id'], name='fk_absence_session_id_session', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('session_id', 'participant_id', name='pk_absence'),
    )
    with op.batch_alter_table('absence') as batch_op:
        batch_op.create_index('ix_absence_participant_id', ['participant_id'], unique=False)


def downgrade() -> None:
    op.drop_table('absence')
    op.drop_table('settled_scan')

"""officials in a directory, short codes

Who holds an office, how, and under which letterhead; sessions and minutes name the chair and the recorder out of it. An invitation
has a code that a person can type.

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-29 19:20:00.000000

"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

# squawk-allow require-concurrent-index-creation: sessions are thousands, not millions; the scan takes milliseconds
# squawk-allow adding-foreign-key-constraint: the columns are new and empty

# revision identifiers, used by Alembic.
revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
OFFICIALS = ('chair_id', 'recorder_id')


def upgrade() -> None:
    for name, default in (('office', 'LAIN'), ('status', ''), ('letterhead', 'by_office')):
        op.add_column('person', sa.Column(name, sa.String(length=40), server_default=default, nullable=False))
    op.add_column('organisation', sa.Column('state_emblem_key', sa.String(length=120), nullable=True))
    op.add_column('minutes', sa.Column('recorder', JSON, server_default=sa.text("'{}'"), nullable=False))
    op.add_column('invitation', sa.Column('short_hash', sa.String(length=64), nullable=True))
    op.create_index('uq_invitation_short_hash', 'invitation', ['short_hash'], unique=True)
    for name in OFFICIALS:
        # Plain statements, no batch: SQLite would make the table of sessions anew.
        op.execute(
            f'ALTER TABLE session ADD COLUMN {name} VARCHAR(16)'
            f' CONSTRAINT fk_session_{name} REFERENCES person (id)'
        )
        op.create_index(f'ix_session_{name}', 'session', [name])


def downgrade() -> None:
    for name in OFFICIALS:
        op.drop_index(f'ix_session_{name}', table_name='session')
        op.drop_column('session', name)
    op.drop_index('uq_invitation_short_hash', table_name='invitation')
    op.drop_column('invitation', 'short_hash')
    op.drop_column('minutes', 'recorder')
    op.drop_column('organisation', 'state_emblem_key')
    for name in ('letterhead', 'status', 'office'):
        op.drop_column('person', name)

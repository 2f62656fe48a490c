"""participants added

Who was added to a meeting since a moment is found in an index: after its session they are few.

Revision ID: 0025
Revises: 0024
Create Date: 2026-11-30 17:15:00.000000

"""
from alembic import op

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# revision identifiers, used by Alembic.
revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

ADDED = 'ix_participant_added'


def upgrade() -> None:
    op.create_index(ADDED, 'participant', ['meeting_id', 'created_at', 'id'])


def downgrade() -> None:
    op.drop_index(ADDED, table_name='participant')

"""letters counted

What the page of a letter counts is read from indexes: its invitations, and who has no mail address.

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-29 23:40:00.000000

"""
from alembic import op
import sqlalchemy as sa

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# revision identifiers, used by Alembic.
revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

COUNTED, BARE = 'ix_invitation_counted', 'ix_participant_bare'
WITHOUT = sa.text("email = ''")


def upgrade() -> None:
    op.create_index(COUNTED, 'invitation', ['letter_id', 'participant_id', 'sent_at', 'opened_at', 'document_id'])
    op.create_index(BARE, 'participant', ['meeting_id', 'status', 'source'], sqlite_where=WITHOUT, postgresql_where=WITHOUT)


def downgrade() -> None:
    op.drop_index(BARE, table_name='participant')
    op.drop_index(COUNTED, table_name='invitation')

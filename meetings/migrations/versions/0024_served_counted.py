"""served counted

Who was mailed a letter, and who has a name beyond ASCII, are found in indexes that hold nothing else.

Revision ID: 0024
Revises: 0023
Create Date: 2026-11-30 06:20:00.000000

"""
from alembic import op
import sqlalchemy as sa

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# revision identifiers, used by Alembic.
revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

MAILED, BEYOND = 'ix_delivery_mailed', 'ix_participant_beyond_ascii'
LETTERS = sa.text("kind = 'invitation' AND channel = 'email' AND state != 'cancelled'")
SHOWN = 'title_front || name || title_back || position || institution'


def upgrade() -> None:
    op.create_index(MAILED, 'delivery', ['invitation_id', 'created_at'], sqlite_where=LETTERS, postgresql_where=LETTERS)
    op.create_index(
        BEYOND,
        'participant',
        ['meeting_id'],
        sqlite_where=sa.text(f'length(CAST({SHOWN} AS BLOB)) != length({SHOWN})'),
        postgresql_where=sa.text(f'octet_length({SHOWN}) != char_length({SHOWN})'),
    )


def downgrade() -> None:
    op.drop_index(BEYOND, table_name='participant')
    op.drop_index(MAILED, table_name='delivery')

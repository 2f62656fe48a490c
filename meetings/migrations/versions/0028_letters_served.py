"""letters served

To whom a letter went is found in an index of letters by whatever way, not of mails alone.

Revision ID: 0028
Revises: 0027
Create Date: 2026-11-30 17:20:00.000000

"""

from alembic import op
import sqlalchemy as sa

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# squawk-allow require-concurrent-index-deletion: the same
# revision identifiers, used by Alembic.
revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

COLUMNS = ["invitation_id", "created_at"]
LETTERS = sa.text("kind = 'invitation' AND state != 'cancelled' AND state != 'handed'")
MAILED = sa.text("kind = 'invitation' AND channel = 'email' AND state != 'cancelled'")


def upgrade() -> None:
    op.create_index("ix_delivery_letters", "delivery", COLUMNS, sqlite_where=LETTERS, postgresql_where=LETTERS)
    op.drop_index("ix_delivery_mailed", table_name="delivery")


def downgrade() -> None:
    op.create_index("ix_delivery_mailed", "delivery", COLUMNS, sqlite_where=MAILED, postgresql_where=MAILED)
    op.drop_index("ix_delivery_letters", table_name="delivery")

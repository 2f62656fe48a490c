"""online arrivals

Who came through a link is counted in an index that holds them alone.

Revision ID: 0056
Revises: 0055
Create Date: 2026-12-01 11:30:00.000000

"""

import sqlalchemy as sa
from alembic import op

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# revision identifiers, used by Alembic.
revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

ONLINE = sa.text("mode = 'online'")


def upgrade() -> None:
    op.create_index("ix_attendance_online", "attendance", ["session_id"], sqlite_where=ONLINE, postgresql_where=ONLINE)


def downgrade() -> None:
    op.drop_index("ix_attendance_online", table_name="attendance")

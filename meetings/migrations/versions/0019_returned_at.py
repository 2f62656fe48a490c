"""since when somebody who came back is inside; the log of scans

The end of a session ends every stay; how long somebody was there who had left and come back depends on the last coming in. The log lists
scans by their moment, and those refused, which are few.

Revision ID: 0019
Revises: 0018
Create Date: 2026-11-30 00:00:00.000000

"""
from alembic import op
import sqlalchemy as sa

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# revision identifiers, used by Alembic.
revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

# Whoever is inside and has left before came back with the first scan after that.
BACK = """
UPDATE attendance SET returned_at = (
    SELECT min(s.scanned_at) FROM scan s
    WHERE s.session_id = attendance.session_id AND s.participant_id = attendance.participant_id
        AND s.direction = 'in' AND s.status <> 'refused' AND s.scanned_at >= attendance.last_out_at
) WHERE inside AND last_out_at IS NOT NULL
"""


def upgrade() -> None:
    op.add_column('attendance', sa.Column('returned_at', sa.DateTime(timezone=True), nullable=True))
    op.execute(BACK)
    op.create_index('ix_scan_meeting_id_scanned_at_id', 'scan', ['meeting_id', 'scanned_at', 'id'])
    refused = sa.text("status = 'refused'")
    op.create_index('ix_scan_refused', 'scan', ['meeting_id', 'scanned_at', 'id'], sqlite_where=refused, postgresql_where=refused)


def downgrade() -> None:
    op.drop_index('ix_scan_refused', 'scan')
    op.drop_index('ix_scan_meeting_id_scanned_at_id', 'scan')
    op.drop_column('attendance', 'returned_at')

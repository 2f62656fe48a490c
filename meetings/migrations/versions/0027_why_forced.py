"""why forced

Why a clerk let somebody in against a rule of the door; scans from before say nothing of it. Who came in again is found in an index that
holds nothing else.

Revision ID: 0027
Revises: 0026
Create Date: 2026-11-30 17:20:00.000000

"""
from alembic import op
import sqlalchemy as sa

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# revision identifiers, used by Alembic.
revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

# The columns of a scan that are never changed, and with these two.
KEPT = (
    'meeting_id, id, session_id, participant_id, fingerprint, code_hash, direction, method, scanned_at, device_time, received_at, clock_ahead,'
    ' offline, force, device_id, user_id, gate, "by", status, reason, result, undoes_id, undo_reason'
)
ADDED = ', force_reason, force_note'
POSTGRESQL = 'CREATE TRIGGER sealed_scan_update BEFORE UPDATE OF {columns} ON scan FOR EACH ROW EXECUTE FUNCTION keep_scan()'
SQLITE = """
CREATE TRIGGER sealed_scan_update BEFORE UPDATE OF {columns} ON scan BEGIN
    SELECT RAISE(ABORT, 'rows of scan are only added') WHERE NOT EXISTS (SELECT 1 FROM record_release);
    INSERT INTO unsealed (kind, key, change) VALUES ('scan', old.meeting_id || '/' || old.id, 'changed');
END
"""
AGAIN = sa.text("status = 'already' OR offline")


def upgrade() -> None:
    op.add_column('scan', sa.Column('force_reason', sa.String(length=40), nullable=True))
    op.add_column('scan', sa.Column('force_note', sa.String(length=300), server_default=sa.text("''"), nullable=False))
    op.create_index('ix_scan_again', 'scan', ['session_id', 'scanned_at'], sqlite_where=AGAIN, postgresql_where=AGAIN)
    _keep(KEPT + ADDED)


def _keep(columns: str) -> None:
    sqlite = op.get_context().dialect.name == 'sqlite'
    op.execute('DROP TRIGGER sealed_scan_update' + ('' if sqlite else ' ON scan'))
    op.execute((SQLITE if sqlite else POSTGRESQL).format(columns=columns))


def downgrade() -> None:
    _keep(KEPT)
    op.drop_index('ix_scan_again', table_name='scan')
    op.drop_column('scan', 'force_note')
    op.drop_column('scan', 'force_reason')

"""growth

A run remembers how far its rows are written. Indexes for the orders of long lists, for what refers to a document, and on PostgreSQL
trigrams for what is searched.

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-29 09:40:00.000000

"""
from typing import Any

from alembic import context, op
import sqlalchemy as sa

# squawk-allow prefer-bigint-over-int: a place in a list of people
# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# squawk-allow require-concurrent-index-deletion: the same
# revision identifiers, used by Alembic.
revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

# name, table, columns, only these rows
NEW = (
    ('ix_participant_meeting_id_sort_name_id', 'participant', 'meeting_id sort_name id', ''),
    ('ix_participant_meeting_id_protocol_order_id', 'participant', 'meeting_id protocol_order sort_name id', ''),
    ('ix_participant_meeting_id_status_source', 'participant', 'meeting_id status source', ''),
    ('ix_participant_meeting_id_institution', 'participant', 'meeting_id institution status', ''),
    ('ix_participant_category_id_status', 'participant', 'category_id status', ''),
    ('ix_participant_meeting_id_limited', 'participant', 'meeting_id', 'limited = 1'),
    ('ix_attendance_session_id_first_in_at', 'attendance', 'session_id first_in_at', ''),
    ('ix_attendance_session_id_left', 'attendance', 'session_id', 'inside = 0'),
    ('ix_device_session_session_id', 'device_session', 'session_id', ''),
    ('ix_invitation_document_id', 'invitation', 'document_id', ''),
    ('ix_invitation_meeting_id_participant_id_sent_at', 'invitation', 'meeting_id participant_id sent_at', ''),
    ('ix_delivery_meeting_id_state', 'delivery', 'meeting_id state', ''),
    ('ix_minutes_draft_document_id', 'minutes', 'draft_document_id', ''),
    ('ix_minutes_document_id', 'minutes', 'document_id', ''),
    ('ix_document_superseded_by_id', 'document', 'superseded_by_id', ''),
    ('ix_document_meeting_id_kind_version', 'document', 'meeting_id kind version', ''),
    ('ix_audit_entry_meeting_id_at_id', 'audit_entry', 'meeting_id at id', ''),
    ('ix_audit_entry_organisation_id_at_id', 'audit_entry', 'organisation_id at id', ''),
    ('ix_audit_entry_meeting_id_action', 'audit_entry', 'meeting_id action', ''),
    ('ix_audit_entry_meeting_id_actor_name', 'audit_entry', 'meeting_id actor_name', "actor_kind != 'guest'"),
    ('ix_audit_entry_target_id_at', 'audit_entry', 'target_id at', ''),
)
OLD = (  # each is the beginning of a new one
    ('ix_invitation_meeting_id', 'invitation', 'meeting_id', ''),
    ('ix_participant_meeting_id_sort_name', 'participant', 'meeting_id sort_name', ''),
    ('ix_participant_meeting_id_protocol_order', 'participant', 'meeting_id protocol_order sort_name', ''),
    ('ix_participant_meeting_id_status', 'participant', 'meeting_id status', ''),
    ('ix_participant_category_id', 'participant', 'category_id', ''),
    ('ix_document_meeting_id_kind', 'document', 'meeting_id kind', ''),
    ('ix_audit_entry_meeting_id_at', 'audit_entry', 'meeting_id at', ''),
    ('ix_audit_entry_organisation_id_at', 'audit_entry', 'organisation_id at', ''),
)

SEARCHED = (
    ('participant', 'search_text'),
    ('delivery', 'recipient_name'),
    ('delivery', 'address'),
    ('delivery', 'subject'),
    ('action_item', 'text'),
    ('action_item', 'institution'),
    ('action_item', 'person'),
)
# writing.search.search_key as models.search writes it for PostgreSQL: an index over another expression helps no search.
KEY = (
    "CASE WHEN (char_length(COLUMN) = octet_length(COLUMN)) THEN replace(replace(replace(lower(COLUMN), '''', ''), "
    '\'`\', \'\'), \'"\', \'\') ELSE '
    'replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace('
    'replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(regexp_replace(normalize(regexp_re'
    'place(COLUMN, \'[\'\'’‘`´ʼ"“”]\', \'\', \'g\'), NFKD), \'[̀-ͯ]\', \'\', \'g\')), \'đ\', \'d\'), \'ð\', \'d\'), \'ħ\', \'h\'), \'ı\', \'i\'), '
    "'ł', 'l'), 'ø', 'o'), 'ŧ', 't'), 'ς', 'σ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'Đ', 'd'), 'Ð', "
    "'d'), 'Ħ', 'h'), 'I', 'i'), 'Ł', 'l'), 'Ø', 'o'), 'Ŧ', 't'), 'Σ', 'σ'), 'Æ', 'ae'), 'Œ', 'oe'), 'Þ', 'th') END"
)
# Part of PostgreSQL's own distribution, and trusted: the database's owner may add it. Where it is not installed, searches are as
# exact without, and slower.
EXTENSION = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN CREATE EXTENSION IF NOT EXISTS pg_trgm; END IF;
END $$
"""


def upgrade() -> None:
    with op.batch_alter_table('task_run') as batch_op:
        batch_op.add_column(sa.Column('position', sa.Integer(), server_default=sa.text('0'), nullable=False))
    if op.get_context().dialect.name == 'sqlite':
        _exchange(NEW, OLD)
        return
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.execute(EXTENSION)
    _exchange(NEW, OLD)
    if context.is_offline_mode() or op.get_bind().scalar(sa.text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")):
        for table, column in SEARCHED:
            key = KEY.replace('COLUMN', column).replace(':', r'\:')  # a colon would be taken for a parameter
            op.execute(f'CREATE INDEX ix_{table}_{column}_trigrams ON {table} USING gin (({key}) gin_trgm_ops)')


def downgrade() -> None:
    _exchange(OLD, NEW)
    if op.get_context().dialect.name == 'postgresql':
        for table, column in SEARCHED:
            op.execute(f'DROP INDEX IF EXISTS ix_{table}_{column}_trigrams')
    with op.batch_alter_table('task_run') as batch_op:
        batch_op.drop_column('position')


def _exchange(new: Any, old: Any) -> None:
    boolean = {'limited = 1': 'limited', 'inside = 0': 'NOT inside'}  # SQLite compares the words, PostgreSQL has no number here
    for name, table, columns, rows in new:
        only: dict[str, Any] = {'sqlite_where': sa.text(rows), 'postgresql_where': sa.text(boolean.get(rows, rows))} if rows else {}
        op.create_index(name, table, columns.split(), **only)
    for name, table, _columns, _rows in old:
        op.drop_index(name, table_name=table)

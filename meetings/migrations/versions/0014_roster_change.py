"""roster change

A mark that moves with whatever the roster of a meeting shows: triggers see every writer, whatever statement it sends.

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-29 19:00:00.000000

"""
from typing import Any

from alembic import op
import sqlalchemy as sa

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# squawk-allow require-concurrent-index-deletion: the same
# revision identifiers, used by Alembic.
revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

# Tables that the roster shows, and where a row says which meeting it belongs to.
WATCHED = {
    'participant': 'meeting_id',
    'pass': 'meeting_id',
    'representation': 'meeting_id',
    'attendance': 'meeting_id',
    'session': 'meeting_id',
    'category': 'meeting_id',
    'participant_session': 'session_id',
    'meeting': 'id',
}

# For counts and look-ups that went through all the rows of a large meeting: name, table, columns, only these rows.
INDEXES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ('ix_participant_meeting_id_nip', 'participant', 'meeting_id nip', {}),
    ('ix_participant_counted', 'participant', 'meeting_id status source limited answered_at id', {}),
    ('ix_participant_grouped', 'participant', 'meeting_id category_id institution status source limited id', {}),
    ('ix_audit_entry_outside', 'audit_entry', 'at id', {
        'sqlite_where': sa.text('meeting_id IS NULL'), 'postgresql_where': sa.text('meeting_id IS NULL')
    }),
    ('ix_delivery_meeting_id_created_at_id', 'delivery', 'meeting_id created_at id', {}),
    ('ix_delivery_created_at_id_meeting_id', 'delivery', 'created_at id meeting_id', {}),
    ('ix_delivery_meeting_id_state_kind', 'delivery', 'meeting_id state kind', {}),
    ('ix_attendance_participant_id_session_id', 'attendance', 'participant_id session_id', {}),
)
FORMER: tuple[tuple[str, str, str, dict[str, Any]], ...] = (  # each is the beginning of a new one
    ('ix_participant_meeting_id_status_source', 'participant', 'meeting_id status source', {}),
    ('ix_attendance_participant_id', 'attendance', 'participant_id', {}),
    ('ix_delivery_meeting_id_created_at', 'delivery', 'meeting_id created_at', {}),
    ('ix_delivery_created_at_id', 'delivery', 'created_at id', {}),
    ('ix_delivery_meeting_id_state', 'delivery', 'meeting_id state', {}),
)

# On PostgreSQL a transaction writes its own number, once, into a row of the meeting that no other transaction is writing, or into a
# new one: nobody waits, doors least of all. There are as many rows as there ever were writers at once.
FUNCTION = """
CREATE FUNCTION note_roster_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mine bigint := pg_current_xact_id()::text::bigint;
    touched text[];
    one text;
    free record;
BEGIN
    IF TG_LEVEL = 'ROW' THEN
        touched := ARRAY[CASE TG_OP WHEN 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END];
    ELSIF TG_TABLE_NAME = 'participant_session' THEN
        touched := ARRAY(SELECT DISTINCT s.meeting_id FROM changed JOIN session s ON s.id = changed.session_id);
    ELSIF TG_TABLE_NAME = 'meeting' THEN
        touched := ARRAY(SELECT id FROM changed);
    ELSE
        touched := ARRAY(SELECT DISTINCT meeting_id FROM changed);
    END IF;
    FOREACH one IN ARRAY touched LOOP
        SELECT number, change INTO free FROM roster_change WHERE meeting_id = one ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            INSERT INTO roster_change (meeting_id, number, change) SELECT id, mine, mine FROM meeting WHERE id = one;
        ELSIF free.change <> mine THEN
            UPDATE roster_change SET change = mine WHERE meeting_id = one AND number = free.number;
        END IF;
    END LOOP;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER roster_{table}_{event} AFTER {event} ON {table} {each} EXECUTE FUNCTION note_roster_change()
"""
# New rows and what doors write come one in a statement (also thousands of them), changes and deletions many: each its cheaper way.
BY_STATEMENT, BY_ROW = 'REFERENCING {row} TABLE AS changed FOR EACH STATEMENT', 'FOR EACH ROW'
# SQLite has one writer at a time, so one row; a number that never comes back takes the place of the former.
SQLITE_TRIGGER = """
CREATE TRIGGER roster_{table}_{event} AFTER {event} ON {table} BEGIN
    INSERT INTO roster_change (meeting_id, number, change) SELECT id, 0, random() FROM meeting WHERE id = {meeting}
    ON CONFLICT (meeting_id, number) DO UPDATE SET change = excluded.change;
END
"""


def upgrade() -> None:
    op.create_table(
        'roster_change',
        sa.Column('meeting_id', sa.String(length=16), nullable=False),
        sa.Column('number', sa.BigInteger(), nullable=False),
        sa.Column('change', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_roster_change_meeting_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('meeting_id', 'number', name=op.f('pk_roster_change')),
    )
    _exchange(INDEXES, FORMER)
    sqlite = op.get_context().dialect.name == 'sqlite'
    if not sqlite:
        op.execute(FUNCTION.replace(':', r'\:'))
    for table, column in WATCHED.items():
        for event in ('insert', 'update', 'delete'):
            row = 'old' if event == 'delete' else 'new'
            meeting = f'(SELECT meeting_id FROM session WHERE id = {row}.session_id)' if column == 'session_id' else f'{row}.{column}'
            alone = column == 'meeting_id' and (event == 'insert' or table == 'attendance')
            each = (BY_ROW if alone else BY_STATEMENT).format(row=row)
            trigger = SQLITE_TRIGGER if sqlite else TRIGGER
            op.execute(trigger.format(table=table, event=event, row=row, meeting=meeting, each=each))


def downgrade() -> None:
    for table in WATCHED:
        for event in ('insert', 'update', 'delete'):
            on = '' if op.get_context().dialect.name == 'sqlite' else f' ON {table}'
            op.execute(f'DROP TRIGGER roster_{table}_{event}{on}')
    if op.get_context().dialect.name != 'sqlite':
        op.execute('DROP FUNCTION note_roster_change()')
    _exchange(FORMER, INDEXES)
    op.drop_table('roster_change')


def _exchange(new: Any, old: Any) -> None:
    for name, table, columns, only in new:
        op.create_index(name, table, columns.split(), **only)
    for name, table, _columns, _only in old:
        op.drop_index(name, table_name=table)
